/**
 * What the screens know right now, and the one function that changes it. The draft is mutated in place so that the same
 * code serves a plain object in a test and a Solid store in the page.
 */
import type {
  AlarmSeverity,
  CheckpointStatus,
  CommandResult,
  GateHold,
  GateStatusPayload,
  HardwareStatus,
  MachineView,
  Message,
  PayloadOf,
  SystemStatus,
  TreatmentEvent,
  TreatmentStatus,
  TypeOn,
  WaterQuality,
  WaterStatus,
} from '@palang/protocol'

export type LinkState = 'connecting' | 'live' | 'lost'

export interface LiveMachine {
  id: string
  /** Undefined until the hub has said so. */
  online: boolean | undefined
  /** When the present connection state began, ISO. */
  since: string | undefined
  /** Local clock, milliseconds; the machine's last word of any kind. */
  heardAtMs: number | undefined
  gate: GateStatusPayload | undefined
  /** The hub holds this gate open, and since when and why; undefined while it does not. */
  hold: GateHold | undefined
  hardware: HardwareStatus | undefined
  system: SystemStatus | undefined
  lastCard: { cardId: string; atMs: number } | undefined
  water: WaterStatus | undefined
  /** The newest word on the water, whichever message brought it. */
  quality: WaterQuality | undefined
  treatment: TreatmentStatus | undefined
  /** Local clock, milliseconds; when that was so: what remained then runs on from here. */
  treatmentAtMs: number | undefined
  checkpoint: CheckpointStatus | undefined
  /** Grows with every event worth re-reading the machine's sessions for. */
  eventCount: number
}

export interface LiveAlarm {
  id: string
  machineId: string
  code: string
  severity: AlarmSeverity
  state: 'active' | 'cleared'
  message: string
  raisedAt: string
  clearedAt: string | undefined
  acknowledgedBy: string | undefined
}

/** One step of a command, as this screen heard of it. */
export interface CommandStep {
  state: CommandResult['state']
  atMs: number
}

export interface LiveCommand {
  id: string
  machineId: string
  steps: CommandStep[]
  evidence: CommandResult['evidence']
  error: CommandResult['error']
}

export interface LiveState {
  link: LinkState
  /** Local clock; the last frame of any kind from the hub. */
  lastFrameAtMs: number | undefined
  /** Hub clock minus local clock, milliseconds. */
  clockOffsetMs: number
  hubVersion: string | undefined
  machines: Record<string, LiveMachine>
  alarms: Record<string, LiveAlarm>
  commands: Record<string, LiveCommand>
  /** Grows with every alarm message, so that lists read over HTTP know when to ask again. */
  alarmCount: number
  /** What treatment devices told, the newest first: one event once. */
  treatments: LiveTreatment[]
  /** Grows with every scan of a gateway. */
  scanCount: number
}

export interface LiveTreatment {
  machineId: string | undefined
  event: TreatmentEvent
}

/** What the hub tells screens and this one does not show. */
type NotShown =
  | 'error'
  | 'parking_entry_response'
  | 'parking_exit_response'
  | 'request_status_response'
  | 'set_mode_response'
  | 'reprint_response'
  | 'lane_hold_response'
  | 'help_reply_response'

/** Message types of the catalogue this screen shows. A type in neither list does not compile. */
const heard = {
  hardware_status: true,
  system_status: true,
  gate_status: true,
  gate_hold: true,
  card_detected: true,
  image_captured: true,
  parking_event: true,
  gate_control_response: true,
  camera_control_response: true,
  water_status: true,
  water_quality: true,
  dispense_event: true,
  dispense_response: true,
  stop_dispense_response: true,
  flush_response: true,
  sale_lock_response: true,
  treatment_event: true,
  treatment_status: true,
  treatment_start_response: true,
  treatment_stop_response: true,
  treatment_settings_response: true,
  scan_event: true,
  checkpoint_status: true,
  alarm: true,
  presence: true,
  log: true,
} as const satisfies Record<Exclude<TypeOn<'hub→screen'>, NotShown>, true>
export const heardTypes = Object.keys(heard) as (keyof typeof heard)[]

/** What the hub says of itself when the link stands. */
export interface HubGreeting {
  type: 'hello'
  payload: { server_time?: string | undefined; version?: string | undefined }
}

/** A message the client library has checked against the catalogue, or the hub's greeting. */
export type LiveMessage = Message<(typeof heardTypes)[number]> | HubGreeting

