import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factSchema } from '@palang/protocol'
import { timerNames } from './delays.ts'
import type { Effect, GateInput } from './state.ts'
import { quietInputs, session, testLane, type TestLane } from './test-lane.ts'

type Act = (lane: TestLane) => void

const flag = fc.boolean()
const input = (name: 'loop1' | 'loop2' | 'beam' | 'ticket_button' | 'help_button') => flag.map((on): Act => lane => lane.send({ kind: 'input', input: name, on }))
const raw = (made: GateInput): Act => lane => void lane.send(structuredClone(made))
const order = (lane: TestLane) => lane.state().lastOrderId
let nextCommand = 0

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: input('loop1') },
  { weight: 3, arbitrary: input('loop2') },
  input('beam'),
  input('ticket_button'),
  input('help_button'),
  { weight: 3, arbitrary: fc.constant(raw({ kind: 'card', cardId: 'CARD_001', raw: 'CARD_001' })) },
  fc.constantFrom('open', 'closed', 'opening', 'closing', 'fault', 'unknown').map(position => raw({ kind: 'barrier', position, positionKnown: true })),
  { weight: 3, arbitrary: fc.constant<Act>(lane => void (lane.effects().some(e => e.do === 'ask') && lane.approve())) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 20_000 }).map((amount): Act => lane => void (lane.effects().some(e => e.do === 'ask') && lane.owe(amount))) },
  fc.constant<Act>(lane => void (lane.effects().some(e => e.do === 'ask') && lane.refuse('card_blocked'))),
  { weight: 3, arbitrary: fc.constant<Act>(lane => void (lane.effects().some(e => e.do === 'move') && lane.obey())) },
  fc.constantFrom('no', 'maybe').map((moved): Act => lane => lane.send({ kind: 'moved', orderId: order(lane), result: { ok: false, code: 'timeout', message: 'x', moved } })),
  fc.constantFrom(1000, 5000, 20_000).chain(amount => fc.constantFrom('escrow', 'stacked', 'returned').map(kind => raw({ kind, amount }))),
  { weight: 3, arbitrary: fc.constantFrom(...timerNames).map(name => raw({ kind: 'timer', name })) },
  fc
    .record({ action: fc.constantFrom('open', 'close', 'stop'), hold: flag, stay: flag })
    .map(({ action, hold, stay }): Act => lane => lane.send({ kind: 'command', id: `c${++nextCommand}`, control: { action, ...(hold ? { duration: 5 } : {}), ...(stay ? { session_id: session } : {}) } })),
  flag.map(on => raw({ kind: 'device', device: 'board', connected: on, reason: 'test' })),
  fc.record({ loop1: flag, loop2: flag, beam: flag, barrier: fc.constantFrom('open', 'closed', 'opening') }).map(some => raw({ kind: 'board', inputs: { ...quietInputs, ...some } })),
)

const stories = fc.record({ direction: fc.constantFrom('in', 'out'), acts: fc.array(acts, { maxLength: 60 }) })
const factsOf = (effects: readonly Effect[]) => effects.flatMap(effect => (effect.do === 'record' ? [effect.fact] : []))

function check(promise: (lane: TestLane) => void): void {
  fc.assert(
    fc.property(stories, story => {
      const lane = testLane({ config: { direction: story.direction } })
      for (const act of story.acts) act(lane)
      promise(lane)
    }),
    { numRuns: 300 },
  )
}

test('every fact is valid by the catalogue', () => {
  check(lane => {
    for (const fact of factsOf(lane.effects())) expect(factSchema('gate', fact.type)?.safeParse(fact.payload).error).toBeUndefined()
  })
})

test('the barrier never moves without its order recorded before', () => {
  check(lane => {
    let ordered = 0
    for (const effect of lane.effects()) {
      if (effect.do === 'record' && effect.fact.type === 'barrier_ordered') ordered += 1
      if (effect.do === 'move') expect(ordered--).toBeGreaterThan(0)
    }
  })
})

test('every visit has at most one end, and only the visit under way has none', () => {
  check(lane => {
    const ends = new Map<string, number>()
    const begun = new Set<string>()
    for (const fact of factsOf(lane.effects())) {
      const visit = 'visit_id' in fact.payload ? fact.payload.visit_id : undefined
      if (typeof visit !== 'string') continue
      if (fact.type === 'vehicle_detected') begun.add(visit)
      if (fact.type === 'vehicle_passed' || fact.type === 'vehicle_turned_back') ends.set(visit, (ends.get(visit) ?? 0) + 1)
    }
    for (const count of ends.values()) expect(count).toBe(1)
    for (const visit of begun) if (!ends.has(visit)) expect(visit).toBe(lane.state().visit?.id)
  })
})

test('every command ends at most once, and never after its end', () => {
  check(lane => {
    const ended = new Set<string>()
    for (const effect of lane.effects()) {
      if (effect.do !== 'answer') continue
      expect(ended.has(effect.result.command_id)).toBe(false)
      if (effect.result.state !== 'accepted') ended.add(effect.result.command_id)
    }
  })
})

test('a quoted stay is let out only after its payment is recorded, or by an operator', () => {
  check(lane => {
    let owing = false
    for (const effect of lane.effects()) {
      if (effect.do === 'cash' && effect.act === 'enable') owing = true
      if (effect.do !== 'record') continue
      const { fact } = effect
      if (fact.type === 'payment_completed' || fact.type === 'vehicle_turned_back' || fact.type === 'vehicle_passed') owing = false
      if (fact.type === 'access_decided' && fact.payload.approved) {
        expect(owing && fact.payload.decided_by === 'machine').toBe(false)
        owing = false
      }
    }
  })
})

test('every note taken is a fact or an alarm', () => {
  check(lane => {
    const received = factsOf(lane.effects()).filter(fact => fact.type === 'cash_received')
    expect(new Set(received.map(fact => fact.payload.payment_id)).size).toBe(received.length)
  })
})

test('nothing closes while the beam is broken', () => {
  fc.assert(
    fc.property(stories, story => {
      const lane = testLane({ config: { direction: story.direction } })
      for (const act of story.acts) {
        const from = lane.effects().length
        const broken = lane.state().inputs.beam
        act(lane)
        const closes = lane.effects().slice(from).some(effect => effect.do === 'move' && effect.action === 'close')
        if (closes) expect(broken && lane.state().inputs.beam).toBe(false)
      }
    }),
    { numRuns: 300 },
  )
})
