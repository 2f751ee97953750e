import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factSchema, onlinePaymentState } from '@palang/protocol'
import { timerNames } from './delays.ts'
import type { GateInput } from './state.ts'
import { factsOf, pulseOnly, quietInputs, reckoning, session, testLane, type TestLane } from './test-lane.ts'

type Act = (lane: TestLane) => void

const flag = fc.boolean()
const input = (name: 'loop1' | 'loop2' | 'beam' | 'ticket_button' | 'help_button') =>
  flag.map(
    (on): Act =>
      lane =>
        lane.send({ kind: 'input', input: name, on }),
  )
const raw =
  (made: GateInput): Act =>
  lane =>
    void lane.send(structuredClone(made))
const order = (lane: TestLane) => lane.state().lastOrderId
let nextCommand = 0

/** What stops or opens everything ends soon, or nothing else would be reached. */
const mostlyOff = fc.constantFrom(false, false, false, true)
const rare: fc.Arbitrary<Act> = fc.oneof(
  mostlyOff.map(on => raw({ kind: 'input', input: 'estop', on })),
  mostlyOff.map(held => raw({ kind: 'hub_hold', hold: { held, hold_id: session } })),
  mostlyOff.map(
    (held): Act =>
      lane =>
        lane.send({ kind: 'lane_hold', id: `c${++nextCommand}`, held, reason: 'x' }),
  ),
)

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: input('loop1') },
  { weight: 3, arbitrary: input('loop2') },
  input('beam'),
  input('ticket_button'),
  input('help_button'),
  rare,
  { weight: 3, arbitrary: fc.constant(raw({ kind: 'card', cardId: 'CARD_001', raw: 'CARD_001' })) },
  fc
    .record({ position: fc.constantFrom('open', 'closed', 'opening', 'closing', 'fault', 'unknown'), positionKnown: flag })
    .map(said => raw({ kind: 'barrier', ...said })),
  { weight: 3, arbitrary: fc.constant<Act>(lane => void (lane.effects().some(e => e.do === 'ask') && lane.approve())) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 0, max: 20_000 }).map(
      (amount): Act =>
        lane =>
          void (lane.effects().some(e => e.do === 'ask') && lane.owe(amount)),
    ),
  },
  fc.constant<Act>(lane => void (lane.effects().some(e => e.do === 'ask') && lane.refuse('card_blocked'))),
  { weight: 3, arbitrary: fc.constant<Act>(lane => void (lane.effects().some(e => e.do === 'move') && lane.obey())) },
  fc.constantFrom('no', 'maybe').map(
    (moved): Act =>
      lane =>
        lane.send({ kind: 'moved', orderId: order(lane), result: { ok: false, code: 'timeout', message: 'x', moved } }),
  ),
  fc.constantFrom(1000, 5000, 20_000).chain(amount => fc.constantFrom('escrow', 'stacked', 'returned').map(kind => raw({ kind, amount }))),
  fc.constantFrom('start', 'cancel').map(act => raw({ kind: 'qris', act })),
  {
    weight: 2,
    arbitrary: fc.constantFrom(...onlinePaymentState.options, 'silence').map((state): Act => lane => {
      const asked = lane.effects().findLast(effect => effect.do === 'ask_online')
      if (asked === undefined) return
      const { request_id: requestId, payment_id } = asked.request
      if (state === 'silence') lane.send({ kind: 'online_unanswered', requestId })
      else lane.send({ kind: 'online_answered', requestId, result: { payment_id, state, code: '000201' } })
    }),
  },
  fc.constantFrom('start', 'start', 'cancel').map(act => raw({ kind: 'pay_card', act })),
  {
    weight: 2,
    arbitrary: fc.constantFrom('approved', 'declined', 'cancelled', 'unknown').map((outcome): Act => lane => {
      const asked = lane.effects().findLast(effect => effect.do === 'charge')
      if (asked === undefined) return
      const result = outcome === 'approved' ? { ok: true as const, reference: 'R' } : { ok: false as const, outcome, message: 'x' }
      lane.send({ kind: 'charged', paymentId: asked.paymentId, result })
    }),
  },
  { weight: 3, arbitrary: fc.constantFrom(...timerNames).map(name => raw({ kind: 'timer', name })) },
  fc.record({ action: fc.constantFrom('open', 'close', 'stop'), hold: flag, stay: flag }).map(
    ({ action, hold, stay }): Act =>
      lane =>
        lane.send({
          kind: 'command',
          id: `c${++nextCommand}`,
          control: { action, ...(hold ? { duration: 5 } : {}), ...(stay ? { session_id: session } : {}) },
        }),
  ),
  mostlyOff.map(gone => raw({ kind: 'device', device: 'terminal', connected: !gone, reason: 'test' })),
  flag.map(on => raw({ kind: 'device', device: 'board', connected: on, reason: 'test' })),
  fc
    .record({ loop1: flag, loop2: flag, beam: flag, barrier: fc.constantFrom('open', 'closed', 'opening', 'unknown'), positionKnown: flag })
    .map(some => raw({ kind: 'board', inputs: { ...quietInputs, ...some } })),
)

