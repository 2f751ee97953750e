/** One day of a meal programme at noon: two routes of schools of different moods, their gateways, and the trays of the days before. */
import type {
  CheckpointStatus,
  DeliveryDetail,
  DeliveryView,
  GatewayView,
  MachineView,
  MealBoardView,
  MealReport,
  TrayBalanceView,
  TripView,
} from '@palang/protocol'
import { addedFlow, noFlow } from '../../hub/src/domain/deliveries.ts'
import type { StatusMessage } from './fixture-data.ts'
import { ago, id } from './made-up.ts'

const programmeId = 'mbg'
const kitchens = [
  { id: 'dapur-tebet', name: 'Dapur Tebet' },
  { id: 'dapur-manggarai', name: 'Dapur Manggarai' },
] as const
const vehicles = [
  { id: 'mobil-1', name: 'Mobil 1' },
  { id: 'mobil-2', name: 'Mobil 2' },
] as const

interface Mood {
  school: string
  route: string | null
  planned: number
  state: DeliveryView['state']
  /** Portions that did not arrive. */
  lost?: number
  rejected?: number
  flags?: DeliveryView['flags']
  /** Minutes until the food is no longer safe. */
  safe?: number
}

const moods: readonly Mood[] = [
  { school: 'SDN Tebet Barat 01', route: 'Rute 1', planned: 220, state: 'returned' },
  { school: 'SDN Tebet Barat 03', route: 'Rute 1', planned: 180, state: 'served', rejected: 20, flags: ['rejected'] },
  { school: 'SMPN 115 Jakarta', route: 'Rute 1', planned: 420, state: 'received', lost: 40, flags: ['missing'], safe: 74 },
  { school: 'SDN Bukit Duri 05 Pagi', route: 'Rute 1', planned: 160, state: 'received', flags: ['skipped', 'repeated'], safe: 21 },
  { school: 'Madrasah Ibtidaiyah Nurul Huda Kebon Baru', route: 'Rute 1', planned: 140, state: 'received', flags: ['late'], safe: -12 },
  { school: 'SDN Manggarai 01', route: 'Rute 2', planned: 240, state: 'dispatched', flags: ['missing'], safe: 133 },
  { school: 'SDN Manggarai 09', route: 'Rute 2', planned: 200, state: 'dispatched', flags: ['missing'], safe: 133 },
  { school: 'SMPN 3 Jakarta', route: 'Rute 2', planned: 360, state: 'planned', safe: 133 },
  { school: 'TK Pelita', route: null, planned: 0, state: 'received', flags: ['unplanned', 'unreturned'] },
]

const perTray = 20
const order = ['planned', 'dispatched', 'received', 'served', 'returned'] as const

/** The sums of a mood: every step up to its state is done with all that was not lost or turned away. */
function flowOf({ planned, state, lost = 0, rejected = 0 }: Mood): Pick<DeliveryView, keyof typeof noFlow> {
  const sent = planned === 0 ? 40 : planned
  const good = sent - lost - rejected
  const upTo = (step: (typeof order)[number], value: number) => (order.indexOf(state) >= order.indexOf(step) ? value : 0)
  const trays = sent / perTray
  const arrived = trays - lost / perTray
  return {
    planned,
    dispatched: upTo('dispatched', sent),
    received: upTo('received', good),
    served: upTo('served', good),
    rejected,
    containers: {
      planned: planned / perTray,
      dispatched: upTo('dispatched', trays),
      received: upTo('received', arrived),
      served: upTo('served', arrived),
      returned: upTo('returned', trays),
    },
  }
}

/** The day of the outlet on which the pictures are taken. */
export function todayOf(nowMs: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(nowMs)
}

