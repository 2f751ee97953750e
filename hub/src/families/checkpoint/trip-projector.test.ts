import { isoNow, ManualClock, silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { mealHub } from './testing/meal-hub.ts'
import { createTripProjector } from './trip-projector.ts'

const scan = (tag: string, at: string) => ({ nfc_tag_id: tag, status_scan: 'makanan_keluar', gateway_id: 'GW_DAPUR', timestamp: at })

async function site() {
  const hub = await mealHub()
  onTestFinished(() => hub.close())
  const clock = new ManualClock()
  const errors: unknown[] = []
  const log = Object.assign(silentLog(), { error: (...about: unknown[]) => void errors.push(about) })
  let isAway = false
  const store = {
    ...hub.store,
    transact: <T>(work: Parameters<typeof hub.store.transact<T>>[0]) =>
      isAway ? Promise.reject(new Error('the disk is on fire')) : hub.store.transact(work),
  }
  const projector = createTripProjector({ store, clock, log, outlets: hub.parts.outlets })
  const rounds = () => hub.store.meals.trips({ from: '2000-01-01', to: '2100-01-01' })
  return { hub, clock, errors, projector, rounds, away: (now: boolean) => void (isAway = now) }
}

test('what a power cut left unreckoned is reckoned at the next start, and what is scanned then a moment later', async () => {
  const { hub, clock, projector, rounds } = await site()
  await hub.meals.gateways.receive([scan('TRAY_1', isoNow(hub.clock))], undefined)
  expect(await rounds()).toEqual([])
  projector.start()
  onTestFinished(() => projector.stop())
  await clock.advance(0)
  await expect.poll(rounds).toHaveLength(1)
  await hub.meals.gateways.receive([scan('TRAY_2', isoNow(hub.clock))], undefined)
  projector.nudge()
  await clock.advance(50)
  await expect.poll(rounds).toHaveLength(2)
})

test('a database that fails is told once a try, and tried again', async () => {
  const { hub, clock, errors, projector, rounds, away } = await site()
  await hub.meals.gateways.receive([scan('TRAY_1', isoNow(hub.clock))], undefined)
  away(true)
  projector.start()
  onTestFinished(() => projector.stop())
  await clock.advance(0)
  await expect.poll(() => errors.length).toBe(1)
  away(false)
  await clock.advance(2_000)
  await expect.poll(rounds).toHaveLength(1)
  expect(errors).toHaveLength(1)
})

test('nothing is reckoned after the stop', async () => {
  const { hub, clock, projector, rounds } = await site()
  projector.start()
  await clock.advance(0)
  await projector.stop()
  await hub.meals.gateways.receive([scan('TRAY_1', isoNow(hub.clock))], undefined)
  projector.nudge()
  await clock.advance(60_000)
  expect(await rounds()).toEqual([])
})
