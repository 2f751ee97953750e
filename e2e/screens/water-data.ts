/** Ten water machines of different moods, as often as wanted: what they tell, what they measured, how they are kept. */
import {
  type AlarmView,
  type CalibrationView,
  type ConsumableView,
  type LatestMetrics,
  type MachineMetrics,
  type MachineView,
  type PriceListView,
  type QualityThresholds,
  siteFileActor,
  type WaterQuality,
  type WaterStatus,
} from '@palang/protocol'
import type { StatusMessage } from './fixture-data.ts'
import { ago, chance, hourMs, id, minuteMs } from './made-up.ts'

export const thresholds: QualityThresholds = { tds_max: 300, ph_min: 6.5, ph_max: 8.5 }
/** What is sold everywhere. */
export const products = [
  { volume_ml: 250, price: 500 },
  { volume_ml: 600, price: 1_000 },
  { volume_ml: 1_500, price: 2_000 },
  { volume_ml: 5_000, price: 5_500 },
  { volume_ml: 19_000, price: 18_000 },
]
/** The version of the newest price list. */
export const newPrices = '8f3a2b10c4d5e6f7'
const oldPrices = '1d77c0ffee000042'

interface Mood {
  name: string
  tds: number
  ph: number
  quality?: Partial<WaterQuality>
  sale?: Partial<NonNullable<WaterStatus['sale']>>
  health?: LatestMetrics['health']
  reasons?: string[]
  mode?: MachineView['mode']
  offline?: boolean
  sensor?: { connected: false; status: 'fault'; detail: string }
  pour?: WaterStatus['pour']
  alarm?: { code: string; severity: AlarmView['severity']; message: string }
}

const session = id('e7e7', 1)
const bad = { verdict: 'bad' as const }
const shut = (reason: string) => ({ phase: 'closed' as const, reason })

const moods: readonly Mood[] = [
  { name: 'Lobi utama', tds: 118.4, ph: 7.1 },
  {
    name: 'Kantin lantai 2',
    tds: 124.2,
    ph: 7.3,
    sale: { phase: 'pouring', session_id: session, volume_ml: 600, price: 1_000, paid_amount: 1_000, delivered_ml: 312 },
    pour: { session_id: session, volume_ml: 600, delivered_ml: 312 },
  },
  {
    name: 'Depot Menteng',
    tds: 412.7,
    ph: 7.6,
    quality: { ...bad, reasons: ['tds_high'], interlock: 'locked' },
    sale: shut('quality'),
    health: 'CRITICAL',
    reasons: ['tds_high'],
    alarm: { code: 'water_quality_bad', severity: 'critical', message: 'TDS 413 mg/l, batas 300: tiga kali dibilas, tetap buruk' },
  },
  {
    name: 'Halte timur',
    tds: 96.1,
    ph: 5.9,
    quality: { ...bad, reasons: ['ph_low'], interlock: 'flushing' },
    sale: shut('quality'),
    health: 'CRITICAL',
    reasons: ['ph_low'],
  },
  { name: 'Gudang belakang', tds: 131.9, ph: 7.0, offline: true, health: 'UNKNOWN', reasons: ['offline'] },
  { name: 'Perpustakaan', tds: 109.5, ph: 7.2, mode: 'maintenance', sale: shut('maintenance'), health: 'WARNING' },
  {
    name: 'Klinik pratama',
    tds: 120.0,
    ph: 7.0,
    quality: { verdict: 'unknown', reasons: ['sensor_impossible'], interlock: 'locked', at: null, tds: null, ph: null },
    sensor: { connected: false, status: 'fault', detail: 'ph: open_or_shorted_to_ground, temperature: missing_or_out_of_range' },
    sale: shut('quality'),
    health: 'CRITICAL',
    reasons: ['sensor_impossible'],
    alarm: { code: 'sensor_fault', severity: 'critical', message: 'The sensor of the water cannot be believed: sensor_impossible' },
  },
  {
    name: 'Parkiran B2',
    tds: 142.3,
    ph: 7.4,
    sale: shut('no_water'),
    health: 'WARNING',
    reasons: ['filter_due', 'tank_low'],
    alarm: { code: 'tank_low', severity: 'warning', message: 'Tangki hampir kosong' },
  },
  {
    name: 'Kampus teknik',
    tds: 88.6,
    ph: 7.2,
    sale: { phase: 'paying', session_id: session, volume_ml: 1_500, price: 2_000, paid_amount: 1_000 },
  },
  { name: 'Masjid raya sisi selatan dekat tempat wudu', tds: 176.8, ph: 8.2, health: 'WARNING', reasons: ['calibration_overdue'] },
]