export function deliveriesOf(nowMs: number): DeliveryView[] {
  return moods.map((mood, index) => ({
    id: id('de11', index),
    day: todayOf(nowMs),
    programme_id: programmeId,
    kitchen: kitchens[mood.route === 'Rute 2' ? 1 : 0],
    school: { id: `sekolah-${index + 1}`, name: mood.school },
    vehicle: mood.route === null ? null : vehicles[mood.route === 'Rute 2' ? 1 : 0],
    batch: mood.route === null ? null : { id: id('ba7c', 1), name: 'Masak pagi', cooked_at: ago(nowMs, 160) },
    route: mood.route,
    stop: mood.route === null ? null : (index % 5) + 1,
    state: mood.state,
    ...flowOf(mood),
    safe_until: mood.safe === undefined ? null : ago(nowMs, -mood.safe),
    first_dispatched_at: mood.state === 'planned' ? null : ago(nowMs, 92),
    last_received_at: mood.state === 'planned' || mood.state === 'dispatched' ? null : ago(nowMs, 41),
    flags: mood.flags ?? [],
  }))
}

export function boardOf(nowMs: number): MealBoardView {
  const deliveries = deliveriesOf(nowMs)
  return {
    day: todayOf(nowMs),
    programme_id: programmeId,
    totals: deliveries.reduce((sum, one) => addedFlow(sum, one), noFlow),
    deliveries,
    unknown_tags: [
      { tag_id: '04A23B1C5D6E80', scans: 2, last_at: ago(nowMs, 38), gateway_id: 'sekolah-3' },
      { tag_id: 'NFC_TAG_9917', scans: 1, last_at: ago(nowMs, 90), gateway_id: 'dapur-tebet' },
    ],
    gateways: gatewaysOf(nowMs),
    at: ago(nowMs, 0),
  }
}

function gatewaysOf(nowMs: number): GatewayView[] {
  const like = { online: true, backlog: 0, last_sync_at: ago(nowMs, 0.4), last_scan_at: ago(nowMs, 3), rejected: 0, clock_wrong: false }
  return [
    { ...like, id: 'dapur-tebet', machine_id: 'dapur-tebet', place: kitchens[0], scans: 56 },
    { ...like, id: 'dapur-manggarai', machine_id: 'dapur-manggarai', place: kitchens[1], scans: 22 },
    {
      ...{ ...like, id: 'sekolah-3', machine_id: 'sekolah-3', place: { id: 'sekolah-3', name: 'SMPN 115 Jakarta' }, scans: 19 },
      ...{ online: false, backlog: 14, last_sync_at: ago(nowMs, 47) },
    },
    {
      ...{ ...like, id: 'esp32-kebonbaru', machine_id: null, place: null, scans: 9, rejected: 2, clock_wrong: true },
      ...{ online: null, backlog: null, last_sync_at: ago(nowMs, 12) },
    },
  ]
}

function tripsOf(nowMs: number): TripView[] {
  const steps = {
    dispatched: { at: ago(nowMs, 92), gateway_id: 'dapur-tebet', temperature_dc: 712 },
    received: { at: ago(nowMs, 55), gateway_id: 'sekolah-3', temperature_dc: 634 },
    served: { at: ago(nowMs, 18), gateway_id: 'sekolah-3', temperature_dc: null },
  }
  const like = { portions: perTray, rejected: 0, reject_reason: null, flags: [] }
  return [
    { ...like, id: 'r1', tag_id: 'NFC_TAG_0012', label: 'Baki 12', steps },
    { ...like, id: 'r2', tag_id: 'NFC_TAG_0013', label: 'Baki 13', steps: { dispatched: steps.dispatched, received: steps.received } },
    {
      ...{ ...like, id: 'r3', tag_id: 'NFC_TAG_0014', label: 'Baki 14', rejected: 4, reject_reason: 'sayur basi' },
      steps: { dispatched: steps.dispatched, received: steps.received },
    },
    { ...like, id: 'r4', tag_id: 'NFC_TAG_0015', label: null, steps: { dispatched: steps.dispatched } },
    {
      ...like,
      id: 'r5',
      tag_id: 'NFC_TAG_0016',
      label: 'Baki 16',
      steps: { served: steps.served },
      flags: ['skipped', 'repeated', 'late'],
    },
  ]
}

