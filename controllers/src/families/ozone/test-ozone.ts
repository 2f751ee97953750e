/** A treatment machine under test: its state, what its steps did, and a board that answers as the test says. */
import { usualWaterRules } from '@palang/config'
import type { CommandResult, TreatmentFact } from '@palang/protocol'
import { initialOzone, savedPart, stepOzone } from './machine.ts'
import { ozoneConfig } from './ozone-config.ts'
import { readSaved } from './saved.ts'
import type { Effect, OzoneConfig, OzoneInput, OzoneState } from './state.ts'

export const shut = { door: false, emergency_stop: false } as const
export const ready = { kind: 'board', connected: true, boot: 'boot 1', switches: shut } as const

/** Of a machine with everything fitted: 60, 120 and 300 seconds. */
export const testConfig: OzoneConfig = ozoneConfig({
  config: {
    id: 'ozon-1',
    family: 'ozone',
    vehicle_class: 'car',
    panel: { port: 8004, host: '127.0.0.1' },
    devices: { coins: { driver: 'simulated' }, terminal: { driver: 'simulated' }, reader: { driver: 'simulated' } },
    treatments: [
      { treatment: 'BASIC', minutes: 1, price: 1_000 },
      { treatment: 'STANDARD', minutes: 2, price: 1_999 },
      { treatment: 'PREMIUM', minutes: 5, price: 0 },
    ],
    cool_down_s: 30,
  },
  outlet: { name: 'Test', timezone: 'Asia/Jakarta', currency: 'IDR' },
  water: usualWaterRules,
})

/** `saved` is what an earlier run left. */
export function testOzone(saved: string | null = null, config: OzoneConfig = testConfig) {
  let state: OzoneState = initialOzone(saved === null ? null : readSaved(saved))
  let ids = 0
  const clock = { nowMs: 1_000_000 }
  const done: Effect[] = []
  const step = (input: OzoneInput) => {
    const context = {
      nowMs: clock.nowMs,
      newId: () => `019be7a0-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
      hubOnline: () => true,
    }
    const next = stepOzone(config, state, input, context)
    state = next.state
    done.push(...next.effects)
    return next.effects
  }
  const facts = (): TreatmentFact[] => done.flatMap(effect => (effect.do === 'record' ? [effect.fact] : []))
  const answers = (id: string): CommandResult[] =>
    done.flatMap(effect => (effect.do === 'answer' && effect.result.command_id === id ? [effect.result] : []))
  const session = () => state.run?.sessionId ?? ''
  const send = (...inputs: OzoneInput[]): Effect[] => inputs.flatMap(step)
  return {
    clock,
    state: () => state,
    send,
    done: () => done,
    facts,
    factTypes: () => facts().map(fact => fact.type),
    ends: () => facts().flatMap(fact => (fact.type === 'treatment_ended' ? [fact.payload] : [])),
    /** How long the relay was ordered to be on, each time. */
    orders: () => done.flatMap(effect => (effect.do === 'run' ? [effect.ms] : [])),
    halts: () => done.filter(effect => effect.do === 'halt').length,
    states: (id: string) => answers(id).map(result => result.state),
    result: (id: string) => answers(id).at(-1),
    session,
    /** The board answers: nothing ran before, and it takes the order. */
    take() {
      send({ kind: 'remembered', sessionId: session(), last: { ok: true, count: 0, amount: 0, reason: 'none' } })
      send({ kind: 'taken', sessionId: session(), result: { ok: true } })
    },
    /** A customer chooses and pays with one note. */
    buy(treatment: 'BASIC' | 'STANDARD', note: number) {
      send({ kind: 'choose', treatment }, { kind: 'escrow', amount: note }, { kind: 'stacked', amount: note })
    },
    saved: () => JSON.stringify(savedPart(state)),
  }
}
