import { afterEach, beforeEach, expect, test } from 'vitest'
import { mealHub } from './testing/meal-hub.ts'

let hub: Awaited<ReturnType<typeof mealHub>>
beforeEach(async () => {
  hub = await mealHub()
})
afterEach(() => hub.close())

const noon = () => hub.clock.now()
/** As Python writes it: no zone. */
const naive = (minutes: number) => new Date(noon() - 3_600_000 + minutes * 60_000).toISOString().replace('Z', '000')
const scan = (tag: string, status: string, minutes: number, more: object = {}) => ({
  nfc_tag_id: tag,
  timestamp: naive(minutes),
  status_scan: status,
  gateway_id: status === 'makanan_keluar' ? 'GW_DAPUR' : 'GW_SDN_1',
  ...more,
})
const send = (items: readonly unknown[], machineId?: string) => hub.meals.gateways.receive(items, machineId)
const letters = async () => (await hub.store.deadLetters.list({ state: 'open' }, { limit: 50 })).items

const day = () => [
  scan('TRAY_1', 'makanan_keluar', 0),
  scan('TRAY_2', 'makanan_keluar', 1),
  scan('TRAY_1', 'makanan_diterima', 20),
  scan('TRAY_2', 'makanan_diterima', 20),
  scan('TRAY_1', 'makanan_disajikan', 30),
  scan('TRAY_1', 'wadah_kembali', 50),
  scan('NOBODY_KNOWS', 'makanan_keluar', 2),
]

test('the message of the source document is taken, and a second time it changes nothing', async () => {
  const printed = [
    {
      nfc_tag_id: 'NFC_TAG_ALPHA',
      timestamp: '2025-11-20T03:30:00.123456',
      status_scan: 'makanan_keluar',
      gateway_id: 'gateway_sekolah_A',
    },
  ]
  const first = await send(printed)
  expect(first).toMatchObject({ accepted: [{ index: 0 }], duplicates: [], rejected: [] })
  const before = await hub.everything()
  expect(before.scans).toMatchObject([{ tagId: 'NFC_TAG_ALPHA', step: 'dispatched', at: '2025-11-20T03:30:00.123Z', naive: true }])
  expect(await send(printed)).toEqual({ accepted: [], duplicates: first.accepted, rejected: [] })
  expect(await hub.everything()).toEqual(before)
  expect(await hub.store.meals.gateways()).toContainEqual(expect.objectContaining({ id: 'gateway_sekolah_A', scans: 1, machineId: null }))
})

test('a day told at once, shuffled, in pieces and twice makes the same rounds', async () => {
  await send(day())
  const atOnce = await hub.everything()
  const other = await mealHub()
  try {
    const [a, b, c, d, ...rest] = day()
    for (const piece of [rest, [d, b], [c], [a], day().toReversed(), day()]) {
      await other.meals.gateways.receive(piece, undefined)
      await other.meals.settled()
    }
    expect(await other.everything()).toEqual(atOnce)
  } finally {
    await other.close()
  }
  const [one, two, ...more] = atOnce.trips.filter(({ programmeId }) => programmeId === 'mbg')
  expect([one?.deliveryId, two?.deliveryId, more]).toEqual([atOnce.deliveries[0]?.id, atOnce.deliveries[0]?.id, []])
  expect(atOnce.deliveries).toMatchObject([{ kitchenId: 'dapur', schoolId: 'sdn-1', portions: null }])
  expect(atOnce.strays).toMatchObject([{ tagId: 'NOBODY_KNOWS', programmeId: null }])
})

test('one bad item stops none of the others, is kept for a person, and is the same letter when it comes again', async () => {
  const bad = [
    { nfc_tag_id: 'TRAY_1', timestamp: 'yesterday', status_scan: 'makanan_keluar', gateway_id: 'GW_DAPUR' },
    'no scan at all',
    { ...scan('TRAY_2', 'makanan_keluar', 3), nfc_tag_id: 'with space' },
    { ...scan('TRAY_2', 'makanan_keluar', 4), nfc_tag_id: `nul${String.fromCodePoint(0)}` },
  ]
  const answer = await send([scan('TRAY_1', 'makanan_keluar', 0), ...bad])
  expect(answer.accepted).toMatchObject([{ index: 0 }])
  expect(answer.rejected.map(({ index, code }) => [index, code])).toEqual([1, 2, 3, 4].map(index => [index, 'invalid_request']))
  expect(answer.rejected[0]?.message).toContain('timestamp')
  const kept = await letters()
  expect(kept.map(({ machineId }) => machineId).toSorted()).toEqual(['GW_DAPUR', 'gateway'])
  await send([scan('TRAY_1', 'makanan_keluar', 0), ...bad])
  expect((await letters()).map(({ id }) => id).toSorted()).toEqual(kept.map(({ id }) => id).toSorted())
})

test('under an id of its own a scan is one scan, and another under the same id is set aside', async () => {
  const own = scan('TRAY_1', 'makanan_keluar', 0, { id: 'row-1' })
  const first = await send([own, own])
  expect([first.accepted.length, first.duplicates.length]).toEqual([1, 1])
  const other = await send([{ ...own, nfc_tag_id: 'TRAY_2' }])
  expect(other).toMatchObject({ accepted: [], rejected: [{ index: 0, code: 'conflict' }] })
  expect((await hub.everything()).scans).toHaveLength(1)
  expect(await letters()).toMatchObject([{ code: 'conflict', machineId: 'GW_DAPUR' }])
})

test('a gateway of the site speaks for itself alone', async () => {
  const answer = await send([scan('TRAY_1', 'makanan_keluar', 0)], 'kitchen-1')
  expect(answer).toMatchObject({ accepted: [], rejected: [{ index: 0, code: 'forbidden' }] })
})

test('a clock that cannot be right is not believed: the scan counts when it was heard, once', async () => {
  const wrong = { ...scan('TRAY_1', 'makanan_keluar', 0), timestamp: '1970-01-01T00:05:00' }
  await send([wrong])
  await hub.clock.advance(60_000)
  await send([wrong])
  const { scans } = await hub.everything()
  expect(scans).toMatchObject([{ clock: 'unknown', at: new Date(noon() - 60_000).toISOString() }])
  expect(await hub.store.meals.gateways()).toContainEqual(expect.objectContaining({ id: 'GW_DAPUR', clockWrong: true }))
})

test('a word nobody gave a meaning is kept, and makes no round', async () => {
  await send([scan('TRAY_1', 'dicuci', 0)])
  expect(await hub.everything()).toMatchObject({ scans: [{ status: 'dicuci', step: null }], trips: [] })
})

test('a container entered after it was scanned gets its rounds', async () => {
  await send([scan('LATE', 'makanan_keluar', 0)])
  expect(await hub.everything()).toMatchObject({ trips: [{ programmeId: null, portions: 0 }] })
  const { enterContainers } = await import('./meal-acts.ts')
  const item = { tag_id: 'LATE', programme_id: 'mbg', label: 'Baki 9', portions: 15, kitchen_id: 'dapur', school_id: 'sdn-2' }
  await enterContainers(hub.parts, { id: 'user:operator', role: 'operator' }, { items: [item] })
  expect(await hub.everything()).toMatchObject({
    trips: [{ programmeId: 'mbg', portions: 15 }],
    strays: [],
    deliveries: [{ schoolId: 'sdn-2' }],
  })
})
