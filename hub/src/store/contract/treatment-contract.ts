/** Treatment devices: their events, where they were, breaks in their counters, prices, and what treatments add up to. */
import { expect, test } from 'vitest'
import { began, finished, pressed } from '../../domain/treatments.ts'
import type { CurrentStore } from '../contract.ts'
import type { CounterBreakRecord, DeviceEventRecord, TelemetryDeviceRecord, TreatmentBucket } from '../treatments.ts'
import type { Tx } from '../store.ts'
import { at, unique } from './samples.ts'

function event(deviceId: string, seconds: number, over: Partial<DeviceEventRecord> = {}): DeviceEventRecord {
  return {
    id: unique('event'),
    deviceId,
    machineId: null,
    outletId: null,
    sessionId: null,
    treatment: 'BASIC',
    phase: null,
    run: null,
    at: at(seconds),
    clock: 'device',
    deviceAt: at(seconds),
    assumedZone: null,
    receivedAt: at(seconds + 1),
    plannedS: null,
    actualS: null,
    countBasic: 4_294_967_295,
    countStandard: null,
    countPremium: 0,
    ...over,
  }
}

function device(id: string, over: Partial<TelemetryDeviceRecord> = {}): TelemetryDeviceRecord {
  return {
    id,
    mapping: 'ozon',
    firstSeenAt: at(0),
    lastSeenAt: at(1),
    wifiConnected: true,
    rtcAvailable: false,
    sdAvailable: null,
    firmware: '1.4.0',
    uptimeS: 4_294_967_295,
    queued: 0,
    clockOffsetMs: -1_700_000_000_000,
    countBasic: 7,
    countStandard: null,
    countPremium: 4_294_967_295,
    countedAt: at(1),
    retiredAt: null,
    ...over,
  }
}

function gap(deviceId: string, over: Partial<CounterBreakRecord> = {}): CounterBreakRecord {
  return {
    id: unique('break'),
    deviceId,
    machineId: null,
    kind: 'gap',
    treatment: 'PREMIUM',
    missing: 3,
    arrived: 0,
    from: at(0),
    to: at(60),
    foundAt: at(61),
    closedAt: null,
    before: null,
    after: null,
    ...over,
  }
}

function bucket(scopeId: string, over: Partial<TreatmentBucket> = {}): TreatmentBucket {
  const counts = { basic: 1, standard: 2, premium: 0, aborted: 1, revenue: 3_000_000_000, runSeconds: 300 }
  return { scope: 'machine', scopeId, size: 'hour', startsAt: at(0), ...counts, ...over }
}

