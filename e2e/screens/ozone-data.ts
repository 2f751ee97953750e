/** Eight treatment machines of different moods at two outlets, what their devices told, and what that adds up to. */
import type {
  AlarmView,
  AnalyticsQuery,
  CounterBreakView,
  DeviceEventView,
  MachineView,
  OutletView,
  TreatmentAnalytics,
  TreatmentDeviceView,
  TreatmentPriceView,
  TreatmentStatus,
} from '@palang/protocol'
import { noTreatments, periodBefore, plus, pointsOf, type Summed } from '../../hub/src/domain/treatment-sums.ts'
import type { StatusMessage } from './fixture-data.ts'
import { ago, chance, id, minuteMs } from './made-up.ts'

interface Mood {
  name: string
  state: TreatmentStatus['state']
  treatment?: 'BASIC' | 'STANDARD' | 'PREMIUM'
  remaining?: number
  switches?: Partial<TreatmentStatus['switches']>
  device?: Partial<NonNullable<TreatmentStatus['device']>> | null
  offline?: boolean
  mode?: MachineView['mode']
}

const moods: readonly Mood[] = [
  { name: 'Ozon Pusat 1', state: 'running', treatment: 'PREMIUM', remaining: 524 },
  { name: 'Ozon Pusat 2', state: 'running', treatment: 'BASIC', remaining: 71 },
  { name: 'Ozon Pusat 3', state: 'idle' },
  { name: 'Ozon Tebet kiri', state: 'cooling', remaining: 45 },
  { name: 'Ozon Tebet kanan', state: 'idle', switches: { door: true } },
  { name: 'Ozon Depan lobi', state: 'fault', switches: { emergency_stop: true } },
  { name: 'Ozon Gudang', state: 'unknown', offline: true, device: { wifi_connected: false } },
  { name: 'Ozon Kantin sebelah tangga darurat', state: 'unknown', device: { sd_available: false, rtc_available: false, queued: 12 } },
]

const idOf = (index: number) => `ozon-${index + 1}`
const deviceOf = (index: number) => `3C:8A:1F:A4:3E:${(0xc4 + index).toString(16).toUpperCase()}`
const outletOf = (index: number) => (index === 3 || index === 4 ? 'outlet-tebet' : 'pusat')

const described = {
  timezone: 'Asia/Jakarta',
  currency: 'IDR',
  location: 'Jakarta',
  address: null,
  contact_person: 'Rina',
  contact_phone: null,
  is_active: true,
  of_site_file: false,
  retired_at: null,
}

export const ozoneOutlets: readonly OutletView[] = [
  { ...described, id: 'pusat', name: 'Ozon Pusat', machines: 6, of_site_file: true },
  { ...described, id: 'outlet-tebet', name: 'Outlet Tebet', machines: 2 },
]

/** The machines and what each says when a screen connects; `like` gives what all machines have. */
export function ozoneMachines(nowMs: number, like: MachineView): { machines: MachineView[]; status: StatusMessage[] } {
  return {
    machines: moods.map(({ name, offline = false, mode = 'active' }, index) => ({
      ...like,
      id: idOf(index),
      outlet_id: outletOf(index),
      name,
      direction: null,
      mode,
      status: offline ? 'offline' : 'online',
      ...(index === 2 ? {} : { added: true as const }),
      machine_type: 'Ozone Generator',
      installed_date: '2025-08-04',
      retired_at: null,
      ...serviced(nowMs, index),
    })),
    status: moods.flatMap((mood, index) => statusOf(mood, index, nowMs)),
  }
}

/** The second is late, the third never was looked after. */
function serviced(nowMs: number, index: number): Pick<MachineView, 'last_maintenance' | 'next_maintenance'> {
  if (index === 2) return { last_maintenance: null, next_maintenance: null }
  const days = index === 1 ? 97 : 12 * (index + 1)
  return { last_maintenance: day(nowMs - days * dayMs), next_maintenance: day(nowMs + (90 - days) * dayMs) }
}

