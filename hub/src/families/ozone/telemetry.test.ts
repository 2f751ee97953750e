import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDeadLetters } from '../../intake/dead-letters.ts'
import { admin, mac, treatmentHub } from './testing/treatment-hub.ts'

let hub: Awaited<ReturnType<typeof treatmentHub>>
beforeEach(async () => {
  hub = await treatmentHub()
})
afterEach(() => hub.close())

/** As the source document prints it, with counters going on. */
const press = (minute: number, counts: readonly [number, number, number], event_type = 'BASIC') => ({
  device_id: mac,
  event_type,
  timestamp: `2026-01-20T09:${String(minute).padStart(2, '0')}:00Z`,
  count_basic: counts[0],
  count_standard: counts[1],
  count_premium: counts[2],
})

const day = [
  press(0, [1, 0, 0]),
  press(1, [1, 0, 1], 'PREMIUM'),
  press(2, [2, 0, 1]),
  press(3, [2, 1, 1], 'STANDARD'),
  press(3, [2, 1, 2], 'PREMIUM'),
]

const assign = (machineId = 'ozon-1', over: object = {}) =>
  hub.treatments.assignments.assign(admin, { deviceId: mac, machineId, from: '2026-01-01T00:00:00.000Z', ...over })

test('a day of a device becomes treatments, money and buckets; the same day again, in any order, changes nothing', async () => {
  await assign()
  for (const message of day) await hub.say('event', message)
  const once = await hub.everything()
  expect(once.sessions).toHaveLength(5)
  expect(once.sessions[0]).toMatchObject({
    family: 'ozone',
    outletId: 'pusat',
    machineId: 'ozon-1',
    state: 'closed',
    outcome: 'counted',
    amount: 15_000,
    treatment: { treatment: 'PREMIUM', deviceId: mac, source: 'button', plannedS: null, actualS: null },
  })
  expect(once.sessions.map(({ treatment, amount }) => [treatment?.treatment, amount])).toContainEqual(['STANDARD', null])
  const total = { basic: 2, standard: 1, premium: 2, aborted: 0, revenue: 40_000, runSeconds: 0 }
  expect(once.buckets.filter(({ size }) => size === 'day')).toEqual(
    ['all', 'outlet', 'machine', 'device'].map(scope => ({
      scope,
      scopeId: { all: '', outlet: 'pusat', machine: 'ozon-1', device: mac }[scope],
      size: 'day',
      // Midnight in Jakarta.
      startsAt: '2026-01-19T17:00:00.000Z',
      ...total,
    })),
  )
  expect(once.breaks).toEqual([])
  await Promise.all([...day.toReversed(), ...day].map(message => hub.say('event', message)))
  expect(await hub.everything()).toEqual(once)
  const restarted = await hub.run()
  for (const message of day) await hub.say('event', message, { hub: restarted })
  expect(await hub.everything()).toEqual(once)
})

test('screens are told of each treatment once, after it is kept', async () => {
  await assign()
  await Promise.all([...day, ...day].map(message => hub.say('event', message)))
  expect(hub.told.map(({ type, machineId }) => `${type} ${machineId}`)).toEqual(day.map(() => 'treatment_event ozon-1'))
  expect(hub.told[0]?.payload).toMatchObject({ device_id: mac, treatment: 'BASIC', phase: null, at: '2026-01-20T09:00:00.000Z' })
})

