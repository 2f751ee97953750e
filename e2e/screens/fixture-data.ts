/** Believable days of three sites: calm, troubled, and large. Checked against the wire's own schemas by the hub that serves it. */
import type {
  AlarmView,
  AuditView,
  CardView,
  CommandLife,
  DashboardView,
  LogLine,
  LostPrint,
  MachineView,
  SessionDetail,
  SessionInfo,
} from '@palang/protocol'
import { auditOf, ownId } from './access-data.ts'
import { logsOf } from './log-data.ts'
import { lengthened } from './long-site.ts'
import { ago, chance, hourMs, id, minuteMs } from './made-up.ts'
import { commandOf, onlinePaymentsOf, sessionOf, timelineOf } from './stay-data.ts'
import { waterAlarms, waterMachines } from './water-data.ts'
import { mealMachines } from './meal-data.ts'
import { ozoneAlarms, ozoneMachines } from './ozone-data.ts'
import { pourCommandOf, poursOf } from './water-sales-data.ts'

export type Scenario = 'calm' | 'busy' | 'held' | 'large' | 'empty' | 'long' | 'water' | 'water-large' | 'ozone' | 'meals'

export interface StatusMessage {
  type: string
  machine_id: string
  payload: Record<string, unknown>
  /** Age of the message when a screen connects. */
  ageMs?: number
}

export interface FixtureSite {
  outletName: string
  machines: MachineView[]
  status: StatusMessage[]
  sessions: SessionDetail[]
  alarms: AlarmView[]
  cards: CardView[]
  audit: AuditView[]
  logs: LogLine[]
  command: CommandLife
  dashboard: DashboardView
  session: SessionInfo
}

interface MachineSeed {
  id: string
  name: string
  family: MachineView['family']
  direction?: 'in' | 'out' | 'pay'
  online?: boolean
}

function machineOf(nowMs: number, seed: MachineSeed): MachineView {
  const online = seed.online ?? true
  return {
    id: seed.id,
    outlet_id: 'pusat',
    name: seed.name,
    family: seed.family,
    direction: seed.direction ?? null,
    zone_id: 'main',
    vehicle_class: 'car',
    mode: 'active',
    status: online ? 'online' : 'offline',
    since: ago(nowMs, online ? 480 : 4),
    last_seen: ago(nowMs, online ? 0 : 4),
    protocol: 1,
    software: 'palang 0.1.0',
  }
}

const fine = {
  camera: { connected: true, status: 'ready', driver: 'usb', port: '/dev/video0' },
  card_reader: { connected: true, status: 'ready', driver: 'em18', port: '/dev/ttyUSB1' },
  arduino: { connected: true, status: 'ready', driver: 'palang-line 1.4', port: '/dev/ttyACM0', gate_status: 'closed' },
  printer: { connected: true, status: 'ready', driver: 'escpos', port: 'tcp://192.168.1.50:9100' },
}

function gateMessages(
  machineId: string,
  gate: Record<string, unknown>,
  more: { hardware?: Record<string, unknown>; phase?: string; lane?: Record<string, unknown>; ageMs?: number; lost?: unknown[] },
  nowMs: number,
): StatusMessage[] {
  const ageMs = more.ageMs ?? 240
  return [
    { type: 'hardware_status', machine_id: machineId, payload: more.hardware ?? fine, ageMs },
    {
      type: 'system_status',
      machine_id: machineId,
      payload: {
        mode: 'active',
        software: 'palang 0.1.0',
        uptime_s: 28_800,
        lane: { phase: more.phase ?? 'idle', since: ago(nowMs, 1), ...more.lane },
        lost_prints: more.lost ?? [],
      },
      ageMs,
    },
    {
      type: 'gate_status',
      machine_id: machineId,
      payload: { position_known: true, loop1: false, loop2: false, beam: false, ...gate },
      ageMs,
    },
    {
      type: 'presence',
      machine_id: machineId,
      payload: { machine_id: machineId, online: more.ageMs === undefined || more.ageMs < minuteMs, since: ago(nowMs, 480) },
      ageMs,
    },
  ]
}

const out = {
  ...fine,
  cash: { connected: true, status: 'ready', driver: 'ict', port: 'COM7' },
  terminal: { connected: true, status: 'ready', driver: 'simulated' },
}