const dayMs = 1_440 * minuteMs
const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10)

function statusOf(mood: Mood, index: number, nowMs: number): StatusMessage[] {
  const machine_id = idOf(index)
  const ageMs = mood.offline === true ? 52 * minuteMs : 4_000
  const payload: TreatmentStatus = {
    state: mood.state,
    treatment: mood.treatment ?? null,
    remaining_s: mood.remaining ?? null,
    switches: { door: false, emergency_stop: false, ...mood.switches },
    device: {
      device_id: deviceOf(index),
      wifi_connected: true,
      rtc_available: true,
      sd_available: true,
      firmware: '2.3.1',
      uptime_s: 412_000,
      queued: 0,
      last_seen: new Date(nowMs - ageMs).toISOString(),
      clock_offset_ms: index === 4 ? -1_460_000 : 240,
      ...mood.device,
    },
  }
  return [
    { type: 'treatment_status', machine_id, payload, ageMs },
    { type: 'presence', machine_id, payload: { machine_id, online: mood.offline !== true, since: ago(nowMs, 52) }, ageMs },
  ]
}

/** What stands at them. */
export function ozoneAlarms(nowMs: number): AlarmView[] {
  const about = { state: 'active' as const, cleared_at: null, acknowledged_at: null, acknowledged_by: null, comment: null }
  const of = (index: number, minutes: number, code: string, severity: AlarmView['severity'], message: string) => ({
    ...about,
    code,
    severity,
    message,
    id: id('a3a3', index),
    machine_id: idOf(index),
    raised_at: ago(nowMs, minutes),
  })
  return [
    of(5, 6, 'emergency_stop', 'critical', 'Tombol henti darurat ditekan'),
    of(6, 52, 'machine_offline', 'warning', 'Tidak ada kabar dari alat sejak 52 menit'),
  ]
}

const kinds = ['BASIC', 'STANDARD', 'PREMIUM'] as const

/** The newest first; two devices stand at no machine. */
export function deviceEventsOf(nowMs: number): DeviceEventView[] {
  const random = chance(31)
  return Array.from({ length: 24 }, (_, index) => {
    const machine = Math.floor(random() * 9)
    const isWaiting = machine === 8
    const minutes = 0.6 + index * 7.3
    return {
      id: `made-${index}`,
      device_id: isWaiting ? (index % 2 === 0 ? '24:6F:28:AE:11:02' : 'ozon-baru-7') : deviceOf(machine),
      machine_id: isWaiting ? null : idOf(machine),
      outlet_id: isWaiting ? null : outletOf(machine),
      session_id: isWaiting ? null : id('0e0e', index),
      event_type: kinds[Math.floor(random() * 3)] ?? 'BASIC',
      phase: index % 4 === 0 ? null : index % 9 === 5 ? 'abort' : 'finish',
      occurred_at: ago(nowMs, minutes),
      clock: index % 11 === 3 ? 'corrected' : 'device',
      device_timestamp: ago(nowMs, minutes),
      received_at: ago(nowMs, minutes),
      planned_s: null,
      actual_s: null,
      count_basic: 41 + index,
      count_standard: 12,
      count_premium: 7,
    }
  })
}

const prices = { basic: 5_000, standard: 10_000, premium: 15_000 }

function dayOf(date: string, part: number): { date: string } & Summed {
  const random = chance(Date.parse(date) / 86_400_000)
  const weekend = [0, 6].includes(new Date(date).getUTCDay()) ? 1.7 : 1
  const some = (most: number) => Math.round((0.45 + random() * 0.55) * most * weekend * part)
  const [basic, standard, premium] = [some(64), some(38), some(21)]
  return {
    date,
    basic,
    standard,
    premium,
    aborted: some(5),
    revenue: basic * prices.basic + standard * prices.standard + premium * prices.premium,
    runSeconds: basic * 300 + standard * 600 + premium * 900,
  }
}

