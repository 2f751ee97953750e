/** Whose judgement counts changes hands: the alarm of bad water neither stays behind nor is missing. */
import { expect, test } from 'vitest'
import { moveAlarms, type AlarmMove } from './alarm-moves.ts'
import { readingDelays } from './delays.ts'
import { waterHub } from './testing/water-hub.ts'

const about = { machineId: 'vending-1', code: 'water_quality_bad' }

async function handedOver(move: AlarmMove, before: Record<string, unknown>[]) {
  const hub = await waterHub()
  await hub.readings.start()
  const post = async (over: Record<string, unknown>) => {
    await hub.clock.advance(1_000)
    await hub.post('vending-1', over)
  }
  for (const over of before) await post(over)
  const at = new Date(hub.clock.now()).toISOString()
  const values = { tds: 100, ph: 7, temperature: null }
  const payload = { at, ...values, average: { tds: 100, ph: 7 }, verdict: 'good', reasons: [], interlock: 'open' }
  hub.live.publish({ type: 'water_quality', machineId: 'vending-1', payload })
  await hub.store.transact(tx => moveAlarms(tx, [move]))
  // The controller is gone for good.
  hub.clock.jump(hub.clock.now() + readingDelays.believedFor + 1)
  const states = () => [...hub.store.shelves.alarms.values()].flatMap(({ code, state }) => (code === 'water_quality_bad' ? [state] : []))
  return { ...hub, postOne: post, states }
}

const good = {}
const bad = { tds: 480 }

test('what a controller had raised before a program took its place ends with three good readings', async () => {
  const raised = { kind: 'raise', ...about, severity: 'critical', message: 'bad', at: '2026-01-20T10:31:00.000Z' } as const
  const hub = await handedOver(raised, [good])
  expect(hub.states()).toEqual(['active'])
  for (const over of [good, good]) await hub.postOne(over)
  expect(hub.states()).toEqual(['active'])
  await hub.postOne(good)
  expect(hub.states()).toEqual(['cleared'])
  await hub.readings.stop()
})

test('what the hub had raised and a controller cleared is raised anew by three bad readings', async () => {
  const cleared = { kind: 'clear', ...about, at: '2026-01-20T10:31:00.000Z' } as const
  const hub = await handedOver(cleared, [bad, bad, bad])
  expect(hub.states()).toEqual(['cleared'])
  for (const over of [bad, bad, bad]) await hub.postOne(over)
  expect(hub.states()).toEqual(['cleared', 'active'])
  await hub.readings.stop()
})

test('a machine that was removed with its alarm and comes back as bad is an alarm again', async () => {
  const hub = await waterHub()
  await hub.readings.start()
  const threeBad = async () => {
    for (const _ of [1, 2, 3]) {
      await hub.clock.advance(1_000)
      await hub.post('vending-11', bad)
    }
  }
  const states = () => [...hub.store.shelves.alarms.values()].map(({ state }) => state)
  await threeBad()
  await hub.services.announced.remove({ id: 'user:admin', role: 'admin' }, 'vending-11')
  expect(states()).toEqual(['cleared'])
  await threeBad()
  expect(states()).toEqual(['cleared', 'active'])
  await hub.readings.stop()
})

test('a reading that comes as its machine is removed raises nothing that nobody would clear', async () => {
  const hub = await waterHub()
  await hub.readings.start()
  for (const _ of [1, 2]) {
    await hub.clock.advance(1_000)
    await hub.post('vending-11', bad)
  }
  await hub.clock.advance(1_000)
  await hub.store.transact(tx => tx.announced.remove('vending-11'))
  const at = new Date(hub.clock.now()).toISOString()
  await hub.readings.post({ machineId: 'vending-11', at, tds: 480, ph: 7, temperature: null })
  expect([...hub.store.shelves.alarms.values()]).toEqual([])
  await hub.readings.stop()
})
