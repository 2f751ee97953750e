/** A Palang line board in a water machine: valve and pump behind a flow meter, plain relays, and the switches that forbid pouring. */
import { type ActResult, refused } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { LastMeasuredResult } from '../../measured.ts'
import { waterSwitches, type WaterBoardEvent, type WaterBoardPort, type WaterSwitch } from '../../water-port.ts'
import { emergencyStopBit, readBit, readCount, type State } from './answers.ts'
import { maxOnMs, maxPulses } from './delays.ts'
import { PalangLine, type PalangLineOptions } from './line.ts'
import { MeasuredOrder } from './measured-order.ts'

const valveRelayBit = 0
/** Name in events, and bit in the answer to `CFG,inputs`. */
const switchWords: Readonly<Record<WaterSwitch, { event: string; bit: number }>> = {
  door: { event: 'DOOR', bit: 8 },
  leak: { event: 'LEAK', bit: 9 },
  emergency_stop: { event: 'ESTOP', bit: emergencyStopBit },
  tamper: { event: 'TAMPER', bit: 10 },
}

type Switches = Record<WaterSwitch, boolean | null>
const unknownSwitches: Switches = { door: null, leak: null, emergency_stop: null, tamper: null }

export class PalangLineWater extends TellingDevice<WaterBoardEvent> implements WaterBoardPort {
  readonly #line: PalangLine
  readonly #pour: MeasuredOrder
  protected readonly told = new Told<WaterBoardEvent>()
  #switches: Switches = unknownSwitches
  #mustAskSwitches = true
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
        this.#mustAskSwitches = true
        this.#pour.onKnown({ hasRestarted: true })
      },
      onLost: () => this.#onLost(),
      onEvent: (name, fields) => this.#onEvent(name, fields),
    })
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

  switches(): Readonly<Switches> {
    return this.#switches
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
    if (this.#mustAskSwitches) this.#askSwitches()
    this.#pour.onRelays(relays)
  }

  #onLost(): void {
    this.#flow = null
    this.#mustAskSwitches = true
    this.#switches = unknownSwitches
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
    const bit = readBit(fields[0])
    const changed = waterSwitches.find(one => switchWords[one].event === name)
    if (changed !== undefined && bit !== undefined) this.#setSwitches({ ...this.#switches, [changed]: bit })
    return true
  }

  #heardFlow(pulses: number): void {
    this.#flowHeard = pulses
    this.#pouredHeard = Math.max(this.#pouredHeard, pulses - this.#flowAtPour)
    this.told.tell({ kind: 'flow', pulses })
  }

  #askSwitches(): void {
    this.#line.ask('CFG', ['inputs'], answer => {
      // A board that does not know the key tells its switches by events alone.
      if (answer.kind !== 'lost') this.#mustAskSwitches = false
      const mask = answer.kind === 'ok' ? readCount(answer.fields[1]) : undefined
      if (mask === undefined) return
      this.#setSwitches({
        door: isSet(mask, 'door'),
        leak: isSet(mask, 'leak'),
        emergency_stop: isSet(mask, 'emergency_stop'),
        tamper: isSet(mask, 'tamper'),
      })
    })
  }

  #setSwitches(next: Switches): void {
    const last = this.#switches
    this.#switches = next
    for (const name of waterSwitches) {
      const on = next[name]
      if (on !== null && on !== last[name]) this.told.tell({ kind: 'switch', name, on })
    }
  }
}

function isSet(mask: number, name: WaterSwitch): boolean {
  return (mask & (1 << switchWords[name].bit)) !== 0
}

function isWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= most
}
