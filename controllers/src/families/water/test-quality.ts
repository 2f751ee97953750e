/** A machine with a sensor and a flush valve under test, whose time goes on: timers fall due, and the board answers. */
import type { InterlockRules, WaterRules } from '@palang/config'
import type { QualityThresholds, WaterFact } from '@palang/protocol'
import type { ActResult } from '../../devices/status.ts'
import { initialWater, savedPart, stepWater } from './machine.ts'
import { readSaved } from './saved.ts'
import type { Effect, WaterConfig, WaterInput, WaterState } from './state.ts'
import { quiet, testConfig } from './test-water.ts'

export interface TestRules {
  interlock?: Partial<InterlockRules>
  overdue?: WaterRules['calibration_overdue']
  thresholds?: QualityThresholds
  hasSensor?: boolean
}

export const good = { tds: 120, ph: 7.1, temperature: 27 }
export const salty = { tds: 420, ph: 7.1, temperature: 27 }

/** The sensor is read every so often. */
const everyMs = 5_000

export class QualityWorld {
  readonly config: WaterConfig
  readonly effects: Effect[] = []
  /** What the board says to an order to flush; null: nothing. */
  board: ActResult | null = { ok: true }
  nowMs = Date.UTC(2026, 0, 20, 10, 30)
  state: WaterState
  #timers = new Map<string, { dueMs: number; input: WaterInput }>()
  #ids = 0
  #flicker = 0

  constructor({ interlock = {}, overdue = 'warn', thresholds, hasSensor = true }: TestRules = {}, saved: string | null = null) {
    const rules = { flush_s: 30, retest_s: 20, attempts: 3, after_s: 15, flush_relay: 3, ...interlock }
    this.config = {
      ...testConfig,
      quality: {
        sensor: hasSensor ? { staleMs: 30_000 } : null,
        thresholds: thresholds ?? { tds_max: 300, ph_min: 6.5, ph_max: 8.5 },
        overdue,
        interlock: rules,
      },
    }
    this.state = initialWater(saved === null ? null : readSaved(saved))
  }

  /** A machine whose board is there and whose water was found good. */
  static selling(rules?: TestRules): QualityWorld {
    const world = new QualityWorld(rules)
    world.begin()
    world.readings(good, 5)
    return world
  }

  begin(): void {
    this.send({ kind: 'started' })
    this.plug(true)
  }

  plug(on: boolean): void {
    if (on) this.send({ kind: 'board', connected: true, boot: 'boot 1', flow: 0, switches: quiet })
    else this.send({ kind: 'board', connected: false, reason: 'unplugged' })
  }

  send(...inputs: WaterInput[]): void {
    for (const input of inputs) {
      const context = {
        nowMs: this.nowMs,
        newId: () => `019be7a0-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}`,
        hubOnline: () => true,
      }
      const { state, effects } = stepWater(this.config, this.state, input, context)
      this.state = state
      for (const effect of effects) this.#perform(effect)
    }
  }

  /** Lets time pass without a word of the sensor. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms
    for (;;) {
      const [next] = [...this.#timers].toSorted(([, a], [, b]) => a.dueMs - b.dueMs)
      if (next === undefined || next[1].dueMs > endMs) break
      this.nowMs = next[1].dueMs
      this.#timers.delete(next[0])
      this.send(next[1].input)
    }
    this.nowMs = endMs
  }

  /** The clock is set; how long everything takes stays as it is. */
  setClock(byMs: number): void {
    this.nowMs += byMs
    for (const timer of this.#timers.values()) timer.dueMs += byMs
  }

  /** So many readings, flickering as real ones do. */
  readings(values: { tds: number; ph: number; temperature: number | null }, count = 1): void {
    for (let turn = 0; turn < count; turn++) {
      this.pass(everyMs)
      this.#flicker = (this.#flicker + 1) % 3
      const tds = values.tds + this.#flicker / 10
      this.send({ kind: 'reading', ...values, tds, uptimeMs: null })
    }
  }

  /** The very same words so often. */
  answers(input: WaterInput, count = 1): void {
    for (let turn = 0; turn < count; turn++) {
      this.pass(everyMs)
      this.send(input)
    }
  }

  /** The same journal, a new process; nothing of the old one's timers is left. */
  restart(): QualityWorld {
    const { interlock, overdue, thresholds, sensor } = this.config.quality
    const world = new QualityWorld({ interlock, overdue, thresholds, hasSensor: sensor !== null }, this.saved())
    world.nowMs = this.nowMs
    world.#ids = this.#ids
    return world
  }

  /** What the journal would keep. */
  saved(): string {
    return JSON.stringify(savedPart(this.state))
  }

  facts(): WaterFact[] {
    return this.effects.flatMap(effect => (effect.do === 'record' ? [effect.fact] : []))
  }

  steps(): string[] {
    return this.facts().flatMap(fact => (fact.type === 'interlock_step' ? [fact.payload.step] : []))
  }

  /** States of a command, as they were told. */
  states(id: string): string[] {
    return this.effects.flatMap(effect => (effect.do === 'answer' && effect.result.command_id === id ? [effect.result.state] : []))
  }

  #perform(effect: Effect): void {
    this.effects.push(effect)
    if (effect.do === 'start_timer')
      this.#timers.set(effect.name, { dueMs: this.nowMs + effect.delayMs, input: { kind: 'timer', name: effect.name } })
    if (effect.do === 'stop_timer') this.#timers.delete(effect.name)
    if (effect.do === 'flush' && this.board !== null) this.send({ kind: 'flushed', result: this.board })
  }
}
