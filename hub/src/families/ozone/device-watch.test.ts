import { shippedMappings } from '@palang/config'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fakeHub } from '../../edges/http/testing/fake-hub.ts'
import { wordOf } from '../../edges/mqtt/device-payload.ts'
import { createDeviceWatch } from './device-watch.ts'

const device = 'OZ-0001'
const admin = { id: 'user:admin', role: 'admin' } as const
const minuteMs = 60_000
const message = z.object({ type: z.string(), payload: z.record(z.string(), z.unknown()) })

/** A watch that runs, over a treatment machine `ozon-1`; `alarms` are those that stand. */
async function watchedHub() {
  const hub = await fakeHub()
  const { services, deviceWatch, live, store } = hub
  const presence: unknown[] = []
  live.attach({
    channel: 'admin',
    shows: () => true,
    deliver: text => {
      const { type, payload } = message.parse(JSON.parse(text))
      if (type === 'presence') presence.push(payload['online'])
    },
  })
  await services.announced.add(admin, { id: 'ozon-1', family: 'ozone' })
  const say = (kind: 'event' | 'status', payload: object) =>
    services.treatments.telemetry.receive(
      wordOf({ deviceId: device, kind, mapping: 'ozon', payload: Buffer.from(JSON.stringify(payload)) }, shippedMappings),
    )
  const assign = () => services.treatments.assignments.assign(admin, { deviceId: device, machineId: 'ozon-1' })
  const alarms = () =>
    [...store.shelves.alarms.values()].filter(({ state }) => state === 'active').map(({ machineId, code }) => `${machineId} ${code}`)
  const online = () => services.fleet.presence().find(({ machineId }) => machineId === 'ozon-1')?.online
  deviceWatch.start()
  return { ...hub, presence, say, assign, alarms, online }
}

test('a machine is there while its device is heard, missed when it falls silent, and there again at its next word', async () => {
  const { say, assign, alarms, online, presence, clock, deviceWatch } = await watchedHub()
  await say('status', {})
  await assign()
  await clock.advance(minuteMs)
  expect([online(), alarms()]).toEqual([true, []])
  await clock.advance(6 * minuteMs)
  expect([online(), alarms()]).toEqual([false, ['ozon-1 device_silent']])
  await say('status', {})
  expect([online(), presence.at(-1)]).toEqual([true, true])
  await clock.advance(minuteMs)
  expect(alarms()).toEqual([])
  expect(presence).toEqual([true, false, true])
  deviceWatch.stop()
})

test('a device nobody assigned for an hour is told of once, for the site, until it is at a machine', async () => {
  const { say, assign, alarms, clock, deviceWatch } = await watchedHub()
  await say('status', {})
  await clock.advance(59 * minuteMs)
  expect(alarms()).toEqual([])
  await clock.advance(3 * minuteMs)
  expect(alarms()).toEqual(['hub device_waiting'])
  await assign()
  await clock.advance(minuteMs)
  expect(alarms()).toEqual([])
  deviceWatch.stop()
})

test('treatments that were counted and never came are missed after ten minutes, unless the device still has some to send', async () => {
  const { say, assign, alarms, clock, deviceWatch } = await watchedHub()
  const pressed = (count_basic: number) =>
    say('event', { event_type: 'BASIC', timestamp: new Date(clock.now()).toISOString(), count_basic })
  await assign()
  await pressed(1)
  await clock.advance(minuteMs)
  await pressed(4)
  await say('status', { queued: 2 })
  for (let passed = 0; passed < 4; passed += 1) {
    await clock.advance(3 * minuteMs)
    await say('status', { queued: 2 })
  }
  expect(alarms()).toEqual([])
  await say('status', { queued: 0 })
  await clock.advance(minuteMs)
  expect(alarms()).toEqual(['ozon-1 device_counts_missing'])
  deviceWatch.stop()
})

test('a clock that is off is told once two live words show it, and clears itself when the device has the time again or is taken away', async () => {
  const { say, assign, alarms, clock, deviceWatch, services } = await watchedHub()
  const live = (offMs: number) => say('status', { timestamp: new Date(clock.now() - offMs).toISOString() })
  await assign()
  await live(0)
  await clock.advance(minuteMs)
  await live(3 * 60 * minuteMs)
  await clock.advance(minuteMs)
  expect(alarms()).toEqual([])
  await live(3 * 60 * minuteMs)
  await clock.advance(minuteMs)
  expect(alarms()).toEqual(['ozon-1 device_clock_wrong'])
  await live(90_000)
  await clock.advance(minuteMs)
  expect(alarms()).toEqual([])
  // Ahead is as wrong as behind.
  for (const _ of [1, 2]) {
    await live(-10 * minuteMs)
    await clock.advance(minuteMs)
  }
  expect(alarms()).toEqual(['ozon-1 device_clock_wrong'])
  await services.treatments.assignments.release(admin, device)
  await clock.advance(minuteMs)
  expect(alarms()).toEqual([])
  deviceWatch.stop()
})

test('what a broker kept and hands over all at once shows no wrong clock', async () => {
  const { say, assign, alarms, clock, deviceWatch } = await watchedHub()
  await assign()
  for (const minutes of [180, 120, 60]) await say('status', { timestamp: new Date(clock.now() - minutes * minuteMs).toISOString() })
  await clock.advance(minuteMs)
  expect(alarms()).toEqual([])
  deviceWatch.stop()
})

test('an alarm of an earlier run of the hub is cleared by the next once its cause is gone', async () => {
  const { say, assign, alarms, clock, deviceWatch, services, live } = await watchedHub()
  await say('status', {})
  await assign()
  await clock.advance(6 * minuteMs)
  expect(alarms()).toEqual(['ozon-1 device_silent'])
  deviceWatch.stop()
  const next = createDeviceWatch({ ...services, live })
  await say('status', {})
  next.start()
  await clock.advance(minuteMs)
  expect(alarms()).toEqual([])
  next.stop()
})
