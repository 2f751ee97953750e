import { silentLog } from '@palang/kit'
import { ManualClock } from '@palang/kit/clock'
import { expect, onTestFinished, test } from 'vitest'
import { loopbackServer } from '../transport/loopback-server.ts'
import { memoryPorts } from '../transport/memory-port.test-support.ts'
import { seeded } from '../traffic/random.ts'
import { createWaterStand } from '../world/water-stand.ts'
import { createWatch } from '../world/watch.ts'
import { createWaterTraffic } from './water-traffic.ts'

/** Customers before a kiosk that sells nothing, and how often one looked at it. */
async function street({ on = true } = {}) {
  let looks = 0
  const panel = loopbackServer(0, (_request, response) => {
    looks += 1
    response.end('{}')
  })
  const port = Number(new URL(await panel.start()).port)
  const clock = new ManualClock()
  const watch = createWatch(clock)
  const machine = { id: 'vending-1', family: 'water' as const, vehicle_class: 'car', panel: { port, host: '127.0.0.1' }, devices: {} }
  const stand = createWaterStand(machine, { clock, makePort: memoryPorts().make, changed: () => undefined, seed: 7 })
  const traffic = createWaterTraffic({
    stands: [stand],
    clock,
    watch,
    random: seeded(7),
    log: silentLog(),
    speed: 1,
    timezone: 'Asia/Jakarta',
    on,
    scan: undefined,
    desk: { card: () => Promise.resolve(undefined) },
  })
  onTestFinished(async () => {
    traffic.stop()
    watch.stop()
    await panel.stop()
  })
  return { traffic, clock, looks: () => looks }
}

test('customers come, and turn away where nothing is sold', async () => {
  const { traffic, clock } = await street()
  traffic.start()
  await clock.advance(120_000)
  await expect.poll(() => traffic.view().visits.turned_away).toBeGreaterThan(0)
  expect(traffic.view()).toMatchObject({ on: true, visits: { served: 0, left: 0 } })
})

test('nobody comes before it is switched on, nor after it is switched off again', async () => {
  const { traffic, clock, looks } = await street({ on: false })
  traffic.start()
  await clock.advance(3_600_000)
  traffic.switchOn(true)
  traffic.switchOn(false)
  await clock.advance(3_600_000)
  expect([traffic.view().on, looks()]).toEqual([false, 0])
  traffic.switchOn(true)
  await clock.advance(120_000)
  await expect.poll(looks).toBeGreaterThan(0)
})