/** With rounds, receipts and corrections where anything left. */
export function deliveryOf(wanted: string, nowMs: number): DeliveryDetail | undefined {
  const found = deliveriesOf(nowMs).find(one => one.id === wanted)
  if (found === undefined) return undefined
  if (found.state === 'planned') return { ...found, trips: [], receipts: [], corrections: [] }
  return {
    ...found,
    trips: tripsOf(nowMs),
    receipts: [
      {
        ...{ id: 'rc1', recipient: 'Ibu Ratna (guru piket)', portions: 380, rejected: 4, reject_reason: 'sayur basi', note: null },
        ...{ photo_id: id('f070', 1), signature_id: id('f070', 2), at: ago(nowMs, 52), gateway_id: 'sekolah-3' },
      },
    ],
    corrections: [
      {
        ...{ id: 'c1', step: 'received', change: -20, reason: 'satu baki terhitung di sekolah sebelah' },
        ...{ actor: 'user:siti@palang.local', at: ago(nowMs, 20) },
      },
    ],
  }
}

export function balanceOf(nowMs: number): TrayBalanceView {
  const trays = (count: number, days: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({
      tag_id: `NFC_TAG_${String(from + index).padStart(4, '0')}`,
      label: index === 2 ? null : `Baki ${from + index}`,
      since: ago(nowMs, days * 1_440 + index * 7),
      day: todayOf(nowMs - days * 86_400_000),
    }))
  const items = [
    { school_id: 'sekolah-3', school: 'SMPN 115 Jakarta', containers: trays(6, 5, 61) },
    { school_id: 'sekolah-5', school: 'Madrasah Ibtidaiyah Nurul Huda Kebon Baru', containers: trays(3, 2, 102) },
    { school_id: null, school: null, containers: trays(1, 1, 9) },
  ]
  return { items: items.map(item => ({ ...item, out: item.containers.length, oldest_day: item.containers[0]?.day ?? todayOf(nowMs) })) }
}

export function reportOf({ from, to, by }: { from: string; to: string; by: string }, nowMs: number): MealReport {
  const deliveries = deliveriesOf(nowMs)
  const likes = { deliveries: 1, late: 0, flagged: 0 }
  const bySchool = deliveries.map(one => ({ key: one.school.id, name: one.school.name, ...likes, ...addedFlow(one, noFlow) }))
  const days = [0, 1, 2, 3, 4].map(back => todayOf(nowMs - back * 86_400_000)).filter(day => day >= from && day <= to)
  const whole = { ...deliveries.reduce((sum, one) => addedFlow(sum, one), noFlow), deliveries: 9, late: 1, flagged: 5 }
  const byDay = days.toReversed().map(day => ({ key: day, name: day, ...whole }))
  const byKitchen = kitchens.map(({ id: key, name }) => ({ key, name, ...whole }))
  return { from, to, by, rows: by === 'school' ? bySchool : by === 'kitchen' ? byKitchen : byDay }
}

/** The checkpoints and what each says when a screen connects. */
export function mealMachines(nowMs: number, like: MachineView): { machines: MachineView[]; status: StatusMessage[] } {
  const places = [
    { ...kitchens[0], kind: 'kitchen', step: 'dispatched', today: { dispatched: 56 }, backlog: 0 },
    { ...kitchens[1], kind: 'kitchen', step: 'dispatched', today: { dispatched: 22 }, backlog: 0 },
    { id: 'sekolah-3', name: 'SMPN 115 Jakarta', kind: 'school', step: 'received', today: { received: 14, served: 5 }, backlog: 14 },
  ] as const
  return {
    machines: places.map(({ id: machineId, name }) => ({ ...like, id: machineId, name, direction: null })),
    status: places.flatMap(({ id: machineId, name, kind, step, today, backlog }) => {
      const status: CheckpointStatus = {
        ...{ step, steps: kind === 'kitchen' ? ['dispatched', 'returned'] : ['received', 'served', 'returned'], today, expected: null },
        ...{ place: { id: machineId, name, kind }, backlog, plan: null, clock: 'synced', last: null },
        oldest_waiting_at: backlog === 0 ? null : ago(nowMs, 47),
        last_sync_at: ago(nowMs, backlog === 0 ? 1 : 47),
      }
      return [
        { type: 'system_status', machine_id: machineId, payload: { mode: 'active' }, ageMs: 3_000 },
        { type: 'checkpoint_status', machine_id: machineId, payload: status, ageMs: 3_000 },
      ]
    }),
  }
}