test('a device nobody knows waits with what it counts; once it is assigned, that becomes treatments of the machine', async () => {
  for (const message of day) await hub.say('event', message)
  expect(await hub.store.treatments.waiting()).toEqual([{ deviceId: mac, count: 5, oldestAt: '2026-01-20T09:00:00.000Z' }])
  expect((await hub.everything()).sessions).toEqual([])
  await hub.treatments.assignments.assign(admin, { deviceId: mac, machineId: 'ozon-2' })
  const after = await hub.everything()
  expect(after.sessions.map(({ machineId, amount }) => `${machineId} ${amount}`).toSorted()).toEqual([
    'ozon-2 15000',
    'ozon-2 15000',
    'ozon-2 6000',
    'ozon-2 6000',
    'ozon-2 null',
  ])
  // Midnight in Jayapura.
  expect(after.buckets.find(({ scope, size }) => scope === 'outlet' && size === 'day')).toMatchObject({
    startsAt: '2026-01-19T15:00:00.000Z',
  })
  expect(await hub.store.treatments.waiting()).toEqual([])
})

test('what a device counts in the second in which it is put at its first machine is of that machine', async () => {
  await hub.clock.advance(700)
  await hub.treatments.assignments.assign(admin, { deviceId: mac, machineId: 'ozon-1' })
  await hub.say('event', { ...press(0, [1, 0, 0]), timestamp: '2026-01-20T10:30:00Z' })
  expect((await hub.everything()).sessions).toMatchObject([{ machineId: 'ozon-1' }])
  await hub.clock.advance(60_000)
  const swapped = await hub.treatments.assignments.assign(admin, { deviceId: 'unit-2', machineId: 'ozon-1' })
  expect(swapped.from).toBe('2026-01-20T10:31:00.700Z')
})

test('a time without a zone is of the outlet where the device was then, and told again from elsewhere it is the same event', async () => {
  const naive = (hour: number, count: number) => ({
    ...press(0, [count, 0, 0]),
    timestamp: `2026-01-20T${String(hour).padStart(2, '0')}:00:00`,
  })
  const tell = async () => {
    for (const [hour, count] of [
      [10, 1],
      [11, 2],
      [15, 3],
    ] as const)
      await hub.say('event', naive(hour, count))
  }
  const times = async () => (await hub.everything()).events.map(({ at, machineId }) => `${at.slice(11, 16)} ${machineId}`)
  await tell()
  expect(await times()).toEqual(['08:00 null', '04:00 null', '03:00 null'])
  // Two hours further east: the wall there showed the same two hours before.
  await hub.treatments.assignments.assign(admin, { deviceId: mac, machineId: 'ozon-2' })
  expect(await times()).toEqual(['06:00 ozon-2', '02:00 ozon-2', '01:00 ozon-2'])
  await tell()
  await hub.treatments.assignments.assign(admin, { deviceId: mac, machineId: 'ozon-1', from: '2026-01-20T10:00:00.000Z' })
  await tell()
  const { events, sessions, buckets } = await hub.everything()
  expect([events.length, sessions.length, buckets.find(({ scope, size }) => scope === 'machine' && size === 'month')?.basic]).toEqual([
    3, 3, 3,
  ])
})

test('a broken unit is swapped: the machine goes on counting, and what the old one sends late is still of its time', async () => {
  const other = '3C:8A:1F:A4:3E:C5'
  await assign()
  await hub.say('event', day[0])
  await hub.treatments.assignments.assign(admin, { deviceId: other, machineId: 'ozon-1', from: '2026-01-20T09:30:00.000Z' })
  await hub.say('event', { ...press(45, [1, 0, 0]), device_id: other }, { deviceId: other })
  await hub.say('event', day[2])
  const { sessions, buckets } = await hub.everything()
  expect(sessions.map(({ machineId, treatment }) => `${machineId} ${treatment?.deviceId}`)).toEqual([
    `ozon-1 ${other}`,
    `ozon-1 ${mac}`,
    `ozon-1 ${mac}`,
  ])
  expect(buckets.find(({ scope, size }) => scope === 'machine' && size === 'month')).toMatchObject({ basic: 3 })
  expect(hub.treatments.book.placesOf(mac)).toMatchObject([{ machineId: 'ozon-1', until: '2026-01-20T09:30:00.000Z' }])
  await expect(assign('ozon-2')).rejects.toMatchObject({ code: 'conflict' })
})