/** Registers the tests. */
export function treatmentContract(store: CurrentStore): void {
  const write = <T>(work: (tx: Tx['treatments']) => Promise<T>) => store().transact(tx => work(tx.treatments))
  const day = { from: at(-86_400), to: at(86_400) }

  test('an event is read as it was written, found by its identity and its run, and listed newest first', async () => {
    const [one, other] = [unique('3C:8A'), unique('3c:8a')]
    const events = [1, 2, 3].map(seconds => event(one, seconds))
    const step = event(other, 2, { phase: 'start', run: 'r1', plannedS: 300, machineId: 'ozon-1', outletId: 'pusat', deviceAt: null })
    await write(tx => tx.putEvents([...events, step]))
    expect(await write(tx => tx.knownEvents([...events.map(({ id }) => id), 'nothing']))).toEqual(new Set(events.map(({ id }) => id)))
    expect(await write(tx => tx.eventsOfRuns([{ deviceId: other, run: 'r1' }]))).toEqual([step])
    expect(await write(tx => tx.eventsOfRuns([{ deviceId: one, run: 'r1' }]))).toEqual([])
    const first = await store().treatments.events({ deviceId: one }, { limit: 2 })
    expect(first.items).toEqual([events[2], events[1]])
    const next = await store().treatments.events({ deviceId: one }, { limit: 2, cursor: first.nextCursor ?? undefined })
    expect([next.items, next.nextCursor]).toEqual([[events[0]], null])
    expect((await store().treatments.events({ deviceId: other, machineIds: ['ozon-1'], outletId: 'pusat' }, { limit: 9 })).items).toEqual([
      step,
    ])
    expect((await store().treatments.events({ machineIds: [] }, { limit: 9 })).items).toEqual([])
  })

  test('events of no machine wait, the oldest first, until they are put where they belong', async () => {
    const id = unique('waiting')
    const events = [3, 1, 2].map(seconds => event(id, seconds))
    await write(tx => tx.putEvents(events))
    expect((await store().treatments.waiting()).find(({ deviceId }) => deviceId === id)).toEqual({
      deviceId: id,
      count: 3,
      oldestAt: at(1),
    })
    const waiting = await write(tx => tx.waitingEvents(id, at(1), at(3), 10))
    expect(waiting.map(one => one.at)).toEqual([at(1), at(2)])
    await write(tx => tx.putEvents(waiting.map(one => ({ ...one, machineId: 'ozon-1', outletId: 'pusat', sessionId: 's1' }))))
    expect((await write(tx => tx.waitingEvents(id, at(0), null, 10))).map(one => one.at)).toEqual([at(3)])
    expect((await store().treatments.events({ deviceId: id, waiting: true }, { limit: 9 })).items).toHaveLength(1)
  })

  test('a device, its places and its prices are read as they were written last; ids differ by case', async () => {
    const id = unique('AB:cd')
    await write(tx => tx.putDevices([device(id), device(id.toLowerCase(), { firmware: null })]))
    await write(tx => tx.putDevices([device(id, { lastSeenAt: at(9) })]))
    expect(await store().treatments.device(id)).toEqual(device(id, { lastSeenAt: at(9) }))
    expect((await write(tx => tx.getDevices([id.toLowerCase()])))[0]?.firmware).toBeNull()
    const place = {
      id: unique('place'),
      deviceId: id,
      machineId: 'ozon-1',
      outletId: 'pusat',
      from: at(0),
      until: null,
      actor: 'user:a',
      reason: null,
    }
    await write(tx => tx.putAssignments([place]))
    await write(tx => tx.putAssignments([{ ...place, until: at(5) }]))
    expect((await store().treatments.assignments()).filter(({ deviceId }) => deviceId === id)).toEqual([{ ...place, until: at(5) }])
    const price = {
      id: unique('price'),
      outletId: null,
      treatment: 'BASIC',
      price: 5_000,
      since: at(0),
      setAt: at(0),
      actor: 'user:a',
      reason: 'naik',
    } as const
    await write(tx => tx.addPrices([price]))
    expect(await store().treatments.prices()).toContainEqual(price)
  })

  test('gaps are open until they are closed; a reset keeps what the counters were', async () => {
    const id = unique('gaps')
    const [open, closed] = [gap(id), gap(id, { closedAt: at(70) })]
    const counts = { BASIC: 4, STANDARD: null, PREMIUM: 0 }
    const reset = gap(id, { kind: 'reset', treatment: null, missing: 0, closedAt: at(62), foundAt: at(62), before: counts, after: counts })
    await write(tx => tx.putBreaks([open, closed, reset]))
    expect(await write(tx => tx.openGaps([id]))).toEqual([open])
    expect((await store().treatments.breaks({ deviceId: id }, { limit: 1 })).items).toEqual([reset])
    expect((await store().treatments.breaks({ deviceId: id, open: true }, { limit: 9 })).items).toEqual([open])
  })

  test('buckets take in what comes later, beyond 32 bits, and are read by scope, size and time, or added up', async () => {
    const [one, other] = [unique('ozon'), unique('ozon')]
    await write(tx => tx.mergeBuckets([bucket(one), bucket(one, { startsAt: at(3_600) }), bucket(other)]))
    await write(tx => tx.mergeBuckets([bucket(one)]))
    const hours = { scope: 'machine', size: 'hour', ...day } as const
    const twice = bucket(one, { basic: 2, standard: 4, aborted: 2, revenue: 6_000_000_000, runSeconds: 600 })
    expect(await store().treatments.buckets({ ...hours, scopeIds: [one] })).toEqual([twice, bucket(one, { startsAt: at(3_600) })])
    expect(await store().treatments.buckets({ ...hours, scopeIds: [one], to: at(1) })).toEqual([twice])
    expect(await store().treatments.buckets({ ...hours, scope: 'device', scopeIds: [one] })).toEqual([])
    const sums = await store().treatments.sums({ ...hours, scopeIds: [one, other] })
    expect(sums.toSorted((a, b) => b.basic - a.basic)).toEqual([
      { ...twice, basic: 3, standard: 6, aborted: 3, revenue: 9_000_000_000, runSeconds: 900 },
      bucket(other),
    ])
    expect(await store().treatments.hoursOfDay({ ...hours, scopeIds: [one] }, 7 * 3_600_000)).toEqual([
      { hour: 17, total: 6 },
      { hour: 18, total: 3 },
    ])
    expect(await write(tx => tx.bucketsStarting(['hour'], at(3_600), at(3_601)))).toEqual([bucket(one, { startsAt: at(3_600) })])
    await write(tx => tx.clearBuckets(['day'], at(0), at(1)))
    await write(tx => tx.clearBuckets(['hour'], at(0), at(1)))
    expect(await store().treatments.buckets({ ...hours, scopeIds: [one, other] })).toEqual([bucket(one, { startsAt: at(3_600) })])
  })

  test('a treatment is read with its session, and counted by its end', async () => {
    const place = { id: unique('session'), outletId: 'pusat', machineId: unique('ozon'), deviceId: 'unit', currency: 'IDR' }
    const telling = { treatment: 'PREMIUM', at: at(1), plannedS: 300, actualS: null } as const
    const running = began(undefined, place, telling)
    const done = finished(running, place, { ...telling, at: at(299), actualS: 298 }, 15_000)
    const counted = pressed({ ...place, id: unique('session'), deviceId: null }, { ...telling, plannedS: null }, null)
    await store().transact(async tx => {
      await tx.sessions.putMany([running])
      expect(await tx.sessions.getMany([running.id])).toEqual([running])
      await tx.sessions.putMany([done, counted])
    })
    expect(await store().sessions.get(done.id)).toEqual(done)
    expect((await store().sessions.list({ machineId: place.machineId }, { limit: 9 })).items).toHaveLength(2)
    const ended = (await write(tx => tx.ended(at(1), at(300)))).filter(({ machineId }) => machineId === place.machineId)
    expect(ended.toSorted((a, b) => (a.endedAt < b.endedAt ? 1 : -1))).toMatchObject([
      { sessionId: done.id, treatment: 'PREMIUM', state: 'closed', endedAt: at(299), amount: 15_000, actualS: 298, deviceId: 'unit' },
      { sessionId: counted.id, amount: null, actualS: null, deviceId: null },
    ])
    const span = await store().treatments.span()
    expect(span !== undefined && span.from <= at(1) && span.to >= at(299)).toBe(true)
  })
}
