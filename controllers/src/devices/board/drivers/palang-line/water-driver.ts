/** A Palang line board in a water machine: valve and pump behind a flow meter, plain relays, and the switches that forbid pouring. */
import { type ActResult, refused } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { LastMeasuredResult } from '../../measured.ts'
import type { WaterBoardEvent, WaterBoardPort } from '../../water-port.ts'
import { readBit, readCount, type State } from './answers.ts'
import { maxOnMs, maxPulses } from './delays.ts'
import { PalangLine, type PalangLineOptions } from './line.ts'
import { LineSwitches, type SwitchesHeard } from './line-switches.ts'
import { MeasuredOrder } from './measured-order.ts'

const valveRelayBit = 0
export class PalangLineWater extends TellingDevice<WaterBoardEvent> implements WaterBoardPort {
  readonly #line: PalangLine
  readonly #pour: MeasuredOrder
  readonly #switches: LineSwitches
  protected readonly told = new Told<WaterBoardEvent>()
  #flow: number | null = null
  /** The meter as last heard, when the last pour began, and what was heard of that pour since. */
  #flowHeard = 0
  #flowAtPour = 0
  #pouredHeard = 0

  constructor(options: PalangLineOptions) {
    super()
    this.#line = new PalangLine(options, {
      told: this.told,
      onState: (state, announce) => this.#onState(state, announce),
      onRestarted: () => {
        this.#switches.onRestarted()
        this.#pour.onKnown({ hasRestarted: true })
      },
      onLost: () => this.#onLost(),
      onEvent: (name, fields) => this.#onEvent(name, fields),
    })
    this.#switches = new LineSwitches(this.#line, (name, on) => this.told.tell({ kind: 'switch', name, on }))
    this.#pour = new MeasuredOrder({
      clock: options.clock,
      line: this.#line,
      word: 'POUR',
      key: 'poured',
      relayBit: valveRelayBit,
      tell: end => this.told.tell({ kind: 'poured', ...end }),
      heard: () => this.#pouredHeard,
    })
  }

  start(): void {
    this.#line.start()
  }

  stop(): Promise<void> {
    return this.#line.stop()
  }

  switches(): SwitchesHeard {
    return this.#switches.now()
  }

  flow(): number | null {
    return this.#flow
  }

  pour(pulses: number, maxMs: number): Promise<ActResult> {
    if (!isWithin(pulses, maxPulses) || !isWithin(maxMs, maxOnMs)) {
      return Promise.resolve(refused('not_supported', `1–${maxPulses} pulses in 1–${maxOnMs} ms`))
    }
    this.#flowAtPour = this.#flowHeard
    this.#pouredHeard = 0
    return this.#pour.begin([pulses, maxMs], maxMs)
  }

  lastPour(): Promise<LastMeasuredResult> {
    return this.#pour.last()
  }

  output(relay: number, on: boolean, maxMs: number): Promise<ActResult> {
    if (!Number.isInteger(relay) || relay < 0 || relay > 7 || !isWithin(maxMs, maxOnMs)) {
      return Promise.resolve(refused('not_supported', `relay 0–7 for 1–${maxOnMs} ms`))
    }
    return this.#line.order<ActResult>({ word: 'OUT', args: [relay, on ? 1 : 0, maxMs], rank: 'order' }, () => ({ ok: true }))
  }

  halt(): Promise<ActResult> {
    return this.#line.order<ActResult>({ word: 'STOP', rank: 'urgent' }, () => ({ ok: true }))
  }

  #onState({ flow, relays }: State, announce: () => void): void {
    const isNew = this.#flow === null
    const last = this.#flow
    this.#flow = flow
    announce()
    if (isNew) this.#pour.onKnown({ hasRestarted: false })
    if (last !== flow) this.#heardFlow(flow)
    this.#switches.onState()
    this.#pour.onRelays(relays)
  }

  #onLost(): void {
    this.#flow = null
    this.#switches.onLost()
  }

  /** True for what is no part of the state. */
  #onEvent(name: string, fields: readonly string[]): boolean {
    if (name === 'POURED') {
      this.#pour.onEvent(fields)
      return false
    }
    const count = readCount(fields[0])
    if (name === 'FLOW' && count !== undefined) {
      this.#flow = count
      this.#heardFlow(count)
    }
    this.#switches.onEvent(name, readBit(fields[0]))
    return true
  }

  #heardFlow(pulses: number): void {
    this.#flowHeard = pulses
    this.#pouredHeard = Math.max(this.#pouredHeard, pulses - this.#flowAtPour)
    this.told.tell({ kind: 'flow', pulses })
  }
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= most
}