const moodOf = (index: number): Mood => moods[index % moods.length] ?? { name: '', tds: 0, ph: 7 }
const nameOf = (index: number) => (index < moods.length ? moodOf(index).name : `${moodOf(index).name} ${index + 1}`)
const idOf = (index: number) => `vending-${index + 1}`
const indexOf = (machineId: string) => Number(/(\d+)$/.exec(machineId)?.[1] ?? 1) - 1

function qualityOf(mood: Mood, nowMs: number): WaterQuality {
  return {
    at: ago(nowMs, mood.offline === true ? 4 : 0.06),
    tds: mood.tds,
    ph: mood.ph,
    temperature: 27.3,
    average: { tds: mood.tds, ph: mood.ph },
    verdict: 'good',
    reasons: [],
    interlock: 'open',
    thresholds,
    ...mood.quality,
  }
}

function statusOf(machineId: string, mood: Mood, nowMs: number): StatusMessage[] {
  const ageMs = mood.offline === true ? 4 * minuteMs : 2_400
  const isOld = mood.name === 'Perpustakaan' || mood.offline === true
  const water: WaterStatus = {
    valve: mood.pour === undefined ? 'closed' : 'open',
    switches: { door: false, leak: false, emergency_stop: false, tamper: null },
    ...(mood.pour === undefined ? {} : { pour: mood.pour }),
    quality: qualityOf(mood, nowMs),
    sale: {
      phase: 'idle',
      since: ago(nowMs, 1),
      currency: 'IDR',
      products,
      price_list: { version: isOld ? oldPrices : newPrices, since: ago(nowMs, 2_000) },
      credit: 0,
      ...mood.sale,
    },
  }
  const hardware = {
    arduino: { connected: true, status: 'ready', driver: 'palang-line 1.4', port: '/dev/ttyACM0' },
    sensor: { connected: true, status: 'ready', driver: 'esp32-http', port: 'http://192.168.1.71/readings', ...mood.sensor },
    cash: { connected: true, status: 'ready', driver: 'ict', port: '/dev/ttyUSB0' },
    printer: { connected: true, status: 'ready', driver: 'escpos', port: 'tcp://192.168.1.50:9100' },
  }
  const online = { machine_id: machineId, online: mood.offline !== true, since: ago(nowMs, mood.offline === true ? 4 : 480) }
  return [
    { type: 'hardware_status', machine_id: machineId, payload: hardware, ageMs },
    { type: 'system_status', machine_id: machineId, payload: { mode: mood.mode ?? 'active', software: 'palang 0.1.0' }, ageMs },
    { type: 'water_status', machine_id: machineId, payload: { ...water }, ageMs },
    { type: 'presence', machine_id: machineId, payload: online, ageMs },
  ]
}

/** `count` machines and what each says when a screen connects; `like` gives what all machines have. */
export function waterMachines(count: number, nowMs: number, like: MachineView): { machines: MachineView[]; status: StatusMessage[] } {
  const indexes = Array.from({ length: count }, (_, index) => index)
  return {
    machines: indexes.map(index => {
      const { offline = false, mode = 'active' } = moodOf(index)
      return { ...like, id: idOf(index), name: nameOf(index), direction: null, mode, status: offline ? 'offline' : 'online' }
    }),
    status: indexes.flatMap(index => statusOf(idOf(index), moodOf(index), nowMs)),
  }
}

/** What stands at the first ten. */
export function waterAlarms(nowMs: number): AlarmView[] {
  const about = { state: 'active' as const, cleared_at: null, acknowledged_at: null, acknowledged_by: null, comment: null }
  return moods.flatMap(({ alarm }, index) =>
    alarm === undefined
      ? []
      : [{ ...about, ...alarm, id: id('a2a2', index + 1), machine_id: idOf(index), raised_at: ago(nowMs, 9 + index) }],
  )
}