/** Commands kept; older ones are read over HTTP when somebody asks. */
const commandsKept = 50
/** Treatments kept, likewise. */
const treatmentsKept = 20

/** A screen that has heard nothing yet. */
export function emptyLiveState(): LiveState {
  return {
    link: 'connecting',
    lastFrameAtMs: undefined,
    clockOffsetMs: 0,
    hubVersion: undefined,
    machines: {},
    alarms: {},
    commands: {},
    alarmCount: 0,
    treatments: [],
    scanCount: 0,
  }
}

/** Applies one message to the draft; one about no machine only moves the link's age. `nowMs` is the local clock. */
export function applyMessage(draft: LiveState, message: LiveMessage, nowMs: number): void {
  draft.lastFrameAtMs = nowMs
  if (message.type === 'hello') return applyHello(draft, message.payload, nowMs)
  if (message.type === 'log') return
  const machineId = message.type === 'presence' ? message.payload.machine_id : message.machine_id
  if (message.type === 'scan_event') draft.scanCount += 1
  if (message.type === 'treatment_event') keepTreatment(draft, { machineId, event: message.payload })
  if (machineId === undefined) return
  if (message.type === 'alarm') return applyAlarm(draft, machineId, message.payload)
  const machine = (draft.machines[machineId] ??= newMachine(machineId))
  if (message.type === 'presence') return applyPresence(draft, machine, message.payload, nowMs)
  // The hub's own word on the machine makes it no younger.
  if (message.type === 'gate_hold') {
    machine.hold = message.payload.held ? message.payload : undefined
    return
  }
  machine.heardAtMs = Math.max(machine.heardAtMs ?? 0, heardAt(draft, message.timestamp, nowMs))
  applyWord(draft, machine, message, nowMs)
}

/** What a machine says itself. */
type MachineWord = Exclude<LiveMessage, { type: 'hello' | 'log' | 'alarm' | 'presence' | 'gate_hold' }>

function applyWord(draft: LiveState, machine: LiveMachine, message: MachineWord, nowMs: number): void {
  switch (message.type) {
    case 'gate_status':
      machine.gate = message.payload
      return
    case 'hardware_status':
      machine.hardware = message.payload
      return
    case 'system_status':
      machine.system = message.payload
      return
    case 'card_detected':
      machine.lastCard = { cardId: message.payload.card_id, atMs: nowMs }
      return
    case 'water_status':
      machine.water = message.payload
      machine.quality = message.payload.quality ?? machine.quality
      return
    case 'water_quality':
      machine.quality = message.payload
      return
    case 'treatment_status':
      machine.treatment = message.payload
      machine.treatmentAtMs = heardAt(draft, message.timestamp, nowMs)
      return
    case 'checkpoint_status':
      machine.checkpoint = message.payload
      return
    case 'scan_event':
    case 'treatment_event':
    case 'parking_event':
    case 'image_captured':
    case 'dispense_event':
      machine.eventCount += 1
      return
    case 'gate_control_response':
    case 'camera_control_response':
    case 'dispense_response':
    case 'stop_dispense_response':
    case 'flush_response':
    case 'sale_lock_response':
    case 'treatment_start_response':
    case 'treatment_stop_response':
    case 'treatment_settings_response':
      applyResponse(draft, machine.id, message.payload, nowMs)
  }
}

/** The standing alarms as they were read over HTTP. */
export interface AlarmsRead {
  alarms: readonly LiveAlarm[]
  /** They are all there are; an alarm that is not among them does not stand any more. */
  isWhole: boolean
  /** What the link has told of while they were being read: newer than the reading, whichever way it went. */
  heardMeanwhile: ReadonlySet<string>
}

/** Puts the alarms read over HTTP under the live ones; what the link has said since the reading began wins. */
export function seedAlarms(draft: LiveState, { alarms, isWhole, heardMeanwhile }: AlarmsRead): void {
  const standing = new Set(alarms.map(alarm => alarm.id))
  const gone = isWhole ? Object.keys(draft.alarms).filter(id => !standing.has(id) && !heardMeanwhile.has(id)) : []
  for (const id of gone) delete draft.alarms[id]
  for (const alarm of alarms) if (!heardMeanwhile.has(alarm.id)) draft.alarms[alarm.id] = alarm
}