const hourWeights = [0, 0, 0, 0, 0, 1, 3, 6, 8, 9, 11, 10, 7, 6, 8, 9, 12, 15, 14, 9, 6, 3, 1, 0]

/** Of everything, or of the part that was asked for, which has less; nothing of a year nobody was open. */
export function analyticsOf(asked: AnalyticsQuery, today: string): TreatmentAnalytics {
  const { group, from = today, to = today } = asked
  const scope =
    asked.device_id !== undefined ? 'device' : asked.machine_id !== undefined ? 'machine' : asked.outlet_id !== undefined ? 'outlet' : 'all'
  const part = { all: 1, outlet: 0.6, machine: 0.2, device: 0.18 }[scope]
  const daysOf = (period: { from: string; to: string }, share = part) =>
    pointsOf([], { ...period, group: 'day' }).map(({ date }) => dayOf(date, date < '2020' ? 0 : share))
  const sumOf = (period: { from: string; to: string }, share = part) => daysOf(period, share).reduce(plus, noTreatments)
  const before = periodBefore(from, to)
  const totals = sumOf({ from, to })
  const share = (index: number, count: number) => ((count - index) / ((count * (count + 1)) / 2)) * part
  const weights = hourWeights.reduce((all, one) => all + one, 0)
  const machines = scope === 'all' || scope === 'outlet' ? moods.map(({ name }, index) => ({ name, index })) : []
  return {
    scope,
    scope_id: asked.device_id ?? asked.machine_id ?? asked.outlet_id ?? null,
    group,
    timezone: 'Asia/Jakarta',
    currency: 'IDR',
    from,
    to,
    totals,
    before: { ...before, ...sumOf(before) },
    points: pointsOf(daysOf({ from, to }), { from, to, group }),
    hours:
      scope === 'device'
        ? []
        : hourWeights
            .map((weight, hour) => ({ hour, total: Math.round((totals.total * weight) / weights) }))
            .filter(({ total }) => total > 0),
    outlets:
      scope === 'all'
        ? ozoneOutlets.map(({ id: outlet_id, name }, index) => ({ outlet_id, name, ...sumOf({ from, to }, share(index, 2)) }))
        : [],
    machines: machines.map(({ name, index }) => ({ machine_id: idOf(index), name, ...sumOf({ from, to }, share(index, machines.length)) })),
    devices: scope === 'machine' ? [0, 7].map(index => ({ device_id: deviceOf(index), ...sumOf({ from, to }, part / (index + 1)) })) : [],
    failing: [
      { device_id: deviceOf(6), machine_id: idOf(6), reasons: ['silent'], missing: 0, last_seen: `${today}T02:10:00.000Z` },
      {
        device_id: deviceOf(7),
        machine_id: idOf(7),
        reasons: ['no_rtc', 'no_sd', 'counts_missing'],
        missing: 17,
        last_seen: `${today}T03:00:00.000Z`,
      },
      { device_id: deviceOf(4), machine_id: idOf(4), reasons: ['clock_wrong'], missing: 0, last_seen: `${today}T03:02:00.000Z` },
    ],
  }
}

