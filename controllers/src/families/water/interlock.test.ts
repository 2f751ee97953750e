import { expect, test } from 'vitest'
import { isWaterHeld } from './quality-state.ts'
import { good, QualityWorld, salty } from './test-quality.ts'
import { quiet } from './test-water.ts'

/** The water turns bad and stays so until it is locked; a step of that size takes five readings to be believed. */
function lockedBySalt(rules?: Parameters<typeof QualityWorld.selling>[0]): QualityWorld {
  const world = QualityWorld.selling(rules)
  world.readings(salty, 4)
  world.pass(5_000)
  return world
}

const flushes = (world: QualityWorld) => world.effects.filter(effect => effect.do === 'flush').length
const dispense = (id: string) => ({ kind: 'dispense', id, volumeMl: 250 }) as const

/** A pour the board has in hand. */
function pour(world: QualityWorld, id: string): void {
  world.send(dispense(id))
  const sessionId = world.state.pour?.sessionId ?? ''
  world.send({ kind: 'remembered', sessionId, last: { ok: true, count: 0, amount: 0, reason: 'none' } })
  world.send({ kind: 'taken', sessionId, result: { ok: true } })
}

test('bad for shorter than the patience is noise', () => {
  const world = QualityWorld.selling({ thresholds: { tds_max: 150 }, interlock: { after_s: 16 } })
  world.readings({ ...good, tds: 160 }, 3)
  world.readings({ ...good, tds: 140 }, 3)
  expect([world.steps(), isWaterHeld(world.state), world.state.alarms]).toEqual([[], false, []])
})

test.each([
  ['bad water', (world: QualityWorld) => world.readings({ ...good, tds: 160 }, 4), 'tds_high'],
  ['a sensor that is away', (world: QualityWorld) => world.send({ kind: 'sensor_fault', fault: 'away' }), 'sensor_away'],
])('%s: nothing new is sold or given from then on, though the lock waits; what runs goes on', (_, doubt, reason) => {
  const world = QualityWorld.selling({ thresholds: { tds_max: 150 }, interlock: { after_s: 120 } })
  pour(world, 'p1')
  doubt(world)
  expect(world.state.quality.reasons).toContain(reason)
  expect([world.state.interlock.step, isWaterHeld(world.state), world.state.pour?.commandId]).toEqual(['open', true, 'p1'])
  world.send({ kind: 'poured', amount: 113, isExact: true, reason: 'done' })
  expect(world.states('p1').at(-1)).toBe('succeeded')
  world.send(dispense('p2'))
  const refused = world.effects.flatMap(effect => (effect.do === 'answer' && effect.result.command_id === 'p2' ? [effect.result] : []))
  expect(refused).toMatchObject([{ state: 'rejected', error: { code: 'water_not_good' } }])
  world.readings(good, 6)
  expect(isWaterHeld(world.state)).toBe(false)
})

test('nothing is sold before the first word of the water', () => {
  const world = new QualityWorld()
  world.begin()
  expect(isWaterHeld(world.state)).toBe(true)
  world.readings(good, 3)
  expect(isWaterHeld(world.state)).toBe(false)
})

test('bad water is locked in, run away, left to rest and tested, and sold again when the test is good', () => {
  const world = lockedBySalt()
  expect([world.state.interlock.step, isWaterHeld(world.state)]).toEqual(['locked', true])
  expect(world.state.alarms).toEqual(['sensor_fault'])
  world.readings(salty)
  expect([world.steps(), flushes(world), world.state.interlock.step]).toEqual([['locked', 'flush_started'], 1, 'flushing'])
  expect(world.effects).toContainEqual({ do: 'flush', relay: 3, ms: 30_000 })
  expect(world.state.alarms).toEqual(['water_quality_bad'])
  world.readings(good, 6)
  expect(world.state.interlock.step).toBe('retesting')
  expect(world.effects).toContainEqual({ do: 'flush_off', relay: 3 })
  // Twenty seconds of rest, then three readings of their own.
  world.readings(good, 5)
  expect(world.state.interlock.step).toBe('retesting')
  world.readings(good)
  expect(world.steps()).toEqual(['locked', 'flush_started', 'flush_ended', 'retested', 'unlocked'])
  expect([isWaterHeld(world.state), world.state.alarms]).toEqual([false, []])
  const cycle = world.facts().flatMap(fact => (fact.type === 'interlock_step' ? [fact.payload] : []))
  expect(new Set(cycle.map(({ cycle_id: id }) => id)).size).toBe(1)
  expect(cycle.at(-2)).toMatchObject({ attempt: 1, reasons: [], reading: { ph: 7.1 } })
})