/** A pay station has no board, so it tells of no barrier. */
function stationMessages(machineId: string, nowMs: number): StatusMessage[] {
  const { card_reader, printer, cash, terminal } = out
  const lane = {
    visit_id: id('d1d1', 1),
    session_id: id('e1e1', 1),
    ticket: 'T-7KQ2M9XA',
    amount: 14_000,
    paid_amount: 10_000,
    currency: 'IDR',
    lines: [
      { text: 'first_period', quantity: 1, unit_amount: 5_000, amount: 5_000 },
      { text: 'following_periods', quantity: 3, unit_amount: 3_000, amount: 9_000 },
    ],
  }
  const told = gateMessages(machineId, {}, { hardware: { card_reader, printer, cash, terminal }, phase: 'paying', lane }, nowMs)
  return told.filter(({ type }) => type !== 'gate_status')
}

function lostPapers(nowMs: number): LostPrint[] {
  return [
    { job_id: 'A7K2-9QFM', kind: 'entry_ticket', reference: 'A7K2-9QFM', at: ago(nowMs, 31) },
    { job_id: `receipt-${id('a1a1', 9)}`, kind: 'receipt', reference: 'CARD_0042', at: ago(nowMs, 16) },
    { job_id: `receipt-${id('a1a1', 8)}`, kind: 'receipt', at: ago(nowMs, 15) },
  ]
}

function machinesOf(scenario: Scenario, nowMs: number): { machines: MachineView[]; status: StatusMessage[] } {
  if (scenario === 'empty') return { machines: [], status: [] }
  const gates = [
    machineOf(nowMs, { id: 'gate_in', name: 'Gerbang masuk', family: 'gate', direction: 'in' }),
    machineOf(nowMs, { id: 'gate_out', name: 'Gerbang keluar', family: 'gate', direction: 'out' }),
  ]
  if (scenario === 'calm') {
    return {
      machines: gates,
      status: [
        ...gateMessages('gate_in', { status: 'open', loop1: true }, { phase: 'passing' }, nowMs),
        ...gateMessages('gate_out', { status: 'closed' }, { hardware: out }, nowMs),
      ],
    }
  }
  if (scenario === 'large') return largeSite(nowMs)
  if (scenario === 'water' || scenario === 'water-large')
    return waterMachines(scenario === 'water' ? 10 : 1_000, nowMs, machineOf(nowMs, { id: '', name: '', family: 'water' }))
  if (scenario === 'ozone') return ozoneMachines(nowMs, machineOf(nowMs, { id: '', name: '', family: 'ozone' }))
  if (scenario === 'meals') return mealMachines(nowMs, machineOf(nowMs, { id: '', name: '', family: 'checkpoint' }))
  if (scenario === 'held') return heldSite(gates, nowMs)
  const more = [
    machineOf(nowMs, { id: 'gate_north', name: 'Gerbang utara pintu layanan barang dan kendaraan dinas', family: 'gate', direction: 'in' }),
    machineOf(nowMs, { id: 'gate_staff', name: 'Gerbang karyawan', family: 'gate', direction: 'in', online: false }),
    machineOf(nowMs, { id: 'gate_moto', name: 'Gerbang motor', family: 'gate', direction: 'out' }),
    machineOf(nowMs, { id: 'lobby', name: 'Mesin bayar lobi', family: 'gate', direction: 'pay' }),
    machineOf(nowMs, { id: 'vending-1', name: 'Vending 1', family: 'water' }),
    machineOf(nowMs, { id: 'ozone-2', name: 'Ozon 2', family: 'ozone' }),
    machineOf(nowMs, { id: 'kitchen-1', name: 'Dapur 1', family: 'checkpoint' }),
  ]
  const unprinted = { ...out, printer: { connected: false, status: 'no_paper', driver: 'escpos', port: 'COM9' } }
  const plain = ['vending-1', 'ozone-2', 'kitchen-1'].map(machineId => ({
    type: 'system_status',
    machine_id: machineId,
    payload: { mode: machineId === 'ozone-2' ? 'maintenance' : 'active' },
    ageMs: 3_000,
  }))
  return {
    machines: [...gates, ...more],
    status: [
      ...gateMessages('gate_in', { status: 'closed', loop1: true }, { phase: 'authorizing' }, nowMs),
      ...gateMessages('gate_out', { status: 'closed' }, { hardware: unprinted, lost: lostPapers(nowMs) }, nowMs),
      ...gateMessages('gate_north', { status: 'fault', beam: true }, { phase: 'fault' }, nowMs),
      ...gateMessages('gate_staff', { status: 'closed' }, { ageMs: 4 * minuteMs }, nowMs),
      ...gateMessages('gate_moto', { status: 'opening', loop1: true }, { phase: 'opening', hardware: out }, nowMs),
      ...stationMessages('lobby', nowMs),
      ...plain,
    ],
  }
}