test('a jump of the counters is a gap until what was missing comes; a fall is a reset', async () => {
  await assign()
  for (const at of [0, 3, 4]) await hub.say('event', day[at])
  const open = async () =>
    (await hub.store.treatments.breaks({ open: true }, { limit: 10 })).items.map(({ treatment, missing, arrived }) => ({
      treatment,
      missing,
      arrived,
    }))
  expect(await open()).toEqual(
    expect.arrayContaining([
      { treatment: 'BASIC', missing: 1, arrived: 0 },
      { treatment: 'PREMIUM', missing: 1, arrived: 0 },
    ]),
  )
  await hub.say('event', day[2])
  await hub.say('event', day[2])
  expect(await open()).toEqual([{ treatment: 'PREMIUM', missing: 1, arrived: 0 }])
  await hub.say('event', day[1])
  expect(await open()).toEqual([])
  await hub.say('event', press(10, [1, 0, 0]))
  const [reset] = (await hub.store.treatments.breaks({}, { limit: 1 })).items
  expect(reset).toMatchObject({
    kind: 'reset',
    before: { BASIC: 2, STANDARD: 1, PREMIUM: 2 },
    after: { BASIC: 1, STANDARD: 0, PREMIUM: 0 },
  })
})

test('a treatment whose steps are told is one session, in whatever order the steps come, and an aborted one is worth nothing', async () => {
  await assign()
  const step = (minute: number, phase: string, run: string, over: object = {}) => ({
    ...press(minute, [0, 0, 0]),
    count_basic: undefined,
    phase,
    run,
    ...over,
  })
  await hub.say('event', step(9, 'finish', 'a', { actual_s: 290, planned_s: 300 }))
  await hub.say('event', step(4, 'start', 'a', { planned_s: 300 }))
  await hub.say('event', step(20, 'start', 'b', { planned_s: 300 }))
  await hub.say('event', step(21, 'abort', 'b', { actual_s: 60 }))
  await hub.say('event', step(25, 'finish', 'b'))
  await hub.say('event', step(40, 'start', 'c', { planned_s: 600 }))
  const { sessions, buckets } = await hub.everything()
  expect(
    sessions.map(({ state, openedAt, closedAt, amount, treatment }) => [
      state,
      openedAt.slice(11, 16),
      closedAt?.slice(11, 16),
      amount,
      treatment?.plannedS,
      treatment?.actualS,
    ]),
  ).toEqual([
    ['running', '09:40', undefined, null, 600, null],
    ['aborted', '09:20', '09:21', 0, 300, 60],
    ['closed', '09:04', '09:09', 5_000, 300, 290],
  ])
  expect(buckets.find(({ scope, size }) => scope === 'machine' && size === 'day')).toMatchObject({
    basic: 1,
    aborted: 1,
    revenue: 5_000,
    runSeconds: 350,
  })
})

test('each treatment is worth what it cost when it was, also when it is told after the price went up and down again', async () => {
  await assign()
  const price = (time: string, amount: number) => ({
    ...({ id: `at ${time}`, outletId: 'pusat', treatment: 'BASIC', price: amount, since: `2026-01-20T${time}:00.000Z` } as const),
    ...{ setAt: '2026-01-19T00:00:00.000Z', actor: admin.id, reason: null },
  })
  const prices = [price('09:10', 7_000), price('09:20', 0), price('09:30', 4_000)]
  await hub.store.transact(tx => tx.treatments.addPrices(prices))
  hub.treatments.book.note({ prices })
  const told = [25, 9, 30, 10, 19, 20, 45].map(minute => ({ ...press(minute, [0, 0, 0]), id: `e${minute}`, count_basic: undefined }))
  const worth = async () =>
    (await hub.everything()).sessions.map(({ closedAt, amount }) => `${closedAt?.slice(14, 16)} ${amount}`).toSorted()
  for (const message of told.slice(0, 3)) await hub.say('event', message)
  // Days later, from the card, by a hub that read the prices anew.
  await hub.clock.advance(48 * 3_600_000)
  const restarted = await hub.run()
  for (const message of told) await hub.say('event', message, { hub: restarted })
  expect(await worth()).toEqual(['09 5000', '10 7000', '19 7000', '20 0', '25 0', '30 4000', '45 4000'])
  const { buckets } = await hub.everything()
  expect(buckets.find(({ scope, size }) => scope === 'machine' && size === 'day')).toMatchObject({ basic: 7, revenue: 27_000 })
})

