/** A Palang line board in a machine that treats by time: one relay. */
import type { Clock } from '@palang/kit'
import { type ActResult, refused } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { LastMeasuredResult } from '../../measured.ts'
import type { TreatmentBoardEvent, TreatmentBoardPort, TreatmentSwitches } from '../../treatment-port.ts'
import { readBit } from './answers.ts'
import { maxOnMs } from './delays.ts'
import { PalangLine, type PalangLineOptions } from './line.ts'
import { LineSwitches } from './line-switches.ts'
import { MeasuredOrder } from './measured-order.ts'

const treatmentRelayBit = 2

export class PalangLineTreatment extends TellingDevice<TreatmentBoardEvent> implements TreatmentBoardPort {
  readonly #clock: Clock
  readonly #line: PalangLine
  readonly #run: MeasuredOrder
  readonly #switches: LineSwitches
  protected readonly told = new Told<TreatmentBoardEvent>()
  #isKnown = false
  /** While the relay may be on: since when, and until when it was seen on. */
  #onSinceMs = 0
  #seenOnMs = 0

  constructor(options: PalangLineOptions) {
    super()
    this.#clock = options.clock
    this.#line = new PalangLine(options, {
      told: this.told,
      onState: ({ relays }, announce) => this.#onState(relays, announce),
      onRestarted: () => {
        this.#switches.onRestarted()
        this.#run.onKnown({ hasRestarted: true })
      },
      onLost: () => {
        this.#isKnown = false
        this.#switches.onLost()
      },
      onEvent: (name, fields) => this.#onEvent(name, fields),
    })
    this.#switches = new LineSwitches(this.#line, (name, on) => {
      if (name === 'door' || name === 'emergency_stop') this.told.tell({ kind: 'switch', name, on })
    })
    this.#run = new MeasuredOrder({
      clock: options.clock,
      line: this.#line,
      word: 'RUN',
      key: 'ran',
      relayBit: treatmentRelayBit,
      tell: end => this.told.tell({ kind: 'ran', ...end }),
      heard: () => Math.max(0, Math.floor(this.#seenOnMs - this.#onSinceMs)),
    })
  }

  start(): void {
    this.#line.start()
  }

  stop(): Promise<void> {
    return this.#line.stop()
  }

  switches(): TreatmentSwitches {
    const { door, emergency_stop } = this.#switches.now()
    return { door, emergency_stop }
  }

  run(ms: number): Promise<ActResult> {
    if (!Number.isInteger(ms) || ms <= 0 || ms > maxOnMs) {
      return Promise.resolve(refused('not_supported', `1–${maxOnMs} ms`))
    }
    this.#onSinceMs = this.#clock.monotonic()
    this.#seenOnMs = this.#onSinceMs
    return this.#run.begin([ms], ms)
  }

  lastRun(): Promise<LastMeasuredResult> {
    return this.#run.last()
  }

  halt(): Promise<ActResult> {
    return this.#line.order<ActResult>({ word: 'STOP', rank: 'urgent' }, () => ({ ok: true }))
  }

  #onState(relays: number, announce: () => void): void {
    const isNew = !this.#isKnown
    this.#isKnown = true
    announce()
    if (isNew) this.#run.onKnown({ hasRestarted: false })
    this.#switches.onState()
    if ((relays & (1 << treatmentRelayBit)) !== 0) this.#seenOnMs = this.#clock.monotonic()
    this.#run.onRelays(relays)
  }

  /** True for what is no part of the state. */
  #onEvent(name: string, fields: readonly string[]): boolean {
    if (name === 'RAN') this.#run.onEvent(fields)
    else this.#switches.onEvent(name, readBit(fields[0]))
    return name !== 'RAN'
  }
}