/** One for each machine and two that nobody has put at one. */
export function devicesOf(nowMs: number): TreatmentDeviceView[] {
  const of = (device_id: string, index: number, machine: boolean): TreatmentDeviceView => ({
    device_id,
    id: device_id,
    kind: 'treatment',
    model: 'ozon',
    machine_id: machine ? idOf(index) : null,
    outlet_id: machine ? outletOf(index) : null,
    is_active: machine,
    assigned_date: machine ? ago(nowMs, 60_000) : null,
    deactivated_date: null,
    state: machine ? 'assigned' : 'waiting',
    online: index !== 6,
    first_seen: ago(nowMs, machine ? 90_000 : 210),
    last_seen: ago(nowMs, index === 6 ? 52 : 0.1),
    wifi_connected: index !== 6,
    rtc_available: index !== 7,
    sd_available: index !== 7,
    firmware: index === 8 ? null : '2.3.1',
    uptime_s: 412_000,
    queued: index === 7 ? 12 : 0,
    clock_offset_ms: index === 4 ? -1_460_000 : index === 7 ? null : -240,
    count_basic: 1_204 - index * 60,
    count_standard: 610 - index * 40,
    count_premium: 288 - index * 12,
    counted_at: ago(nowMs, 3),
    waiting_events: machine ? { count: 0, oldest_at: null } : { count: 9 - index / 2, oldest_at: ago(nowMs, 210) },
    open_gaps: index === 7 ? 2 : 0,
  })
  return [...moods.map((_, index) => of(deviceOf(index), index, true)), of('24:6F:28:AE:11:02', 8, false), of('ozon-baru-7', 10, false)]
}

/** Where it was: two machines, one of them for long. */
export function placesOf({ machine_id, outlet_id }: TreatmentDeviceView, nowMs: number) {
  if (machine_id === null || outlet_id === null) return []
  return [
    { machine_id, outlet_id, from: ago(nowMs, 60_000), until: null, by: 'user:siti@palang.local', reason: 'Pengganti alat yang rusak' },
    {
      machine_id: idOf(0),
      outlet_id: 'pusat',
      from: ago(nowMs, 90_000),
      until: ago(nowMs, 60_000),
      by: 'user:siti@palang.local',
      reason: null,
    },
  ]
}

/** The device of the machine, and the broken one it replaced. */
export function placesAt(machineId: string, nowMs: number) {
  const device = devicesOf(nowMs).find(one => one.machine_id === machineId)
  if (device === undefined) return []
  const [now] = placesOf(device, nowMs)
  const before = {
    device_id: '24:6F:28:77:01:9B',
    outlet_id: 'pusat',
    until: ago(nowMs, 60_000),
    by: 'user:budi@palang.local',
    reason: null,
  }
  return [
    { ...now, device_id: device.device_id },
    { ...before, from: ago(nowMs, 240_000) },
  ]
}

export function breaksOf(nowMs: number): CounterBreakView[] {
  const about = { machine_id: idOf(7), found_at: ago(nowMs, 100) }
  return [
    {
      ...about,
      id: id('b1b1', 1),
      kind: 'gap',
      treatment: 'BASIC',
      missing: 14,
      arrived: 3,
      from: ago(nowMs, 400),
      to: ago(nowMs, 101),
      closed_at: null,
    },
    {
      ...about,
      id: id('b1b1', 2),
      kind: 'gap',
      treatment: 'PREMIUM',
      missing: 2,
      arrived: 2,
      from: ago(nowMs, 900),
      to: ago(nowMs, 880),
      closed_at: ago(nowMs, 870),
    },
    {
      ...about,
      id: id('b1b1', 3),
      kind: 'reset',
      treatment: null,
      missing: 0,
      arrived: 0,
      from: ago(nowMs, 4_000),
      to: ago(nowMs, 3_990),
      closed_at: null,
    },
  ]
}

/** The newest first: one for all that is still to come, and an outlet with a price of its own. */
export function pricesOf(nowMs: number): TreatmentPriceView[] {
  const of = (treatment: TreatmentPriceView['treatment'], price: number, minutes: number, outlet_id: string | null = null) => {
    const set_at = ago(nowMs, Math.max(minutes, 30))
    return { outlet_id, treatment, price, since: ago(nowMs, minutes), set_at, actor: 'user:siti@palang.local', reason: null }
  }
  return [
    of('PREMIUM', 18_000, -10_000),
    of('BASIC', 4_000, 5_000, 'outlet-tebet'),
    of('PREMIUM', 15_000, 80_000),
    of('STANDARD', 10_000, 80_000),
    of('BASIC', 5_000, 80_000),
  ]
}
