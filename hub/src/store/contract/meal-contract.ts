/** Meal programmes: what was planned, scans, rounds, receipts, corrections, stock, and how all of it is forgotten. */
import { isCoded, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type {
  BatchRecord,
  ContainerRecord,
  DeliveryRecord,
  GatewayRecord,
  MealPlaceRecord,
  ProgrammeRecord,
  ReceiptRecord,
  ScanRecord,
  StockEntryRecord,
  TripRecord,
} from '../meals.ts'
import type { Paged, Tx } from '../store.ts'
import { at, unique } from './samples.ts'

const today = '2026-01-20'
const yesterday = '2026-01-19'

function programme(over: Partial<ProgrammeRecord> = {}): ProgrammeRecord {
  return { id: unique('mbg'), outletId: 'pusat', name: 'MBG', safeMinutes: 240, warmDc: -50, retentionDays: 365, retiredAt: null, ...over }
}

function place(programmeId: string, over: Partial<MealPlaceRecord> = {}): MealPlaceRecord {
  const nothing = { address: null, contact: null, route: null, stop: null, retiredAt: null }
  return { id: unique('place'), programmeId, kind: 'school', name: 'SDN 01', portions: 210, ...nothing, ...over }
}

function gateway(over: Partial<GatewayRecord> = {}): GatewayRecord {
  const nothing = { machineId: null, placeId: null, lastSyncAt: null, lastScanAt: null }
  return { id: unique('gateway'), firstSeenAt: at(0), scans: 0, rejected: 0, clockWrong: false, ...nothing, ...over }
}

function container(programmeId: string, over: Partial<ContainerRecord> = {}): ContainerRecord {
  return { tagId: unique('TAG'), programmeId, label: 'Baki 12', portions: 20, kitchenId: 'dapur', schoolId: null, retiredAt: null, ...over }
}

function batch(programmeId: string, over: Partial<BatchRecord> = {}): BatchRecord {
  const nothing = { menuId: null, cookedAt: null, temperatureDc: null }
  return { id: uuidv7(), programmeId, day: today, kitchenId: 'dapur', name: 'Pagi', portions: 4_000, ...nothing, ...over }
}

function delivery(programmeId: string, over: Partial<DeliveryRecord> = {}): DeliveryRecord {
  const nothing = { vehicleId: null, batchId: null, portions: null, tags: [] }
  return { id: uuidv7(), programmeId, day: today, kitchenId: 'dapur', schoolId: 'sd', ...nothing, ...over }
}

function scan(tagId: string, seconds: number, over: Partial<ScanRecord> = {}): ScanRecord {
  return {
    id: uuidv7(),
    tagId,
    gatewayId: 'dapur-1',
    status: 'makanan_keluar',
    step: 'dispatched',
    source: 'api',
    at: at(seconds),
    clock: 'synced',
    naive: false,
    receivedAt: at(seconds + 60),
    portions: null,
    rejected: null,
    rejectReason: null,
    temperatureDc: null,
    batchId: null,
    cookedAt: null,
    dispatchedAt: null,
    warnings: [],
    placed: false,
    ...over,
  }
}

function trip(tagId: string, seconds: number, over: Partial<TripRecord> = {}): TripRecord {
  const nothing = { programmeId: null, deliveryId: null, returnedAt: null, received: null, served: null, rejectReason: null }
  const steps = { dispatched: { at: at(seconds), gatewayId: 'dapur-1', temperatureDc: null } }
  return { id: uuidv7(), tagId, day: today, beganAt: at(seconds), steps, portions: 20, rejected: 0, flags: [], ...nothing, ...over }
}

function receipt(over: Partial<ReceiptRecord> = {}): ReceiptRecord {
  const nothing = { portions: null, rejected: null, rejectReason: null, temperatureDc: null, photoId: null }
  return { id: uuidv7(), gatewayId: 'sd-1', recipient: 'Bu Rina', signatureId: null, note: null, at: at(0), ...nothing, ...over }
}

function stock(kitchenId: string, change: number, over: Partial<StockEntryRecord> = {}): StockEntryRecord {
  const nothing = { batchId: null, cost: null, reason: null }
  return { id: uuidv7(), kitchenId, item: 'Beras', unit: 'g', kind: 'in', change, actor: 'user:siti', at: at(0), ...nothing, ...over }
}

/** Every page of a list, and how long each is. */
async function pagesOf<T>(
  list: (page: { limit: number; cursor?: string | undefined }) => Promise<Paged<T>>,
  limit: number,
): Promise<T[][]> {
  const pages: T[][] = []
  let cursor: string | undefined
  do {
    const { items, nextCursor } = await list({ limit, cursor })
    pages.push(items)
    cursor = nextCursor ?? undefined
  } while (cursor !== undefined)
  return pages
}

/** Registers the tests. */
export function mealContract(store: CurrentStore): void {
  mealRecordsContract(store)

  test('a cursor that is none of ours is refused', async () => {
    const page = { limit: 1, cursor: 'x' }
    const { meals } = store()
    const lists = [() => meals.scans({}, page), () => meals.stockEntries('dapur', page), () => meals.containers({}, page)]
    for (const list of lists) await expect(list()).rejects.toSatisfy(error => isCoded(error, 'invalid_request'))
  })
}

/** What the store in memory promises too. */
export function mealRecordsContract(store: CurrentStore): void {
  const write = <T>(work: (tx: Tx['meals']) => Promise<T>) => store().transact(tx => work(tx.meals))
  const meals = () => store().meals
  const fullPage = { limit: 100 }

  test('who cooks, drives and eats is kept to the letter and replaced whole', async () => {
    const one = programme()
    const school = place(one.id, { address: 'Jl. Tebet 1\nJakarta', contact: '021', route: 'Rute 3', stop: 2 })
    const vehicle = { id: unique('mobil'), programmeId: one.id, name: 'Mobil 1', plate: 'B 1 TEB', retiredAt: null }
    const recipe = [{ item: 'Beras', unit: 'g' as const, perPortion: 80 }]
    const menu = { id: unique('menu'), programmeId: one.id, name: 'Nasi', safeMinutes: null, recipe, retiredAt: null }
    await write(async tx => {
      await tx.putProgrammes([one])
      await tx.putPlaces([school])
      await tx.putVehicles([vehicle])
      await tx.putMenus([menu])
    })
    expect(await meals().programmes()).toContainEqual(one)
    expect(await meals().places()).toContainEqual(school)
    expect(await meals().vehicles()).toContainEqual(vehicle)
    expect(await meals().menus()).toContainEqual(menu)
    const [later, moved] = [
      { ...one, warmDc: null, retiredAt: at(9) },
      { ...school, stop: null, portions: 0 },
    ]
    const [sold, richer] = [
      { ...vehicle, plate: null, retiredAt: at(9) },
      { ...menu, safeMinutes: 180, recipe: [] },
    ]
    await write(async tx => {
      await tx.putProgrammes([later])
      await tx.putPlaces([moved])
      await tx.putVehicles([sold])
      await tx.putMenus([richer])
    })
    expect((await meals().programmes()).filter(({ id }) => id === one.id)).toEqual([later])
    expect((await meals().places()).filter(({ id }) => id === school.id)).toEqual([moved])
    expect((await meals().vehicles()).filter(({ id }) => id === vehicle.id)).toEqual([sold])
    expect((await meals().menus()).filter(({ id }) => id === menu.id)).toEqual([richer])
  })

  test('a gateway is read as it was written last; names differ by case, sums go beyond 32 bits', async () => {
    const one = gateway({ id: unique('Dapur.GW'), scans: 3_000_000_000, rejected: 5 })
    const other = gateway({ id: one.id.toLowerCase(), machineId: 'm1' })
    const later = { ...one, placeId: 'dapur', lastSyncAt: at(3), lastScanAt: at(2), clockWrong: true }
    await write(tx => tx.putGateways([one, other]))
    await write(tx => tx.putGateways([later]))
    expect(await write(tx => tx.getGateways([one.id, 'nobody']))).toEqual([later])
    expect((await meals().gateways()).filter(({ id }) => id.toLowerCase() === other.id)).toEqual([later, other])
  })

  test('containers are found by tag, by programme and by place, page by page in the order of their tags', async () => {
    const [one, other] = [unique('mbg'), unique('mbg')]
    const own = [container(one, { schoolId: 'sd-9' }), container(one), container(one)].toSorted((a, b) => (a.tagId < b.tagId ? -1 : 1))
    const foreign = container(other, { kitchenId: unique('dapur') })
    await write(tx => tx.putContainers([foreign, ...own.toReversed()]))
    const pages = await pagesOf(page => meals().containers({ programmeId: one }, page), 2)
    expect(pages).toEqual([own.slice(0, 2), own.slice(2)])
    const tags = (filter: Parameters<ReturnType<typeof meals>['containers']>[0]) =>
      meals()
        .containers(filter, fullPage)
        .then(({ items }) => items.map(({ tagId }) => tagId))
    expect(await tags({ kitchenId: foreign.kitchenId })).toEqual([foreign.tagId])
    expect(await tags({ programmeId: one, schoolId: 'sd-9' })).toEqual(
      own.filter(({ schoolId }) => schoolId !== null).map(({ tagId }) => tagId),
    )
    expect(await tags({ tagIds: [foreign.tagId, own[0]?.tagId ?? '', 'none'] })).toHaveLength(2)
    expect(await tags({ programmeId: one, tagIds: [] })).toEqual([])
    const changed = { ...foreign, label: 'Kotak', retiredAt: at(1) }
    await write(tx => tx.putContainers([changed]))
    expect(await write(tx => tx.getContainers([foreign.tagId, foreign.tagId.toLowerCase()]))).toEqual([changed])
  })

  test('batches and deliveries are of their days, both ends included, and of their programme', async () => {
    const [one, other] = [unique('mbg'), unique('mbg')]
    const cooked = batch(one, { cookedAt: at(0), temperatureDc: 720, menuId: 'nasi' })
    const early = batch(one, { day: yesterday })
    const planned = delivery(one, { vehicleId: 'mobil-1', batchId: cooked.id, portions: 210, tags: ['A', 'B'] })
    const before = delivery(one, { day: yesterday })
    const foreign = delivery(other)
    await write(async tx => {
      await tx.putBatches([cooked, early, batch(other)])
      await tx.putDeliveries([planned, before, foreign])
    })
    expect(await meals().batches({ programmeId: one, from: yesterday, to: today })).toEqual([early, cooked])
    expect(await meals().batches({ programmeId: one, from: today, to: today })).toEqual([cooked])
    expect(await meals().batch(cooked.id)).toEqual(cooked)
    expect(await meals().deliveries({ programmeId: one, from: yesterday, to: yesterday })).toEqual([before])
    expect(await meals().deliveries({ from: today, to: today })).toEqual(expect.arrayContaining([planned, foreign]))
    expect(await write(tx => tx.deliveriesOf([yesterday]))).toContainEqual(before)
    await write(tx => tx.putDeliveries([{ ...planned, portions: 220, tags: [] }]))
    expect(await meals().delivery(planned.id)).toEqual({ ...planned, portions: 220, tags: [] })
    expect([await meals().delivery('none'), await meals().batch('none')]).toEqual([undefined, undefined])
  })

  test('a scan is added once, however often it comes, and as it was first told', async () => {
    const tag = unique('TAG')
    const told = scan(tag, 0, {
      id: unique('Yx0f9qH3kXo1v5R8sWbT2yUe7aD'),
      naive: true,
      clock: 'unknown',
      portions: 18,
      rejected: 2,
      rejectReason: 'basi'.repeat(50),
      temperatureDc: -5,
      batchId: uuidv7(),
      cookedAt: at(-100),
      dispatchedAt: at(-50),
      warnings: ['unknown_tag', 'too_old'],
    })
    const [other, third] = [scan(tag, 1, { id: told.id.toLowerCase() }), scan(tag, 2, { step: null, status: 'apa' })]
    expect(await write(tx => tx.addScans([told, { ...told, portions: 1 }, other]))).toEqual([told.id, other.id])
    expect(await write(tx => tx.addScans([{ ...told, status: 'changed' }, third, other]))).toEqual([third.id])
    expect(await write(tx => tx.addScans([told, other, third]))).toEqual([])
    expect(await write(tx => tx.addScans([]))).toEqual([])
    expect(await write(tx => tx.knownScans([told.id, 'none']))).toEqual([told])
    expect((await meals().scans({ tagId: tag }, fullPage)).items).toEqual([third, other, told])
  })

  test('more scans than fit one statement are all added, and only those that were not there', async () => {
    const tag = unique('TAG')
    const many = Array.from({ length: 700 }, (_, n) => scan(tag, n))
    expect(await write(tx => tx.addScans(many.slice(300, 400)))).toHaveLength(100)
    expect(await write(tx => tx.addScans(many))).toHaveLength(600)
    expect(await write(tx => tx.scansSince([{ tagId: tag, from: at(0) }]))).toEqual(many)
  })

  test('scans that no round was reckoned with come the oldest first by when they were received, as many as were asked for', async () => {
    const [one, other] = [unique('TAG'), unique('TAG')]
    const waits = [
      scan(one, 5, { receivedAt: at(-9_000) }),
      scan(other, 1, { receivedAt: at(-8_000) }),
      scan(one, 0, { receivedAt: at(-7_000) }),
    ]
    await write(tx => tx.addScans([...waits.toReversed(), scan(one, 1, { receivedAt: at(-9_500), placed: true })]))
    expect(await write(tx => tx.unplacedScans(3))).toEqual(waits)
    expect(await write(tx => tx.unplacedScans(2))).toEqual(waits.slice(0, 2))
    const ids = waits.map(({ id }) => id)
    await write(tx => tx.replaceTrips([], [], ids))
    const waiting = async () => (await write(tx => tx.unplacedScans(10_000))).filter(({ tagId }) => [one, other].includes(tagId))
    expect(await waiting()).toEqual([])
    await write(tx => tx.unplaceScans([one]))
    expect((await waiting()).map(({ at: moment }) => moment)).toEqual([at(1), at(5), at(0)])
  })

  test('scans since a moment are each tag’s since its own, in the order of time and then of their names', async () => {
    const [one, other] = [unique('TAG'), unique('TAG')]
    const [b, a] = [scan(other, 2, { id: unique('scan-b') }), scan(one, 2, { id: unique('scan-a') })]
    await write(tx => tx.addScans([scan(one, 0), scan(one, 1), b, a, scan(other, 1), scan(unique('TAG'), 5)]))
    const since = await write(tx =>
      tx.scansSince([
        { tagId: one, from: at(1) },
        { tagId: other, from: at(2) },
      ]),
    )
    expect(since.map(({ tagId, at: moment }) => [tagId, moment])).toEqual([
      [one, at(1)],
      [one, at(2)],
      [other, at(2)],
    ])
    expect(await write(tx => tx.scansSince([]))).toEqual([])
  })

  test('the round before a moment is the last of its tag; of those that began together, the first by name', async () => {
    const [one, other, none] = [unique('TAG'), unique('TAG'), unique('TAG')]
    const twins = [trip(one, 50, { id: unique('trip-a') }), trip(one, 50, { id: unique('trip-b') })]
    const last = trip(one, 100)
    await write(tx => tx.replaceTrips([], [trip(one, 0), ...twins.toReversed(), last, trip(other, 10)], []))
    const before = (tagId: string, seconds: number) => write(tx => tx.tripsBefore([{ tagId, at: at(seconds) }]))
    expect(await before(one, 101)).toEqual([last])
    expect(await before(one, 100)).toEqual([twins[0]])
    expect(await before(other, 10)).toEqual([])
    const many = [none, one, other].map(tagId => ({ tagId, at: at(101) }))
    expect((await write(tx => tx.tripsBefore(many))).map(({ tagId }) => tagId).toSorted()).toEqual([one, other].toSorted())
    expect(await write(tx => tx.tripsBefore([]))).toEqual([])
  })

  test('rounds are put in place of those that began at or after each tag’s moment, and of no others; the scans are marked', async () => {
    const [one, other] = [unique('TAG'), unique('TAG')]
    const bystander = trip(unique('TAG'), 500)
    const kept = [trip(one, 0), trip(other, 100)]
    const replaced = [trip(one, 10), trip(one, 20), trip(other, 200)]
    const [reckoned, waits] = [scan(one, 10), scan(one, 11)]
    await write(async tx => {
      await tx.addScans([reckoned, waits])
      await tx.replaceTrips([], [...kept, ...replaced, bystander], [])
    })
    const again = trip(one, 10, {
      id: replaced[0]?.id ?? '',
      programmeId: 'mbg',
      deliveryId: unique('delivery'),
      steps: {
        received: { at: at(30), gatewayId: 'sd-1', temperatureDc: 615 },
        returned: { at: at(40), gatewayId: 'dapur', temperatureDc: null },
      },
      returnedAt: at(40),
      received: 18,
      served: 0,
      rejected: 2,
      rejectReason: 'basi',
      flags: ['skipped', 'repeated', 'superseded'],
    })
    const tags = [
      { tagId: one, from: at(10) },
      { tagId: other, from: at(101) },
    ]
    await write(tx => tx.replaceTrips(tags, [again], [reckoned.id]))
    const ofTags = (await meals().trips({ from: today, to: today })).filter(({ tagId }) => [one, other, bystander.tagId].includes(tagId))
    expect(ofTags).toEqual([kept[0], again, kept[1], bystander])
    expect(await meals().trips({ deliveryId: again.deliveryId ?? '' })).toEqual([again])
    expect((await meals().scans({ tagId: one }, fullPage)).items.map(({ placed }) => placed)).toEqual([false, true])
    await write(tx => tx.replaceTrips(tags, [again], [reckoned.id, reckoned.id]))
    expect((await meals().trips({ from: today, to: today })).filter(({ tagId }) => tagId === one)).toEqual([kept[0], again])
  })

  test('rounds are read by their days and their programme; those of tags nobody entered by themselves', async () => {
    const one = unique('mbg')
    const tag = unique('TAG')
    const [own, early, stray] = [trip(tag, 5, { programmeId: one }), trip(tag, 1, { programmeId: one, day: yesterday }), trip(tag, 9)]
    await write(tx => tx.replaceTrips([], [own, early, stray], []))
    expect(await meals().trips({ programmeId: one, from: yesterday, to: today })).toEqual([early, own])
    expect(await meals().trips({ programmeId: one, from: yesterday, to: yesterday })).toEqual([early])
    const strays = await meals().strayTrips(today, today)
    expect(strays).toContainEqual(stray)
    expect(strays.every(({ programmeId }) => programmeId === null)).toBe(true)
    expect(await meals().strayTrips(yesterday, yesterday)).toEqual([])
  })

  test('a container is out by its last round alone: one that went again today, or came back, is not missing from before', async () => {
    const [one, other] = [unique('mbg'), unique('mbg')]
    const boxes = Array.from({ length: 4 }, () => container(one))
    const [missing, back, again, twice] = boxes.map(({ tagId }) => tagId)
    const foreign = container(other)
    const old = (tagId = '', seconds = -80_000, over: Partial<TripRecord> = {}) =>
      trip(tagId, seconds, { programmeId: one, day: yesterday, ...over })
    const [out, outAgain] = [old(missing), old(twice, -70_000)]
    await write(async tx => {
      await tx.putContainers([...boxes, foreign])
      await tx.replaceTrips([], [out, old(twice), outAgain, old(foreign.tagId, 0, { programmeId: other }), old(unique('TAG'))], [])
      await tx.replaceTrips([], [old(back), old(back, -60_000, { returnedAt: at(-50_000) }), old(again), trip(again ?? '', 0)], [])
    })
    expect(await meals().openTrips(one, today)).toEqual([out, outAgain])
    expect(await meals().openTrips(one, yesterday)).toEqual([])
    expect((await meals().openTrips(other, today)).map(({ tagId }) => tagId)).toEqual([foreign.tagId])
  })

  test('scans are listed newest first, page by page, by whatever is asked for', async () => {
    const one = unique('mbg')
    const box = container(one)
    const { id: gatewayId } = gateway()
    const list = [0, 1, 1, 1, 2, 3].map((seconds, n) => scan(box.tagId, seconds, { gatewayId, step: n === 0 ? 'returned' : 'served' }))
    const stray = scan(unique('TAG'), 9, { gatewayId })
    await write(async tx => {
      await tx.putContainers([box])
      await tx.addScans([...list, stray])
    })
    const newest = list.toReversed()
    expect(await pagesOf(page => meals().scans({ programmeIds: [one] }, page), 2)).toEqual([
      newest.slice(0, 2),
      newest.slice(2, 4),
      newest.slice(4),
    ])
    expect((await meals().scans({ gatewayId, programmeIds: [] }, fullPage)).items).toEqual([])
    expect((await pagesOf(page => meals().scans({ gatewayId }, page), 4)).flat()).toEqual([stray, ...newest])
    expect((await meals().scans({ tagId: box.tagId, step: 'returned' }, fullPage)).items).toEqual(list.slice(0, 1))
    expect((await meals().scans({ gatewayId, from: at(1), to: at(2) }, fullPage)).items).toEqual(list.slice(1, 4).toReversed())
    expect((await meals().scans({ tagId: 'none' }, fullPage)).items).toEqual([])
  })

  test('scans are counted by their moments, the end left out', async () => {
    const far = 400 * 86_400
    await write(tx => tx.addScans([far, far + 1, far + 2].map(seconds => scan(unique('TAG'), seconds))))
    expect(await meals().countScans(at(far), at(far + 2))).toBe(2)
    expect(await meals().countScans(at(far + 3), at(far + 4))).toBe(0)
  })

  test('corrections are read by delivery, receipts by gateway and time; the oldest first', async () => {
    const id = unique('delivery')
    const { id: gatewayId } = gateway()
    const whole = {
      portions: 200,
      rejected: 10,
      rejectReason: 'basi',
      temperatureDc: 610,
      photoId: 'p',
      signatureId: 's',
      note: 'baik\nsekali',
    }
    const [late, early] = [receipt({ gatewayId, at: at(5), ...whole }), receipt({ gatewayId, at: at(1) })]
    await write(tx => tx.addReceipts([late, early, receipt({ gatewayId: unique('other') })]))
    expect(await meals().receipts({ gatewayIds: [gatewayId], from: at(0), to: at(6) })).toEqual([early, late])
    expect(await meals().receipts({ gatewayIds: [gatewayId], from: at(1), to: at(5) })).toEqual([early])
    expect(await meals().receipts({ gatewayIds: [], from: at(0), to: at(6) })).toEqual([])
    const correction = {
      id: uuidv7(),
      deliveryId: id,
      step: 'received',
      change: -20,
      reason: 'salah hitung',
      actor: 'user:a',
      at: at(5),
    } as const
    const first = { ...correction, id: uuidv7(), step: 'planned', change: 5, at: at(1) } as const
    await write(tx => tx.addCorrections([correction, first, { ...first, id: uuidv7(), deliveryId: unique('delivery') }]))
    expect(await meals().corrections([id])).toEqual([first, correction])
    expect(await meals().corrections([])).toEqual([])
  })

  test('what a kitchen has of each item is the sum of its entries, beyond 32 bits', async () => {
    const [kitchen, other] = [unique('dapur'), unique('dapur')]
    const entries = [
      stock(kitchen, 3_000_000_000, { cost: 3_000_000_000, reason: 'beli' }),
      stock(kitchen, 500, { at: at(1), kind: 'count' }),
      stock(kitchen, -700, { at: at(2), kind: 'cooked', batchId: uuidv7() }),
    ]
    await write(tx =>
      tx.addStock([...entries, stock(kitchen, 4, { item: 'beras', at: at(3) }), stock(kitchen, 2, { unit: 'pcs' }), stock(other, 9)]),
    )
    const there = [
      { item: 'Beras', unit: 'g', quantity: 2_999_999_800, changedAt: at(2) },
      { item: 'Beras', unit: 'pcs', quantity: 2, changedAt: at(0) },
      { item: 'beras', unit: 'g', quantity: 4, changedAt: at(3) },
    ]
    expect(await meals().stock(kitchen)).toEqual(there)
    expect(await write(tx => tx.stockOf(kitchen))).toEqual(there)
    const grams = (await pagesOf(page => meals().stockEntries(kitchen, page), 2))
      .flat()
      .filter(({ item, unit }) => item === 'Beras' && unit === 'g')
    expect(grams).toEqual(entries.toReversed())
    expect(await meals().stock('none')).toEqual([])
  })

  removalContract(store)
}

/** One of everything a programme can have, of one day. */
function everything(id: string, day: string, seconds: number) {
  const [kitchen, school] = [place(id, { kind: 'kitchen' }), place(id)]
  const own = gateway({ placeId: school.id })
  const box = container(id, { kitchenId: kitchen.id })
  const ride = delivery(id, { day })
  const scans = [scan(box.tagId, seconds), scan(unique('TAG'), seconds, { gatewayId: own.id })]
  const trips = scans.map(({ id: first, tagId }, n) =>
    trip(tagId, seconds, { id: first, day, programmeId: n === 0 ? id : null, deliveryId: n === 0 ? ride.id : null }),
  )
  return { id, places: [kitchen, school], kitchen, school, gateway: own, box, ride, scans, trips, day, at: at(seconds) }
}

type Everything = ReturnType<typeof everything>

async function keep(tx: Tx['meals'], whole: Everything): Promise<void> {
  const { id, ride, box, kitchen, day } = whole
  await tx.putProgrammes([programme({ id })])
  await tx.putPlaces(whole.places)
  await tx.putVehicles([{ id: unique('mobil'), programmeId: id, name: 'Mobil', plate: null, retiredAt: null }])
  await tx.putMenus([{ id: unique('menu'), programmeId: id, name: 'Nasi', safeMinutes: null, recipe: [], retiredAt: null }])
  await tx.putGateways([whole.gateway])
  await tx.putContainers([box])
  await tx.putBatches([batch(id, { day })])
  await tx.putDeliveries([ride])
  await tx.addScans(whole.scans)
  await tx.replaceTrips([], whole.trips, [])
  await tx.addReceipts([receipt({ gatewayId: whole.gateway.id, at: whole.at })])
  await tx.addCorrections([{ id: uuidv7(), deliveryId: ride.id, step: 'served', change: 1, reason: 'r', actor: 'user:a', at: whole.at }])
  await tx.addStock([stock(kitchen.id, 5)])
}

/** How much of each kind is there. */
async function countsOf(
  store: CurrentStore,
  { id, ride, scans, gateway: own, kitchen, school }: Everything,
): Promise<Record<string, number>> {
  const { meals } = store()
  const days = { programmeId: id, from: yesterday, to: today }
  const page = { limit: 100 }
  const tags = scans.map(({ tagId }) => tagId)
  const isOwn = ({ programmeId }: { programmeId: string }) => programmeId === id
  const all = { from: yesterday, to: today }
  return {
    programmes: (await meals.programmes()).filter(one => one.id === id).length,
    places: (await meals.places()).filter(isOwn).length,
    vehicles: (await meals.vehicles()).filter(isOwn).length,
    menus: (await meals.menus()).filter(isOwn).length,
    gateways: (await meals.gateways()).filter(one => one.id === own.id && one.placeId === school.id).length,
    containers: (await meals.containers({ programmeId: id }, page)).items.length,
    batches: (await meals.batches(days)).length,
    deliveries: (await meals.deliveries(days)).length,
    scans: (await Promise.all(tags.map(tagId => meals.scans({ tagId }, page)))).flatMap(({ items }) => items).length,
    trips: (await meals.trips(all)).filter(({ tagId }) => tags.includes(tagId)).length,
    receipts: (await meals.receipts({ gatewayIds: [own.id], from: at(-200_000), to: at(200_000) })).length,
    corrections: (await meals.corrections([ride.id])).length,
    stock: (await meals.stockEntries(kitchen.id, page)).items.length,
  }
}

const complete = { programmes: 1, places: 2, vehicles: 1, menus: 1, gateways: 1, containers: 1, stock: 1 }
const happened = { batches: 1, deliveries: 1, scans: 2, trips: 2, receipts: 1, corrections: 1 }
const nothingHappened = { batches: 0, deliveries: 0, scans: 0, trips: 0, receipts: 0, corrections: 0 }

function removalContract(store: CurrentStore): void {
  const write = <T>(work: (tx: Tx['meals']) => Promise<T>) => store().transact(tx => work(tx.meals))

  test('old days are forgotten with all that happened on them; later days, what is known of the places, and others stay', async () => {
    const [old, other] = [everything(unique('mbg'), yesterday, -80_000), everything(unique('mbg'), yesterday, -80_000)]
    const later = { ...everything(old.id, today, 0), box: old.box, places: [], gateway: gateway() }
    await write(async tx => {
      for (const each of [old, other]) await keep(tx, each)
      await tx.putDeliveries([later.ride])
      await tx.putBatches([batch(old.id, { day: today })])
      await tx.addScans([scan(old.box.tagId, 0), scan(unique('TAG'), -80_000)])
      await tx.replaceTrips([], [trip(old.box.tagId, 0, { programmeId: old.id })], [])
      await tx.addReceipts([receipt({ gatewayId: old.gateway.id, at: at(0) })])
    })
    expect(await write(tx => tx.forget(old.id, today, at(-40_000)))).toBe(2)
    const left = { batches: 1, deliveries: 1, scans: 1, trips: 1, receipts: 1, corrections: 0 }
    expect(await countsOf(store, old)).toEqual({ ...complete, ...left })
    expect(await countsOf(store, other)).toEqual({ ...complete, ...happened })
    expect(await write(tx => tx.forget(old.id, today, at(-40_000)))).toBe(0)
  })

  test('of a programme that is erased nothing is left; its gateway stays, without a place; other programmes are as they were', async () => {
    const [gone, other] = [everything(unique('mbg'), today, 0), everything(unique('mbg'), today, 0)]
    const nowhere = scan(unique('TAG'), 0)
    await write(async tx => {
      for (const each of [gone, other]) await keep(tx, each)
      await tx.addScans([nowhere])
    })
    expect(await countsOf(store, gone)).toEqual({ ...complete, ...happened })
    await write(tx => tx.eraseProgramme(gone.id))
    const none = Object.fromEntries(Object.keys(complete).map(kind => [kind, 0]))
    expect(await countsOf(store, gone)).toEqual({ ...none, ...nothingHappened })
    expect(await write(tx => tx.getGateways([gone.gateway.id]))).toEqual([{ ...gone.gateway, placeId: null }])
    expect(await countsOf(store, other)).toEqual({ ...complete, ...happened })
    expect(await write(tx => tx.knownScans([nowhere.id]))).toEqual([nowhere])
  })
}
