import { ManualClock, silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { createAnnouncer } from './announcer.ts'
import type { KnownDevice } from './home-assistant.ts'

/** Two devices that can be changed, and a broker that can go. */
function rig() {
  const devices = new Map<string, KnownDevice>()
  const set = (deviceId: string, status: KnownDevice['status'] = {}, isOnline = true) =>
    void devices.set(deviceId, { deviceId, name: deviceId, isOnline, status })
  set('a')
  set('b')
  const heard: string[] = []
  const ups = new Set<() => void>()
  const changes = new Set<(deviceId: string) => void>()
  let isUp = true
  const clock = new ManualClock()
  const announcer = createAnnouncer({
    broker: {
      async publishRetained(topic, payload) {
        if (!isUp) throw new Error('the broker is away')
        heard.push(payload === '' ? `${topic} gone` : topic)
      },
      onUp(listener) {
        ups.add(listener)
        return () => void ups.delete(listener)
      },
    },
    known: {
      devices: () => [...devices.values()],
      device: deviceId => devices.get(deviceId),
      onChange(listener) {
        changes.add(listener)
        return () => void changes.delete(listener)
      },
    },
    site: { prefix: 'ha', hubTopic: 'palang/hub/pusat/status', version: '0.1.0' },
    clock,
    log: silentLog(),
  })
  announcer.start()
  onTestFinished(() => announcer.stop())
  return {
    set,
    remove: (deviceId: string) => void devices.delete(deviceId),
    up: (now: boolean) => {
      isUp = now
      if (now) ups.forEach(tell => tell())
    },
    change: (deviceId: string) => changes.forEach(tell => tell(deviceId)),
    pass: (ms = 5000) => clock.advance(ms),
    stop: announcer.stop,
    /** What was published since the last look. */
    async hears(): Promise<string[]> {
      // Nothing here waits for the world outside: what is to be published is, by then.
      await new Promise(resolve => setImmediate(resolve))
      return heard.splice(0)
    },
  }
}

const of = (id: string) => [`ha/device/palang-${id}/config`, `palang/device/${id}/state`, `palang/device/${id}/availability`]

test('every device is told of when the broker is there, and afterwards what changed, together and once', async () => {
  const { up, set, change, pass, hears } = rig()
  up(true)
  expect(await hears()).toEqual([...of('a'), ...of('b')])
  set('a', { count_basic: 1 })
  for (let i = 0; i < 10; i++) change('a')
  change('b')
  await pass()
  expect(await hears()).toEqual(['palang/device/a/state'])
  set('a', { count_basic: 1, firmware: '2' })
  change('a')
  await pass()
  expect(await hears()).toEqual(['ha/device/palang-a/config', 'palang/device/a/state'])
})

test('a device that is retired disappears, also when it went while the broker was away; a new one appears', async () => {
  const { up, set, remove, change, pass, hears } = rig()
  up(true)
  expect(await hears()).toEqual([...of('a'), ...of('b')])
  remove('a')
  change('a')
  set('c')
  change('c')
  await pass()
  expect(await hears()).toEqual([...of('a').map(topic => `${topic} gone`), ...of('c')])
  up(false)
  remove('b')
  change('b')
  await pass()
  up(true)
  expect(await hears()).toEqual([...of('c'), ...of('b').map(topic => `${topic} gone`)])
})

test('a device that falls silent is told of within a minute, though nobody heard of it; what is as it was is not said again', async () => {
  const { up, set, pass, hears } = rig()
  up(true)
  expect(await hears()).toEqual([...of('a'), ...of('b')])
  await pass(60_000)
  expect(await hears()).toEqual([])
  set('a', {}, false)
  await pass(60_000)
  expect(await hears()).toEqual(['palang/device/a/availability'])
})

test('nothing is told after the end', async () => {
  const { up, set, change, pass, stop, hears } = rig()
  up(true)
  expect(await hears()).toEqual([...of('a'), ...of('b')])
  set('a', { count_basic: 1 })
  change('a')
  stop()
  up(true)
  change('a')
  await pass(120_000)
  expect(await hears()).toEqual([])
})