/** All gates held open, one of them not heard from, and a customer who waits for help. */
function heldSite(gates: MachineView[], nowMs: number): { machines: MachineView[]; status: StatusMessage[] } {
  const hold = { held: true, hold_id: id('b1b1', 1), since: ago(nowMs, 3), by: 'user:siti@palang.local', reason: 'emergency' }
  const held = { hold: { hold_id: hold.hold_id, source: 'hub', since: hold.since, reason: hold.reason } }
  const help = { call_id: id('c1c1', 1), called_at: ago(nowMs, 0.6) }
  const staff = machineOf(nowMs, { id: 'gate_staff', name: 'Gerbang karyawan', family: 'gate', direction: 'in', online: false })
  return {
    machines: [...gates, staff],
    status: [
      ...gateMessages('gate_in', { status: 'open', loop1: true }, { phase: 'passing', lane: held }, nowMs),
      ...gateMessages('gate_out', { status: 'open' }, { hardware: out, phase: 'passing', lane: { ...held, help } }, nowMs),
      ...gateMessages('gate_staff', { status: 'closed' }, { ageMs: 4 * minuteMs }, nowMs),
      ...['gate_in', 'gate_out', 'gate_staff'].map(machineId => ({ type: 'gate_hold', machine_id: machineId, payload: hold, ageMs: 0 })),
    ],
  }
}

function largeSite(nowMs: number): { machines: MachineView[]; status: StatusMessage[] } {
  const random = chance(7)
  const families = ['gate', 'water', 'ozone', 'checkpoint'] as const
  const machines = Array.from({ length: 1000 }, (_, index) => {
    const family = families[index % 4] ?? 'gate'
    return machineOf(nowMs, {
      id: `${family}-${index}`,
      name: `${{ gate: 'Gerbang', water: 'Vending', ozone: 'Ozon', checkpoint: 'Titik' }[family]} ${index + 1}`,
      family,
      ...(family === 'gate' ? { direction: 'in' as const } : {}),
    })
  })
  const status = machines.flatMap(machine =>
    machine.family === 'gate'
      ? gateMessages(machine.id, { status: random() > 0.97 ? 'fault' : 'closed' }, random() > 0.96 ? { ageMs: 6 * minuteMs } : {}, nowMs)
      : [{ type: 'system_status', machine_id: machine.id, payload: { mode: 'active' }, ageMs: Math.floor(random() * 9_000) }],
  )
  return { machines, status }
}

function alarmsOf(scenario: Scenario, nowMs: number): AlarmView[] {
  if (scenario === 'water') return waterAlarms(nowMs)
  if (scenario === 'ozone') return ozoneAlarms(nowMs)
  if (scenario !== 'busy' && scenario !== 'large') return []
  const base = { state: 'active' as const, cleared_at: null, acknowledged_at: null, acknowledged_by: null, comment: null }
  const north = scenario === 'large' ? 'gate-0' : 'gate_north'
  return [
    {
      ...base,
      id: id('a1a1', 1),
      machine_id: north,
      code: 'barrier_fault',
      severity: 'critical',
      message: 'The barrier did not reach its position',
      raised_at: ago(nowMs, 6),
    },
    {
      ...base,
      id: id('a1a1', 2),
      machine_id: 'gate_out',
      code: 'printer_paper_out',
      severity: 'warning',
      message: 'Receipt paper is out',
      raised_at: ago(nowMs, 14),
      acknowledged_at: ago(nowMs, 9),
      acknowledged_by: 'user:siti@palang.local',
      comment: 'Kertas baru diambil dari gudang',
    },
    {
      ...base,
      id: id('a1a1', 3),
      machine_id: 'gate_staff',
      code: 'machine_offline',
      severity: 'warning',
      message: 'Not heard from',
      raised_at: ago(nowMs, 4),
    },
  ]
}

function cardsOf(nowMs: number): CardView[] {
  const random = chance(3)
  const names = [
    'Siti Rahma',
    'Budi Santoso',
    'Dewi Lestari',
    'Agus Pratama',
    'Rina Wulandari Kusumaningtyas Hadiningrat',
    'PT Sumber Makmur',
    'Yusuf Hidayat',
    'Maria Goretti',
  ]
  return Array.from({ length: 26 }, (_, index) => ({
    id: `CARD_${String(index + 1).padStart(3, '0')}`,
    kind: index % 5 === 4 ? ('visitor' as const) : ('member' as const),
    status: index === 3 ? ('blocked' as const) : ('active' as const),
    holder: random() > 0.12 ? (names[index % names.length] ?? null) : null,
    license_plate: random() > 0.3 ? `B${1000 + Math.floor(random() * 8999)}KJA` : null,
    vehicle_class: 'car',
    valid_from: null,
    valid_until: index % 4 === 2 ? ago(nowMs, index === 6 ? 20_000 : -80_000) : null,
    created_at: ago(nowMs, 60_000),
    updated_at: ago(nowMs, 60_000),
  }))
}