/** Whole scenes, so that chance also disturbs what a single chance act hardly ever reaches. */
const scenes: fc.Arbitrary<Act> = fc.oneof(
  fc.constant<Act>(
    lane => void lane.send({ kind: 'input', input: 'loop1', on: true }, { kind: 'card', cardId: 'CARD_001', raw: 'CARD_001' }),
  ),
  fc.integer({ min: 1, max: 12_000 }).map((amount): Act => lane => {
    lane.send({ kind: 'input', input: 'loop1', on: true }, { kind: 'card', cardId: 'CARD_001', raw: 'CARD_001' })
    if (lane.phase() === 'authorizing') lane.owe(amount, 0, true)
  }),
  fc.constant<Act>(
    lane =>
      void lane.send(
        { kind: 'input', input: 'loop1', on: true },
        { kind: 'input', input: 'loop1', on: false },
        { kind: 'timer', name: 'left' },
      ),
  ),
  fc.constantFrom(5000, 10_000).map(
    (amount): Act =>
      lane =>
        void lane.send({ kind: 'escrow', amount }, { kind: 'stacked', amount }),
  ),
  fc.constant<Act>(lane => {
    if (lane.phase() === 'opening') lane.obey()
    lane.send(
      { kind: 'input', input: 'loop1', on: false },
      { kind: 'input', input: 'loop2', on: true },
      { kind: 'input', input: 'loop2', on: false },
    )
  }),
)

const stories = fc.record({
  direction: fc.constantFrom('in', 'out'),
  lacks: fc.constantFrom([], pulseOnly.lacks, reckoning.lacks),
  acts: fc.array(fc.oneof({ weight: 2, arbitrary: acts }, scenes), { maxLength: 60 }),
})

function expectAlways(promise: (lane: TestLane) => void): void {
  fc.assert(
    fc.property(stories, story => {
      const lane = testLane({ config: { direction: story.direction, lacks: story.lacks } })
      for (const act of story.acts) act(lane)
      promise(lane)
    }),
    { numRuns: 300 },
  )
}

test('every fact is valid by the catalogue', () => {
  expectAlways(lane => {
    for (const fact of factsOf(lane.effects())) expect(factSchema('gate', fact.type)?.safeParse(fact.payload).error).toBeUndefined()
  })
})

test('the barrier never moves without its order recorded before', () => {
  expectAlways(lane => {
    let ordered = 0
    for (const effect of lane.effects()) {
      if (effect.do === 'record' && effect.fact.type === 'barrier_ordered') ordered += 1
      if (effect.do === 'move') expect(ordered--).toBeGreaterThan(0)
    }
  })
})

test('every visit has at most one end, and only the visit under way has none', () => {
  expectAlways(lane => {
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
  expectAlways(lane => {
    const ended = new Set<string>()
    for (const effect of lane.effects()) {
      if (effect.do !== 'answer') continue
      expect(ended.has(effect.result.command_id)).toBe(false)
      if (effect.result.state !== 'accepted') ended.add(effect.result.command_id)
    }
  })
})

test('money asked for is paid, or an operator lets out, or the gate is held open, before the stay it was asked for is approved', () => {
  expectAlways(lane => {
    const settled = new Set<string>()
    const owing = new Set<string>()
    for (const effect of lane.effects()) {
      if (effect.do === 'reply' || effect.do !== 'record') continue
      const { type, payload } = effect.fact
      if (type === 'cash_received') owing.add(String(payload.visit_id))
      if (type === 'payment_completed') settled.add(String(payload.visit_id))
      if (type === 'access_decided' && payload.approved && payload.decided_by === 'machine' && payload.reason !== 'held_open')
        expect(owing.has(payload.visit_id) && !settled.has(payload.visit_id)).toBe(false)
      if (type === 'payment_completed') expect(payload.paid_amount - payload.change_amount).toBe(payload.amount)
    }
  })
})

test('the amount paid is the sum of the notes recorded for the visit', () => {
  expectAlways(lane => {
    const sums = new Map<string, number>()
    for (const { type, payload } of factsOf(lane.effects())) {
      if (type === 'cash_received') sums.set(String(payload.visit_id), (sums.get(String(payload.visit_id)) ?? 0) + payload.amount)
      const byQris = type === 'payment_completed' && payload.method === 'qris' ? payload.amount : 0
      const byCard = type === 'payment_completed' ? (payload.charge?.amount ?? 0) : 0
      if (type === 'payment_completed')
        expect(payload.paid_amount).toBeLessThanOrEqual((sums.get(String(payload.visit_id)) ?? 0) + byQris + byCard)
    }
  })
})

test('the stories do reach payments, passages, faults and refusals', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(stories, story => {
      const lane = testLane({ config: { direction: story.direction, lacks: story.lacks } })
      for (const act of story.acts) act(lane)
      lane.factTypes().forEach(type => seen.add(type))
    }),
    { numRuns: 300, seed: 3 },
  )
  for (const type of [
    'payment_completed',
    'vehicle_passed',
    'vehicle_turned_back',
    'barrier_failed',
    'barrier_opened',
    'barrier_closed',
    'cash_received',
  ])
    expect(seen).toContain(type)
})

/** Whether the act had the barrier ordered to close. */
function closesWith(act: Act, lane: TestLane): boolean {
  const from = lane.effects().length
  act(lane)
  return lane
    .effects()
    .slice(from)
    .some(effect => effect.do === 'move' && effect.action === 'close')
}

test('nothing closes while the beam is broken', () => {
  fc.assert(
    fc.property(stories, story => {
      const lane = testLane({ config: { direction: story.direction, lacks: story.lacks } })
      for (const act of story.acts) {
        const broken = lane.state().inputs.beam
        if (closesWith(act, lane)) expect(broken && lane.state().inputs.beam).toBe(false)
      }
    }),
    { numRuns: 300 },
  )
})

test('nothing is ordered to close while the gate is held open', () => {
  fc.assert(
    fc.property(stories, story => {
      const lane = testLane({ config: { direction: story.direction, lacks: story.lacks } })
      for (const act of story.acts) {
        const closes = closesWith(act, lane)
        const { hub, machine } = lane.state().holds
        if (hub !== null || machine !== null) expect(closes).toBe(false)
      }
    }),
    { numRuns: 300 },
  )
})