/** The alarms that stand, gravest first, then newest. */
export function activeAlarms(state: LiveState): LiveAlarm[] {
  const weight: Record<AlarmSeverity, number> = { critical: 0, warning: 1, info: 2 }
  return Object.values(state.alarms)
    .filter(alarm => alarm.state === 'active')
    .toSorted((a, b) => weight[a.severity] - weight[b.severity] || b.raisedAt.localeCompare(a.raisedAt))
}

/** The same alarms in the same order, for each machine that has any. */
export function alarmsByMachine(alarms: readonly LiveAlarm[]): Map<string, LiveAlarm[]> {
  const found = new Map<string, LiveAlarm[]>()
  for (const alarm of alarms) {
    const own = found.get(alarm.machineId)
    if (own === undefined) found.set(alarm.machineId, [alarm])
    else own.push(alarm)
  }
  return found
}

/** A machine the link has not told of yet, as the hub's list has it. */
export function machineFromView(view: MachineView, clockOffsetMs: number): LiveMachine {
  const { id, status, since, last_seen: lastSeen } = view
  return {
    ...newMachine(id),
    online: status === 'online',
    since: since ?? undefined,
    heardAtMs: lastSeen === null ? undefined : Date.parse(lastSeen) - clockOffsetMs,
  }
}

function newMachine(id: string): LiveMachine {
  return {
    id,
    online: undefined,
    since: undefined,
    heardAtMs: undefined,
    gate: undefined,
    hold: undefined,
    hardware: undefined,
    system: undefined,
    lastCard: undefined,
    water: undefined,
    quality: undefined,
    treatment: undefined,
    treatmentAtMs: undefined,
    checkpoint: undefined,
    eventCount: 0,
  }
}

function applyHello(draft: LiveState, greeting: HubGreeting['payload'], nowMs: number): void {
  const serverMs = Date.parse(greeting.server_time ?? '')
  if (!Number.isNaN(serverMs)) draft.clockOffsetMs = serverMs - nowMs
  draft.hubVersion = greeting.version ?? draft.hubVersion
}

function applyPresence(draft: LiveState, machine: LiveMachine, { online, since }: PayloadOf<'presence'>, nowMs: number): void {
  const wasOnline = machine.online
  machine.online = online
  machine.since = since
  if (online && wasOnline === false) machine.heardAtMs = nowMs
  else if (machine.heardAtMs === undefined && since !== undefined) machine.heardAtMs = heardAt(draft, since, nowMs)
}

function applyAlarm(draft: LiveState, machineId: string, alarm: PayloadOf<'alarm'>): void {
  draft.alarmCount += 1
  if (alarm.state === 'cleared') {
    delete draft.alarms[alarm.alarm_id]
    return
  }
  draft.alarms[alarm.alarm_id] = {
    id: alarm.alarm_id,
    machineId,
    code: alarm.code,
    severity: alarm.severity,
    state: alarm.state,
    message: alarm.message,
    raisedAt: alarm.raised_at,
    clearedAt: alarm.cleared_at,
    acknowledgedBy: alarm.acknowledged_by,
  }
}

function keepTreatment(draft: LiveState, treatment: LiveTreatment): void {
  const id = treatment.event.event_id
  if (draft.treatments.some(({ event }) => event.event_id === id)) return
  draft.treatments = [treatment, ...draft.treatments].slice(0, treatmentsKept)
}

function applyResponse(draft: LiveState, machineId: string, result: CommandResult, nowMs: number): void {
  const known = draft.commands[result.command_id]
  if (known === undefined) {
    draft.commands[result.command_id] = {
      id: result.command_id,
      machineId,
      steps: [{ state: result.state, atMs: nowMs }],
      evidence: result.evidence,
      error: result.error,
    }
    const ids = Object.keys(draft.commands)
    for (const id of ids.slice(0, Math.max(0, ids.length - commandsKept))) delete draft.commands[id]
    return
  }
  if (known.steps.some(step => step.state === result.state)) return
  known.steps.push({ state: result.state, atMs: nowMs })
  known.evidence = result.evidence ?? known.evidence
  known.error = result.error ?? known.error
}

/** The message's own time on the local clock; never in the future, and now when it says nothing. */
function heardAt(draft: LiveState, timestamp: string | undefined, nowMs: number): number {
  const at = timestamp === undefined ? Number.NaN : Date.parse(timestamp)
  return Number.isNaN(at) ? nowMs : Math.min(nowMs, at - draft.clockOffsetMs)
}
