/** A water machine under test: its state, what its steps did, and a board that answers as the test says. */
import { usualWaterRules } from '@palang/config'
import type { CommandResult, WaterFact } from '@palang/protocol'
import { initialWater, savedPart, stepWater } from './machine.ts'
import { readSaved } from './saved.ts'
import type { Effect, Switches, WaterConfig, WaterInput, WaterState } from './state.ts'
import { waterConfig } from './water-config.ts'

export const quiet: Switches = { door: false, leak: false, emergency_stop: false, tamper: false }
export const ready = { kind: 'board', connected: true, boot: 'boot 1', flow: 0, switches: quiet } as const

/** The hub tells that it takes QRIS and prepaid cards, and of prices nothing. */
export const hubTold = {
  kind: 'learned',
  settings: { currency: 'IDR', timezone: 'Asia/Jakarta', prices: {}, calibrations: {}, payments: { qris: true, prepaid: true } },
} as const satisfies WaterInput

/** Of a machine with everything fitted. */
export const testConfig: WaterConfig = {
  ...waterConfig({
    config: {
      id: 'vending-1',
      family: 'water',
      vehicle_class: 'car',
      panel: { port: 8003, host: '127.0.0.1' },
      devices: {
        coins: { driver: 'simulated' },
        terminal: { driver: 'simulated' },
        reader: { driver: 'simulated' },
        printer: { driver: 'simulated' },
      },
      products: [
        { volume_ml: 600, price: 1_000 },
        { volume_ml: 250, price: 501 },
        { volume_ml: 100, price: 0 },
      ],
    },
    outlet: { name: 'Test', timezone: 'Asia/Jakarta', currency: 'IDR' },
    water: usualWaterRules,
  }),
}

export interface TestWater {
  state(): WaterState
  send(...inputs: WaterInput[]): Effect[]
  facts(): WaterFact[]
  factTypes(): string[]
  /** The one end, as the facts tell it. */
  ends(): unknown[]
  /** How often the valve was ordered to open. */
  orders(): number
  states(commandId: string): string[]
  result(commandId: string): CommandResult | undefined
  /** Orders 250 ml and lets the board take it, as the board’s first pour. */
  pour(commandId?: string): string
  session(): string
  /** The same journal, a new process. */
  restart(): TestWater
}

/** `saved` is what an earlier run left. */
export function testWater(saved: string | null = null, pulsesPerLitre = 450): TestWater {
  let state = initialWater(saved === null ? null : readSaved(saved))
  let ids = 0
  const done: Effect[] = []
  const step = (input: WaterInput) => {
    const context = { nowMs: 1_000, newId: () => `019be7a0-0000-7000-8000-00000000000${++ids}`, hubOnline: () => true }
    const next = stepWater({ ...testConfig, pulsesPerLitre }, state, input, context)
    state = next.state
    done.push(...next.effects)
    return next.effects
  }
  const facts = () => done.flatMap(effect => (effect.do === 'record' ? [effect.fact] : []))
  const answers = (id: string) => done.flatMap(effect => (effect.do === 'answer' && effect.result.command_id === id ? [effect.result] : []))
  const session = () => state.pour?.sessionId ?? ''
  return {
    state: () => state,
    send: (...inputs) => inputs.flatMap(step),
    facts,
    factTypes: () => facts().map(fact => fact.type),
    ends: () => facts().flatMap(fact => (fact.type === 'pour_ended' ? [fact.payload] : [])),
    orders: () => done.filter(effect => effect.do === 'pour').length,
    states: id => answers(id).map(result => result.state),
    result: id => answers(id).at(-1),
    pour(commandId = 'c1') {
      step({ kind: 'dispense', id: commandId, volumeMl: 250 })
      step({ kind: 'remembered', sessionId: session(), last: { ok: true, count: 0, amount: 0, reason: 'none' } })
      step({ kind: 'taken', sessionId: session(), result: { ok: true } })
      return session()
    },
    session,
    restart: () => testWater(JSON.stringify(savedPart(state)), pulsesPerLitre),
  }
}