test('after as many flushes as are allowed a person has to come, whatever the water does then', () => {
  const world = lockedBySalt({ interlock: { attempts: 2 } })
  world.readings(salty, 40)
  expect(world.steps().filter(step => step === 'flush_started')).toHaveLength(2)
  expect(world.steps().at(-1)).toBe('gave_up')
  expect(world.state.alarms).toEqual(['water_quality_bad', 'interlock_gave_up'])
  world.readings(good, 40)
  expect([world.state.interlock.step, flushes(world)]).toEqual(['locked', 2])
  world.send({ kind: 'sale_lock', id: 'u1', locked: false, reason: 'new filter' })
  expect(world.states('u1')).toEqual(['accepted'])
  expect(isWaterHeld(world.state)).toBe(true)
  world.readings(good, 7)
  expect(world.states('u1')).toEqual(['accepted', 'succeeded'])
  expect([world.steps().slice(-2), world.state.alarms]).toEqual([['retested', 'unlocked'], []])
})

test('a person does not unlock bad water; the cycle begins again', () => {
  const world = lockedBySalt({ interlock: { attempts: 1 } })
  world.readings(salty, 40)
  world.send({ kind: 'sale_lock', id: 'u1', locked: false, reason: 'it looks clear' })
  world.send({ kind: 'sale_lock', id: 'u2', locked: false, reason: 'hurry' })
  world.readings(salty, 7)
  expect([world.states('u1'), world.states('u2')]).toEqual([['accepted', 'failed'], ['rejected']])
  expect([world.state.interlock.step, flushes(world)]).toEqual(['flushing', 2])
})

test('without a flush valve bad water is waited for, and tested when it seems good', () => {
  const world = lockedBySalt({ interlock: { flush_relay: undefined } })
  world.readings(salty, 500)
  expect(world.steps()).toEqual(['locked'])
  world.readings(good, 15)
  expect(world.steps()).toEqual(['locked', 'retested', 'unlocked'])
})

test('no water mends a sensor: it is not flushed, and tested when it is back', () => {
  const world = QualityWorld.selling()
  world.answers({ kind: 'sensor_fault', fault: 'away' }, 4)
  expect([world.steps(), world.state.alarms]).toEqual([['locked'], ['sensor_fault']])
  world.answers({ kind: 'sensor_fault', fault: 'away' }, 200)
  expect([world.steps(), flushes(world)]).toEqual([['locked'], 0])
  world.readings(good, 10)
  expect(world.steps()).toEqual(['locked', 'retested', 'unlocked'])
})

test('a customer’s pour and a gift are stopped at the lock, a technician’s test is not', () => {
  for (const [mode, isStopped] of [
    ['active', true],
    ['maintenance', false],
  ] as const) {
    const world = QualityWorld.selling({ interlock: { flush_relay: undefined } })
    world.send({ kind: 'set_mode', id: 'm', mode })
    pour(world, 'c1')
    world.readings(salty, 5)
    expect([mode, world.effects.some(effect => effect.do === 'halt')]).toEqual([mode, isStopped])
    world.send({ kind: 'poured', amount: 50, isExact: true, reason: 'stopped' })
    world.send(dispense('c2'))
    expect([mode, world.states('c2')]).toEqual([mode, [isStopped ? 'rejected' : 'accepted']])
  }
})

test('water is run away only when the pour has ended, and nothing is poured meanwhile', () => {
  const world = QualityWorld.selling()
  pour(world, 'c1')
  world.readings(salty, 6)
  expect([world.steps(), flushes(world)]).toEqual([['locked'], 0])
  world.send({ kind: 'poured', amount: 50, isExact: true, reason: 'stopped' })
  expect([world.steps(), flushes(world)]).toEqual([['locked', 'flush_started'], 1])
  world.send(dispense('c2'), { kind: 'flush', id: 'f1', seconds: 5 })
  expect([world.states('c2'), world.states('f1')]).toEqual([['rejected'], ['rejected']])
})

test('an open door, maintenance and a board that is away let nothing be run away, and its end is not missed', () => {
  const world = QualityWorld.selling()
  world.send({ kind: 'switches', switches: { ...quiet, door: true } })
  world.readings(salty, 10)
  expect(flushes(world)).toBe(0)
  world.send({ kind: 'set_mode', id: 'm1', mode: 'maintenance' }, { kind: 'switches', switches: quiet })
  expect(flushes(world)).toBe(0)
  world.plug(false)
  world.send({ kind: 'set_mode', id: 'm2', mode: 'active' })
  expect(flushes(world)).toBe(0)
  world.plug(true)
  expect(flushes(world)).toBe(1)
  world.send({ kind: 'switches', switches: { ...quiet, leak: true } })
  expect([world.state.interlock.step, world.steps().at(-1)]).toEqual(['retesting', 'flush_ended'])
  expect(world.effects).toContainEqual({ do: 'flush_off', relay: 3 })
})