test('a treatment that runs while the price changes is worth what it costs at its end', async () => {
  await assign()
  const prices = [
    {
      ...({ id: 'rise', outletId: null, treatment: 'BASIC', price: 9_000, since: '2026-01-20T09:05:00.000Z' } as const),
      ...{ setAt: '2026-01-19T00:00:00.000Z', actor: admin.id, reason: null },
    },
  ]
  hub.treatments.book.note({ prices })
  const step = (minute: number, phase: string) => ({ ...press(minute, [0, 0, 0]), count_basic: undefined, phase, run: 'a' })
  await hub.say('event', step(6, 'finish'))
  await hub.say('event', step(1, 'start'))
  expect((await hub.everything()).sessions).toMatchObject([{ amount: 9_000, lines: [{ unit_amount: 9_000 }] }])
})

test('a status tells how the device is and how far its clock is off; later events are set right by that', async () => {
  await assign()
  const status = (timestamp: string, over: object = {}) =>
    hub.say('heartbeat', { device_id: mac, timestamp, wifi_connected: true, rtc_available: true, firmware: '1.4.0', ...over })
  await status('2026-01-20T03:30:00Z', { sd_available: false, uptime_s: 60 })
  await hub.clock.advance(30_000)
  await status('2026-01-20T03:30:30Z')
  expect(hub.treatments.book.device(mac)).toMatchObject({
    wifiConnected: true,
    rtcAvailable: true,
    sdAvailable: false,
    firmware: '1.4.0',
    uptimeS: 60,
    clockOffsetMs: 7 * 3_600_000,
    lastSeenAt: '2026-01-20T10:30:30.000Z',
  })
  expect(hub.told.at(-1)).toMatchObject({
    type: 'treatment_status',
    machineId: 'ozon-1',
    payload: { device: { device_id: mac, sd_available: false } },
  })
  await hub.say('event', { ...press(0, [1, 0, 0]), timestamp: '2026-01-20T03:20:00Z' })
  expect((await hub.everything()).events).toMatchObject([
    { at: '2026-01-20T10:20:00.000Z', clock: 'corrected', deviceAt: '2026-01-20T03:20:00.000Z' },
  ])
})

test('a card that is replayed before and after the clock was found to be off counts once, and so does it after a restart', async () => {
  await assign()
  const counted = async () => {
    const { events, sessions, buckets, breaks } = await hub.everything()
    return [events.length, sessions.length, buckets.find(({ scope, size }) => scope === 'all' && size === 'month')?.basic, breaks.length]
  }
  // Three hours behind: pressed at 10:20, 10:25 and 10:29.
  const card = [20, 25, 29].map((minute, n) => ({ ...press(0, [n + 1, 0, 0]), timestamp: `2026-01-20T07:${minute}:00Z` }))
  for (const message of card.slice(0, 2)) await hub.say('event', message)
  for (const seconds of ['00', '30']) {
    await hub.say('status', { timestamp: `2026-01-20T07:30:${seconds}Z` })
    await hub.clock.advance(30_000)
  }
  expect(hub.treatments.book.device(mac)?.clockOffsetMs).toBe(3 * 3_600_000)
  for (const message of [...card, ...card.toReversed()]) await hub.say('event', message)
  expect(await counted()).toEqual([3, 3, 3, 0])
  expect((await hub.everything()).events.map(({ at, clock }) => [at.slice(11, 16), clock])).toEqual([
    ['10:29', 'corrected'],
    ['07:25', 'device'],
    ['07:20', 'device'],
  ])
  // Set right by a person, the device sends its card once more.
  const restarted = await hub.run()
  await hub.say('status', { timestamp: '2026-01-20T10:31:00Z' }, { hub: restarted })
  for (const message of card) await hub.say('event', message, { hub: restarted })
  expect(await counted()).toEqual([3, 3, 3, 0])
})

