import { silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { forgetOld } from './retention.ts'
import { mealHub } from './testing/meal-hub.ts'

test('a programme keeps its scans as long as it says, and not a day longer', async () => {
  const hub = await mealHub()
  onTestFinished(() => hub.close())
  const scan = (daysAgo: number) => ({
    nfc_tag_id: 'TRAY_1',
    timestamp: new Date(hub.clock.now() - daysAgo * 86_400_000).toISOString(),
    status_scan: 'makanan_keluar',
    gateway_id: 'GW_DAPUR',
  })
  await hub.meals.gateways.receive([scan(400), scan(366), scan(364), scan(1)], undefined)
  expect((await hub.everything()).trips).toHaveLength(4)
  const { store, clock, outlets } = hub.parts
  await forgetOld({ store, clock, outlets, log: silentLog() })
  const left = await hub.everything()
  expect([left.scans.length, left.trips.length, left.deliveries.length]).toEqual([2, 2, 2])
})