test('what runs away through the meter is not water nobody ordered', () => {
  const world = lockedBySalt()
  world.readings(salty)
  for (let pulses = 50; pulses <= 1_000; pulses += 50) world.send({ kind: 'flow', pulses })
  world.pass(30_000)
  world.send({ kind: 'flow', pulses: 1_040 }, { kind: 'flow', pulses: 1_045 })
  expect(world.state.alarms).not.toContain('water_over_run')
  world.send({ kind: 'flow', pulses: 1_200 })
  expect(world.state.alarms).toContain('water_over_run')
})

test('a person runs water away: proven by the board, tested after it', () => {
  const world = QualityWorld.selling()
  world.send({ kind: 'flush', id: 'f1', seconds: 10 })
  expect(world.states('f1')).toEqual(['accepted', 'succeeded'])
  expect(isWaterHeld(world.state)).toBe(true)
  world.readings(good, 9)
  expect(world.steps()).toEqual(['flush_started', 'flush_ended', 'retested', 'unlocked'])
  expect(world.facts().find(fact => fact.type === 'interlock_step')?.payload).toMatchObject({ command_id: 'f1', attempt: 0 })
})

test.each([
  [
    'measured, when the meter saw it run',
    [
      { kind: 'flow', pulses: 40 },
      { kind: 'flow', pulses: 180 },
    ],
    { evidence: 'measured', pulses: 180 },
  ],
  ['assumed, when the meter saw nothing', [], { evidence: 'assumed' }],
  ['assumed, when it was no more than what is told late of a pour before', [{ kind: 'flow', pulses: 50 }], { evidence: 'assumed' }],
  [
    'assumed, when the board began anew meanwhile',
    [
      { kind: 'restarted', cause: 'power' },
      { kind: 'flow', pulses: 180 },
    ],
    { evidence: 'assumed' },
  ],
] as const)('that water was run away is %s', (_what, heard, proof) => {
  const world = QualityWorld.selling()
  world.send({ kind: 'flush', id: 'f1', seconds: 10, by: 'user:ani@pusat' })
  world.send({ kind: 'flushed', result: { ok: true } })
  world.send(...heard)
  world.pass(10_000)
  const [begun, over] = world.facts().flatMap(fact => (fact.type === 'interlock_step' ? [fact.payload] : []))
  expect(begun).toMatchObject({ step: 'flush_started', command_id: 'f1', by: 'user:ani@pusat' })
  expect(over).toMatchObject({ step: 'flush_ended', by: 'user:ani@pusat', ...proof })
  expect(over?.pulses).toBe('pulses' in proof ? proof.pulses : undefined)
})

test('a flush the board refuses never was one; one whose answer is lost may run', () => {
  const world = QualityWorld.selling()
  world.board = { ok: false, code: 'emergency_stop', message: 'pressed', moved: 'no' }
  world.send({ kind: 'flush', id: 'f1', seconds: 10 })
  expect([world.states('f1'), world.state.interlock.step]).toEqual([['accepted', 'failed'], 'open'])
  world.board = { ok: false, code: 'timeout', message: 'late', moved: 'maybe' }
  world.send({ kind: 'flush', id: 'f2', seconds: 10 })
  expect([world.states('f2'), world.state.interlock.step]).toEqual([['accepted', 'unknown'], 'flushing'])
})

test('a machine without flush valve, and one out of service, run nothing away', () => {
  const none = QualityWorld.selling({ interlock: { flush_relay: undefined } })
  none.send({ kind: 'flush', id: 'f1', seconds: 10 })
  const disabled = QualityWorld.selling()
  disabled.send({ kind: 'set_mode', id: 'm', mode: 'disabled' }, { kind: 'flush', id: 'f1', seconds: 10 })
  expect([none.states('f1'), disabled.states('f1')]).toEqual([['rejected'], ['rejected']])
})

test('a machine without a sensor sells, and may be flushed', () => {
  const world = new QualityWorld({ hasSensor: false })
  world.begin()
  world.pass(100_000)
  expect([isWaterHeld(world.state), world.steps()]).toEqual([false, []])
  world.send({ kind: 'flush', id: 'f1', seconds: 10 })
  expect(isWaterHeld(world.state)).toBe(true)
  world.pass(10_000)
  expect([isWaterHeld(world.state), world.states('f1')]).toEqual([false, ['accepted', 'succeeded']])
})