/** The newest of every machine, with the course of a day. */
export function latestOf(machines: readonly MachineView[], nowMs: number): LatestMetrics[] {
  return machines.map(machine => {
    const index = indexOf(machine.id)
    const mood = moodOf(index)
    const random = chance(index + 3)
    const rise = mood.tds > 300 ? 0.55 : 1
    const course = (value: number, sway: number) =>
      Array.from({ length: 24 }, (_, hour) =>
        mood.offline === true && hour > 22
          ? null
          : value * (hour > 18 ? 1 : rise) + Math.sin((hour + index) / 3.4) * sway + (random() - 0.5) * sway,
      )
    return {
      machine_id: machine.id,
      name: machine.name,
      status: mood.offline === true ? 'OFFLINE' : mood.mode === undefined ? 'ACTIVE' : 'MAINTENANCE',
      health: mood.health ?? 'HEALTHY',
      reasons: mood.reasons ?? [],
      at: qualityOf(mood, nowMs).at,
      age_s: 4,
      tds: mood.tds,
      ph: mood.ph,
      temperature: 27.3,
      verdict: mood.quality?.verdict ?? 'good',
      interlock: mood.quality?.interlock ?? 'open',
      trend: { tds: course(mood.tds, 6), ph: course(mood.ph, 0.08) },
    }
  })
}

const bucketMs = { minute: minuteMs, hour: hourMs, day: 24 * hourMs }

/** The readings of one machine since `from`: an ordinary course with an hour of bad water, a flush and a gap in it. */
export function metricsOf(machineId: string, from: string, nowMs: number): MachineMetrics {
  const mood = moodOf(indexOf(machineId))
  const random = chance(17)
  const fromMs = Date.parse(from)
  const bucket = (['minute', 'hour', 'day'] as const).find(one => (nowMs - fromMs) / bucketMs[one] <= 1_500) ?? 'day'
  const count = Math.floor((nowMs - fromMs) / bucketMs[bucket])
  const trouble = Math.floor(count * 0.62)
  const recent: { tds: number; ph: number }[] = []
  const points = Array.from({ length: count }, (_, index) => {
    const atMs = fromMs + index * bucketMs[bucket]
    const rush = index > trouble && index < trouble + count * 0.045 ? 1 : 0
    const tds = mood.tds + Math.sin(index / (count / 9)) * 7 + (random() - 0.5) * 6 + rush * 190
    const ph = mood.ph + Math.sin(index / (count / 7)) * 0.09 + (random() - 0.5) * 0.08 - rush * 0.4
    recent.push({ tds, ph })
    if (recent.length > Math.max(5, count / 60)) recent.shift()
    const mean = (of: 'tds' | 'ph') => recent.reduce((sum, one) => sum + one[of], 0) / recent.length
    const around = (value: number, by: number) => ({ mean: value, min: value - by * random(), max: value + by * random() })
    return {
      at: new Date(atMs).toISOString(),
      count: 6,
      tds: around(tds, 9),
      ph: around(ph, 0.12),
      temperature: around(27.3, 0.3),
      average: { tds: mean('tds'), ph: mean('ph') },
    }
  }).filter((_, index) => index < count * 0.3 || index > count * 0.34)
  const at = (part: number) => new Date(fromMs + (nowMs - fromMs) * part).toISOString()
  return {
    machine_id: machineId,
    from,
    to: new Date(nowMs).toISOString(),
    bucket,
    thresholds,
    points,
    marks: [
      { at: at(0.12), kind: 'calibrated', note: 'pH 4,01 / 6,86' },
      { at: at(0.63), kind: 'locked', note: 'sensor_jump' },
      { at: at(0.635), kind: 'flushed', note: 'tds_high' },
      { at: at(0.642), kind: 'flushed', note: 'tds_high' },
      { at: at(0.648), kind: 'unlocked', note: null },
      { at: at(0.9), kind: 'locked', note: 'user:siti@palang.local' },
      { at: at(0.93), kind: 'unlocked', note: 'user:siti@palang.local' },
    ],
  }
}