test('what nobody can use is set aside once and acknowledged, and a flood of it does not fill the disk', async () => {
  await assign()
  const letters = async () => (await hub.store.deadLetters.list({}, { limit: 500 })).items
  await hub.say('event', '{"event_type":')
  await hub.say('event', '{"event_type":')
  await hub.say('event', { event_type: 'BASIC' })
  await hub.say('event', { ...press(0, [1, 0, 0]), device_id: 'another' })
  expect((await letters()).map(({ code, machineId }) => `${code} ${machineId}`).toSorted()).toEqual([
    'device_mismatch ozon-1',
    'no_identity ozon-1',
    'not_json ozon-1',
  ])
  await Promise.all(Array.from({ length: 300 }, (_, n) => hub.say('event', `broken ${n}`)))
  expect(await letters()).toHaveLength(100)
  expect((await hub.everything()).sessions).toEqual([])
})

test('what a mapping could not read is taken once the mapping can, and then counts; what nobody can read stays set aside', async () => {
  await assign()
  const letters = createDeadLetters({
    store: hub.store,
    site: hub.services.site,
    clock: hub.clock,
    publish: () => undefined,
    telemetry: hub.treatments.telemetry,
    gateways: { retake: () => Promise.reject(new Error('no gateways here')) },
  })
  await hub.say('event', day[0], { mapping: 'unheard' })
  await hub.say('event', '{')
  const kept = (await hub.store.deadLetters.list({}, { limit: 9 })).items
  const [unheard, broken] = ['unknown_mapping', 'not_json'].map(code => kept.find(letter => letter.code === code)?.id ?? '')
  await expect(letters.retry(broken ?? '', admin)).rejects.toMatchObject({ code: 'conflict' })
  // As if the mapping had been added to the site file since.
  await hub.store.transact(async tx => {
    const letter = await tx.facts.deadLetter(unheard ?? '')
    if (letter !== undefined)
      await tx.facts.saveDeadLetters([
        { ...letter, item: { device_id: mac, mapping: 'ozon', said: 'event', text: JSON.stringify(day[0]) } },
      ])
  })
  const twice = await Promise.allSettled([letters.retry(unheard ?? '', admin), letters.retry(unheard ?? '', admin)])
  expect(twice).toMatchObject([
    { status: 'fulfilled', value: { state: 'applied', handledBy: admin.id } },
    { status: 'rejected', reason: { code: 'conflict' } },
  ])
  await expect(letters.retry(unheard ?? '', admin)).rejects.toMatchObject({ code: 'conflict' })
  expect((await hub.everything()).sessions).toHaveLength(1)
  await hub.say('event', day[0])
  expect((await hub.everything()).sessions).toHaveLength(1)
  expect(hub.treatments.book.device(mac)).toMatchObject({ countBasic: 1 })
})

test('the disk full, an event is not acknowledged; told again it is kept', async () => {
  await assign()
  const { store } = hub
  let isFull = true
  const full = await hub.run({
    ...store,
    transact: work => (isFull ? Promise.reject(new Error('database or disk is full')) : store.transact(work)),
  })
  await expect(hub.say('event', day[0], { hub: full })).rejects.toThrow('full')
  isFull = false
  await hub.say('event', day[0], { hub: full })
  expect((await hub.everything()).sessions).toHaveLength(1)
})