test.each(['locked', 'flushing', 'retesting', 'gave_up'])('killed while %s, the next run goes on with the same cycle', where => {
  const world = lockedBySalt({ interlock: { attempts: 2 } })
  const turns = { locked: 0, flushing: 1, retesting: 8, gave_up: 40 }[where] ?? 0
  world.readings(salty, turns)
  const { cycleId } = world.state.interlock
  expect(cycleId).not.toBeNull()
  const next = world.restart()
  next.begin()
  expect([next.state.interlock.cycleId, isWaterHeld(next.state)]).toEqual([cycleId, true])
  // What the old one had switched on, the new one switches off.
  expect(next.effects.some(effect => effect.do === 'flush_off')).toBe(where === 'flushing')
  next.readings(good, 40)
  if (where === 'gave_up') {
    expect(next.state.interlock.step).toBe('locked')
    next.send({ kind: 'sale_lock', id: 'u1', locked: false, reason: 'seen to' })
    next.readings(good, 10)
  }
  expect([next.steps().slice(-2), isWaterHeld(next.state)]).toEqual([['retested', 'unlocked'], false])
})

/** Killed after so many readings each time, until it is locked or has been started `lives` times. */
function killedAgain(world: QualityWorld, lives: number, water: typeof good): QualityWorld {
  let living = world
  for (let life = 0; life < lives && living.state.interlock.step === 'open'; life++) {
    living = living.restart()
    living.begin()
    expect(isWaterHeld(living.state)).toBe(true)
    living.readings(water, 2)
  }
  return living
}

test('killed again and again while the water is bad, it comes to lock all the same, and sells again when the water is good', () => {
  const world = QualityWorld.selling({ interlock: { after_s: 60 } })
  world.readings(salty, 4)
  expect(world.state.interlock.step).toBe('open')
  const next = killedAgain(world, 5, salty)
  expect([next.state.interlock.step, next.steps()]).toEqual(['locked', ['locked']])
  next.readings(salty, 3)
  expect(next.state.alarms).toContain('water_quality_bad')
  next.readings(good, 40)
  expect([next.steps().at(-1), isWaterHeld(next.state)]).toEqual(['unlocked', false])
})

test('a doubt that good water lifted after a restart is over: the next one begins anew', () => {
  const world = QualityWorld.selling({ thresholds: { tds_max: 150 }, interlock: { after_s: 30 } })
  world.readings({ ...good, tds: 160 }, 3)
  const next = world.restart()
  next.begin()
  next.readings(good, 4)
  expect([next.state.interlock.doubtSinceMs, isWaterHeld(next.state)]).toEqual([null, false])
  next.readings({ ...good, tds: 160 }, 4)
  expect([next.state.interlock.step, isWaterHeld(next.state)]).toEqual(['open', true])
})

test('a clock that was set back before the restart neither locks sooner nor puts the lock off for ever', () => {
  const world = QualityWorld.selling({ interlock: { after_s: 60 } })
  world.readings(salty, 4)
  world.setClock(-86_400_000)
  const next = killedAgain(world, 5, salty)
  expect([next.state.interlock.step, next.steps()]).toEqual(['open', []])
  expect(killedAgain(next, 3, salty).state.interlock.step).toBe('locked')
})

test('the state of an earlier version, which kept no time of its doubt, is read all the same', () => {
  const world = lockedBySalt()
  const { doubtSinceMs: _, ...earlier } = world.state.interlock
  const saved = JSON.stringify({ ...JSON.parse(world.saved()), interlock: { ...earlier, isDoubtful: false } })
  expect(new QualityWorld({}, saved).state.interlock).toMatchObject({ step: 'locked', doubtSinceMs: null })
})

test('a board that stays away does not keep the flush of an earlier run for one that runs', () => {
  const world = lockedBySalt()
  world.readings(salty)
  const next = world.restart()
  next.send({ kind: 'started' })
  next.readings(good, 20)
  expect([next.state.interlock.step, isWaterHeld(next.state)]).toEqual(['flushing', true])
  next.plug(true)
  expect(next.effects).toContainEqual({ do: 'flush_off', relay: 3 })
  next.readings(good, 10)
  expect(isWaterHeld(next.state)).toBe(false)
})

test('a sensor that was taken out of the site file keeps nothing locked', () => {
  const world = lockedBySalt()
  const next = new QualityWorld({ hasSensor: false }, world.saved())
  next.begin()
  expect([isWaterHeld(next.state), next.state.alarms]).toEqual([false, []])
})