export function priceListsOf(machines: readonly MachineView[], nowMs: number): PriceListView[] {
  const old = new Set(['Perpustakaan', 'Gudang belakang'])
  const has = (isOld: boolean) => machines.filter(machine => old.has(moodOf(indexOf(machine.id)).name) === isOld).map(machine => machine.id)
  const base = { actor: 'user:siti@palang.local', machine_id: null, products }
  const first = products.map(({ volume_ml, price }) => ({ volume_ml, price: Math.round(price * 0.9) }))
  if (machines.length > 20) return siteFileListsOf(machines, nowMs)
  return machines.length === 0
    ? []
    : [
        {
          ...base,
          version: newPrices,
          since: ago(nowMs, 2_000),
          reason: 'Harga baru bulan Maret',
          selling: has(false),
          waiting: has(true),
        },
        {
          ...base,
          version: oldPrices,
          products: first,
          since: ago(nowMs, 90_000),
          reason: 'Harga pembukaan',
          selling: has(true),
          waiting: [],
        },
      ]
}

/** A site where people set the prices of one machine, and the others sell by the site file. */
function siteFileListsOf(machines: readonly MachineView[], nowMs: number): PriceListView[] {
  const since = ago(nowMs, 90_000)
  const [first, ...others] = machines.map(({ id: machineId }): PriceListView => {
    const base = { version: oldPrices, machine_id: machineId, products, since, reason: null, waiting: [] }
    return { ...base, actor: siteFileActor, selling: [machineId] }
  })
  if (first === undefined) return []
  const dearer = products.map(({ volume_ml, price }) => ({ volume_ml, price: price + 500 }))
  return [{ ...first, version: newPrices, products: dearer, actor: 'user:siti@palang.local', reason: 'Dekat stasiun' }, ...others]
}

export function calibrationsOf(machineId: string, nowMs: number): CalibrationView[] {
  const overdue = moodOf(indexOf(machineId)).reasons?.includes('calibration_overdue') === true
  const base = { machine_id: machineId, actor: 'user:siti@palang.local', pulses_per_litre: null, note: null }
  const day = 1_440
  const older = [112, 201, 290].map((days, index): CalibrationView => ({
    ...base,
    id: id('ca11', 4 + index),
    kind: index === 1 ? 'tds' : 'ph',
    points:
      index === 1 ? [{ measured: 361, reference: 342 }] : [4.01, 6.86].map(reference => ({ measured: reference + 0.1 * index, reference })),
    calibrated_at: ago(nowMs, days * day),
    due_at: ago(nowMs, (days - 90) * day),
    overdue: false,
    actor: index === 2 ? 'user:raden.mas.suryokusumo@palang.local' : base.actor,
    note: index === 0 ? null : 'Cairan uji dari kotak lama, suhu 26 °C; dicek ulang dengan alat genggam',
  }))
  return [
    {
      ...base,
      id: id('ca11', 1),
      kind: 'ph',
      points: [
        { measured: 4.2, reference: 4.01 },
        { measured: 7.1, reference: 6.86 },
      ],
      calibrated_at: ago(nowMs, 20 * day),
      due_at: ago(nowMs, -70 * day),
      overdue: false,
      note: 'Larutan Januari',
    },
    {
      ...base,
      id: id('ca11', 2),
      kind: 'tds',
      points: [{ measured: 356, reference: 342 }],
      calibrated_at: ago(nowMs, 92 * day),
      due_at: ago(nowMs, overdue ? 2 * day : -5 * day),
      overdue,
    },
    {
      ...base,
      id: id('ca11', 3),
      kind: 'flow',
      points: null,
      pulses_per_litre: 452,
      calibrated_at: ago(nowMs, 40 * day),
      due_at: ago(nowMs, -50 * day),
      overdue: false,
    },
    ...older,
  ]
}

export function consumablesOf(machines: readonly MachineView[], nowMs: number): ConsumableView[] {
  return machines.flatMap(({ id: machineId }): ConsumableView[] => {
    const isLow = moodOf(indexOf(machineId)).name === 'Parkiran B2'
    const of = (kind: ConsumableView['kind'], unit: 'l' | 'h', capacity: number, used: number, days: number): ConsumableView => ({
      machine_id: machineId,
      kind,
      unit,
      capacity,
      used,
      left: capacity - used,
      since: ago(nowMs, 30_000),
      empty_at: ago(nowMs, -days * 1_440),
      due: capacity - used < capacity * 0.05,
    })
    return [
      of('tank', 'l', 1_000, isLow ? 968 : 412.5, isLow ? 0.3 : 4),
      of('filter', 'l', 5_000, 1_250.6, 112),
      of('uv', 'h', 8_000, 5_210, 116),
    ]
  })
}