function dashboardOf(scenario: Scenario, machines: MachineView[], nowMs: number): DashboardView {
  const random = chance(11)
  const quiet = scenario === 'empty'
  const hours = machines.slice(0, 200).map(machine => {
    const base = machine.family === 'gate' ? 9 : 3
    return [
      machine.id,
      Array.from({ length: 24 }, (_, hour) => Math.max(0, Math.round(base * (1 + Math.sin((hour - 7) / 3.6)) + random() * 4 - 1))),
    ] as const
  })
  return {
    outlets: 1,
    machines: { online: machines.filter(machine => machine.status === 'online').length, total: machines.length },
    sessions_today: quiet ? 0 : 214,
    revenue_today: quiet ? 0 : 4_812_500,
    scans_today: 0,
    alarms: 0,
    currency: 'IDR',
    revenue_last_week_same_time: quiet ? 0 : 4_297_000,
    alarms_by_severity: { info: 0, warning: 0, critical: 0 },
    occupancy: quiet ? { total: 100, occupied: 0, available: 100 } : { total: 100, occupied: 73, available: 27 },
    activity: { from: new Date(Math.floor(nowMs / hourMs) * hourMs - 23 * hourMs).toISOString(), machines: Object.fromEntries(hours) },
    at: new Date(nowMs).toISOString(),
  }
}

/** Who looks at it. */
export interface Viewer {
  role?: 'viewer' | 'operator' | 'admin'
  /** Sees one outlet only. */
  limited?: boolean
  /** Was given a password and has to choose one. */
  newPassword?: boolean
  secondFactor?: boolean
}

function sessionInfoOf({ role = 'admin', limited = false, newPassword = false, secondFactor = false }: Viewer): SessionInfo {
  return {
    actor: 'user:siti@palang.local',
    role,
    outlets: limited ? ['depot-menteng', 'outlet-tebet'] : null,
    user: { id: ownId, email: 'siti@palang.local', name: 'Siti Rahma', must_change_password: newPassword, second_factor: secondFactor },
  }
}

/** Its id ends in 3; it is the one that pictures are taken of. */
const qrisSession = 2
/** Another plate went out than came in. */
const platesDiffer = 6

/** What the one water machine of a car park sold, each under an id no stay has. */
function poursBeside(machines: readonly MachineView[], nowMs: number): SessionDetail[] {
  const pours = poursOf(nowMs).filter(({ machine_id }) => machines.some(machine => machine.id === machine_id))
  return pours.map((pour, index) => ({ ...pour, id: id('8e00', index + 1) }))
}

/** One whole site as it stands at `nowMs`. */
export function makeSite(scenario: Scenario, nowMs: number, viewer: Viewer = {}): FixtureSite {
  if (scenario === 'long') return lengthened(makeSite('busy', nowMs, viewer), nowMs)
  const { machines, status } = machinesOf(scenario, nowMs)
  const random = chance(5)
  const isWater = scenario === 'water' || scenario === 'water-large'
  const count = scenario === 'empty' ? 0 : 180
  const sessions = Array.from({ length: count }, (_, index) => {
    const session = sessionOf(nowMs, index, random)
    const exit = index === platesDiffer ? { plate: 'B1284XYZ', confidence: 0.82 } : null
    const plateReads = { entry: { plate: 'B1234XYZ', confidence: 0.97 }, exit }
    const payments = index === qrisSession ? onlinePaymentsOf(session) : []
    return { ...session, timeline: timelineOf(session, index + 1), online_payments: payments, plate_reads: plateReads }
  })
  return {
    outletName: 'Parkir Pusat',
    machines,
    status,
    sessions: isWater ? poursOf(nowMs) : [...sessions, ...poursBeside(machines, nowMs)],
    alarms: alarmsOf(scenario, nowMs),
    cards: scenario === 'empty' ? [] : cardsOf(nowMs),
    audit: scenario === 'empty' ? [] : auditOf(nowMs),
    logs: scenario === 'empty' ? [] : logsOf(nowMs),
    command: isWater ? pourCommandOf(commandOf(nowMs)) : commandOf(nowMs),
    dashboard: dashboardOf(scenario, machines, nowMs),
    session: sessionInfoOf(viewer),
  }
}
