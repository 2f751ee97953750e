import { describe, expect, test } from 'vitest'
import { readSaved } from './saved.ts'
import { quiet, ready, testWater } from './test-water.ts'

const taken = { ok: true } as const
const poured = (amount: number, reason: 'done' | 'reset' | 'no_flow' | 'leak' | 'door' | 'estop' | 'timeout' | 'silence' | 'stopped') =>
  ({ kind: 'poured', amount, isExact: true, reason }) as const

describe('a pour', () => {
  test('is intended in the journal before the valve is ordered, and proven by the board’s count', () => {
    const water = testWater()
    water.send(ready, { kind: 'dispense', id: 'c1', volumeMl: 250 })
    expect(water.orders()).toBe(0)
    const effects = water.send({ kind: 'remembered', sessionId: water.session(), last: { ok: true, count: 7, amount: 3, reason: 'done' } })
    expect(effects.map(effect => effect.do)).toEqual(['record', 'pour'])
    expect(water.facts().at(-1)).toMatchObject({
      type: 'pour_ordered',
      payload: { command_id: 'c1', purpose: 'grant', volume_ml: 250, pulses: 113, pulses_per_litre: 450, max_ms: 17_500 },
    })
    water.send({ kind: 'taken', sessionId: water.session(), result: taken }, poured(113, 'done'))
    expect(water.ends()).toMatchObject([{ reason: 'done', pulses: 113, delivered_ml: 251, exact: true }])
    expect(water.states('c1')).toEqual(['accepted', 'succeeded'])
    expect(water.result('c1')?.evidence).toMatchObject({ kind: 'measured', delivered_ml: 251, pulses: 113 })
    expect(water.state().pour).toBeNull()
  })

  test.each(['no_flow', 'leak', 'door', 'estop', 'timeout', 'silence', 'reset'] as const)(
    'cut short by %s fails with what came',
    reason => {
      const water = testWater()
      water.send(ready)
      water.pour()
      water.send(poured(50, reason))
      expect(water.ends()).toMatchObject([{ reason, pulses: 50, delivered_ml: 111, exact: true }])
      expect(water.result('c1')).toMatchObject({ state: 'failed', error: { code: 'pour_incomplete' }, evidence: { delivered_ml: 111 } })
    },
  )

  test('the end told before the answer to the order counts, and the answer after it nothing', () => {
    const water = testWater()
    water.send(ready, { kind: 'dispense', id: 'c1', volumeMl: 250 })
    const sessionId = water.session()
    water.send({ kind: 'remembered', sessionId, last: { ok: true, count: 0, amount: 0, reason: 'none' } }, poured(113, 'done'))
    water.send({ kind: 'taken', sessionId, result: taken })
    expect(water.factTypes()).toEqual(['device_connected', 'pour_ordered', 'pour_ended'])
  })

  test('that the board refused has not begun; one that may have arrived waits for the board', () => {
    const water = testWater()
    water.send(ready, { kind: 'dispense', id: 'c1', volumeMl: 250 })
    water.send({ kind: 'remembered', sessionId: water.session(), last: { ok: true, count: 0, amount: 0, reason: 'none' } })
    const lost = { ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' } as const
    expect(water.send({ kind: 'taken', sessionId: water.session(), result: lost })).toEqual([])
    water.send({ kind: 'poured', amount: 0, isExact: true, reason: 'not_begun' })
    expect(water.ends()).toMatchObject([{ reason: 'not_begun', pulses: 0, exact: true }])

    const refused = testWater()
    refused.send(ready, { kind: 'dispense', id: 'c1', volumeMl: 250 })
    refused.send({ kind: 'remembered', sessionId: refused.session(), last: { ok: true, count: 0, amount: 0, reason: 'none' } })
    const blocked = { ok: false, code: 'barrier_blocked', message: 'the board says BLOCKED', moved: 'no' } as const
    refused.send({ kind: 'taken', sessionId: refused.session(), result: blocked })
    expect(refused.result('c1')).toMatchObject({ state: 'failed', error: { code: 'pour_blocked' } })
  })

  test('whose board lost its power was at least what was heard, and its outcome is unknown', () => {
    const water = testWater()
    water.send(ready)
    water.pour()
    water.send({ kind: 'flow', pulses: 60 }, { kind: 'restarted', cause: 'power' })
    water.send({ kind: 'poured', amount: 40, isExact: false, reason: 'unknown' })
    expect(water.ends()).toMatchObject([{ reason: 'power', pulses: 60, delivered_ml: 133, exact: false }])
    expect(water.result('c1')).toMatchObject({ state: 'unknown', error: { code: 'outcome_unknown' } })
  })

  test.each([
    ['was stopped', poured(170, 'stopped')],
    ['had counted to the end before, and its valve did not close', poured(113, 'done')],
  ])('that runs on beyond its count is stopped and told as over-run, whether the board %s', (_why, end) => {
    const water = testWater()
    water.send(ready)
    water.pour()
    expect(water.send({ kind: 'flow', pulses: 163 })).toEqual([])
    expect(water.send({ kind: 'flow', pulses: 164 }).map(effect => effect.do)).toEqual(['halt', 'record'])
    water.send(end)
    expect(water.ends()).toMatchObject([{ reason: 'over_run', pulses: end.amount }])
    expect(water.state().alarms).toEqual(['water_over_run'])
  })
})

describe('what may not be poured', () => {
  test.each([
    ['the board is away', [], 'device_unavailable'],
    ['the door is open', [{ ...ready, switches: { ...quiet, door: true } }], 'pour_blocked'],
    ['water leaks', [{ ...ready, switches: { ...quiet, leak: true } }], 'pour_blocked'],
    ['the machine is out of service', [ready, { kind: 'set_mode', id: 'm', mode: 'disabled' }], 'machine_disabled'],
  ] as const)('is refused while %s, and nothing is written of it', (_when, before, code) => {
    const water = testWater()
    water.send(...before)
    const effects = water.send({ kind: 'dispense', id: 'c1', volumeMl: 250 })
    expect(effects).toMatchObject([{ do: 'answer', result: { state: 'rejected', error: { code } } }])
    expect(water.orders()).toBe(0)
  })

  test('is a second one while the first is under way', () => {
    const water = testWater()
    water.send(ready)
    water.pour()
    water.send({ kind: 'dispense', id: 'c2', volumeMl: 100 })
    expect(water.result('c2')).toMatchObject({ state: 'rejected', error: { code: 'machine_busy' } })
  })

  test('a machine under maintenance pours for a technician, and says that it is a test', () => {
    const water = testWater()
    water.send(ready, { kind: 'set_mode', id: 'm', mode: 'maintenance' })
    water.pour()
    expect(water.facts().find(fact => fact.type === 'pour_ordered')?.payload).toMatchObject({ purpose: 'test' })
  })

  test('putting the machine out of service stops the pour under way', () => {
    const water = testWater()
    water.send(ready)
    water.pour()
    expect(water.send({ kind: 'set_mode', id: 'm', mode: 'disabled' }).map(effect => effect.do)).toEqual(['halt', 'answer'])
    water.send(poured(30, 'stopped'))
    expect(water.ends()).toMatchObject([{ reason: 'stopped', pulses: 30 }])
  })
})

test('a stop that overtook its order on the way to the board is said again behind it', () => {
  const water = testWater()
  water.send(ready, { kind: 'dispense', id: 'c1', volumeMl: 250 })
  const sessionId = water.session()
  water.send({ kind: 'remembered', sessionId, last: { ok: true, count: 0, amount: 0, reason: 'none' } })
  water.send({ kind: 'set_mode', id: 'm', mode: 'disabled' })
  expect(water.send({ kind: 'taken', sessionId, result: taken }).map(effect => effect.do)).toEqual(['record', 'halt'])
})

describe('after a restart of the program', () => {
  const found = () => {
    const before = testWater()
    before.send(ready)
    const sessionId = before.pour()
    before.send({ kind: 'flow', pulses: 20 })
    const water = before.restart()
    expect(water.send(ready)).toContainEqual({ do: 'ask_last', sessionId })
    return { water, sessionId }
  }

  test('the pour that ended meanwhile has its end, once', () => {
    const { water, sessionId } = found()
    const last = { ok: true, count: 1, amount: 113, reason: 'done' } as const
    water.send({ kind: 'remembered', sessionId, last }, { kind: 'remembered', sessionId, last }, poured(113, 'done'))
    expect(water.ends()).toMatchObject([{ session_id: sessionId, reason: 'done', pulses: 113, exact: true }])
    expect(water.orders()).toBe(0)
    expect(water.states('c1')).toEqual(['succeeded'])
  })

  test('the pour that still runs ends by itself, or when the board is asked again', () => {
    const { water, sessionId } = found()
    const running = { ok: true, count: 1, amount: 40, reason: 'running' } as const
    expect(water.send({ kind: 'remembered', sessionId, last: running })).toMatchObject([{ do: 'start_timer', name: 'look_again' }])
    expect(water.send({ kind: 'timer', name: 'look_again' })).toEqual([{ do: 'ask_last', sessionId }])
    water.send({ kind: 'remembered', sessionId, last: { ok: true, count: 1, amount: 90, reason: 'silence' } })
    expect(water.ends()).toMatchObject([{ reason: 'silence', pulses: 90 }])
  })

  test('a board that lost its power cannot say: at least what was heard before', () => {
    const { water, sessionId } = found()
    water.send({ kind: 'remembered', sessionId, last: { ok: true, count: 0, amount: 0, reason: 'none' } })
    expect(water.ends()).toMatchObject([{ reason: 'unknown', pulses: 20, exact: false }])
    expect(water.states('c1')).toEqual(['unknown'])
  })

  test('an order that never reached the board has not begun; after another start of a board that remembers nothing nobody can say', () => {
    const ordered = (count = 0) => {
      const before = testWater()
      before.send(ready, { kind: 'dispense', id: 'c1', volumeMl: 250 })
      const sessionId = before.session()
      before.send({ kind: 'remembered', sessionId, last: { ok: true, count, amount: 0, reason: 'none' } })
      return { water: before.restart(), sessionId }
    }
    const none = { ok: true, count: 0, amount: 0, reason: 'none' } as const
    const same = ordered()
    same.water.send(ready, { kind: 'remembered', sessionId: same.sessionId, last: none })
    expect(same.water.ends()).toMatchObject([{ reason: 'not_begun', exact: true }])
    const other = ordered()
    other.water.send({ ...ready, boot: 'boot 2' }, { kind: 'remembered', sessionId: other.sessionId, last: none })
    expect(other.water.ends()).toMatchObject([{ reason: 'power', exact: false }])
    const remembering = ordered(4)
    const four = { ok: true, count: 4, amount: 113, reason: 'done' } as const
    remembering.water.send({ ...ready, boot: 'boot 2' }, { kind: 'remembered', sessionId: remembering.sessionId, last: four })
    expect(remembering.water.ends()).toMatchObject([{ reason: 'not_begun', pulses: 0, exact: true }])
  })

  test('a board that does not answer is asked again, and one without a memory leaves the outcome unknown', () => {
    const { water, sessionId } = found()
    const late = { ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' } as const
    expect(water.send({ kind: 'remembered', sessionId, last: late })).toMatchObject([{ do: 'start_timer' }])
    water.send({ kind: 'remembered', sessionId, last: { ok: false, code: 'not_supported', message: 'no such key', moved: 'no' } })
    expect(water.ends()).toMatchObject([{ reason: 'unknown', exact: false, pulses: 20 }])
  })

  test('a pour that was only asked about is forgotten; what cannot be read is none', () => {
    const before = testWater()
    before.send(ready, { kind: 'dispense', id: 'c1', volumeMl: 250 })
    expect(before.restart().state().pour).toBeNull()
    expect([readSaved(''), readSaved('{'), readSaved('{"mode":"asleep"}')]).toEqual([null, null, null])
  })
})

test('switches raise their alarms and clear them; water that nobody ordered is one as well', () => {
  const water = testWater()
  water.send(ready, { kind: 'switches', switches: { ...quiet, leak: true } })
  expect(water.state().alarms).toEqual(['water_leak'])
  water.send({ kind: 'switches', switches: quiet })
  expect(water.state().alarms).toEqual([])
  expect(water.send({ kind: 'flow', pulses: 50 })).toEqual([])
  expect(water.send({ kind: 'flow', pulses: 51 }).map(effect => effect.do)).toEqual(['halt', 'record'])
})

test('a board that goes is an alarm, and its pour waits for it to come back', () => {
  const water = testWater()
  water.send(ready)
  water.pour()
  water.send({ kind: 'board', connected: false, reason: 'unplugged' })
  expect([water.state().alarms, water.ends()]).toEqual([['board_disconnected'], []])
  water.send(ready, poured(40, 'silence'))
  expect(water.ends()).toMatchObject([{ reason: 'silence', pulses: 40 }])
  expect(water.state().alarms).toEqual([])
})
