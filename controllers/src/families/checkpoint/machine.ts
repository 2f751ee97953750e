/**
 * The checkpoint as a pure machine: state and input in, next state and effects out. It reads no clock, makes no id and touches no
 * device; what it needs to know, the plan and what was scanned here before included, comes with the context.
 */
import type { HandoverStep } from '@palang/protocol'
import { checkpointDelays } from './delays.ts'
import type {
  CheckpointConfig,
  CheckpointContext,
  CheckpointInput,
  CheckpointState,
  Effect,
  NewScan,
  SavedCheckpoint,
  ScanDetails,
  Turn,
} from './state.ts'
import { answer, clearAlarm, raiseAlarm, record, startTimer } from './turn.ts'
import { statusesOf, stepOf, warningsOf, wordFor } from './verdict.ts'

/** The checkpoint before its reader has said anything; `saved` is what an earlier run left in the journal. */
export function initialCheckpoint(saved: SavedCheckpoint | null, { step, steps }: CheckpointConfig): CheckpointState {
  const fresh: SavedCheckpoint = { mode: 'active', step, alarms: [], today: { day: '', counts: {} }, last: null }
  const kept = saved ?? fresh
  // Somebody may have written another site file since.
  return { ...structuredClone(kept), step: steps.includes(kept.step) ? kept.step : step, reader: undefined }
}

/** The part worth keeping over a restart. */
export function savedPart({ reader: _reader, ...kept }: CheckpointState): SavedCheckpoint {
  return kept
}

/** One step. Neither `state` nor `input` is changed. */
export function stepCheckpoint(
  config: CheckpointConfig,
  state: CheckpointState,
  input: CheckpointInput,
  context: CheckpointContext,
): { state: CheckpointState; effects: Effect[] } {
  const turn: Turn = { config, context, state: structuredClone(state), effects: [] }
  hear(turn, input)
  return { state: turn.state, effects: turn.effects }
}

function hear(turn: Turn, input: CheckpointInput): void {
  switch (input.kind) {
    case 'scan':
      return onScan(turn, input.scan)
    case 'choose_step':
      if (turn.config.steps.includes(input.step)) turn.state.step = input.step
      return
    case 'receipt': {
      const id = turn.context.newId()
      record(turn, { id, type: 'receipt_signed', payload: input.receipt })
      turn.effects.push({ do: 'signed', id })
      return
    }
    case 'clock_jumped':
      return record(turn, {
        type: 'clock_jumped',
        payload: { by_ms: Math.round(input.byMs), before: new Date(input.beforeMs).toISOString() },
      })
    case 'device':
      return onReader(turn, input.connected, input.reason)
    case 'set_mode':
      turn.state.mode = input.mode
      return answer(turn, { command_id: input.id, state: 'succeeded', evidence: { kind: 'mode', mode: input.mode } })
    case 'help':
      raiseAlarm(turn, 'help_requested', 'info', 'Somebody at the machine asks for help')
      return startTimer(turn, 'help', checkpointDelays.helpMs)
    case 'timer':
      return clearAlarm(turn, 'help_requested')
  }
}

/** Recorded whatever it is, unless it says nothing that was not recorded a moment ago. */
function onScan(turn: Turn, scan: NewScan): void {
  const { config, context, state } = turn
  const { tag, source, details } = scan
  const statuses = statusesOf(config, context.plan)
  const status = scan.status ?? wordFor(state.step, statuses)
  const step = scan.status === null ? state.step : stepOf(status, statuses)
  const recent = context.recent(tag, status)
  const first = recent !== null && addsNothing(details, recent.details) ? recent : null
  const warnings = first === null ? warningsOf(scan, step, config, context) : [...first.warnings]
  const id = first?.id ?? context.newId()
  const planned = context.planned(tag)
  if (first === null) {
    record(turn, { id, type: 'scan_recorded', payload: { tag_id: tag, status, step, source, ...details, warnings } })
    count(turn, step)
  }
  const told = { id, tag, step: first === null ? step : first.step, label: planned?.label ?? null, warnings, repeated: first !== null }
  const { nowMs: atMs } = context
  state.last = lastOf(turn, { ...told, school: planned?.school?.name ?? null })
  turn.effects.push({ do: 'scanned', scan: { ...told, status, details: first?.details ?? details, atMs } })
}

/** Held twice, a scan keeps the moment at which it was made. */
function lastOf({ state, context }: Turn, told: Omit<NonNullable<CheckpointState['last']>, 'at'>): CheckpointState['last'] {
  const at = told.repeated && state.last?.id === told.id ? state.last.at : new Date(context.nowMs).toISOString()
  return { ...told, warnings: [...told.warnings], at }
}

/** A person who adds how many were rejected, or how warm it is, says something new. */
function addsNothing(said: ScanDetails, before: ScanDetails): boolean {
  const known = new Map<string, unknown>(Object.entries(before))
  return Object.entries(said).every(([name, value]) => value === undefined || known.get(name) === value)
}

function count({ state, context }: Turn, step: HandoverStep | null): void {
  const day = context.dayOf(context.nowMs)
  if (state.today.day !== day) state.today = { day, counts: {} }
  if (step !== null) state.today.counts[step] = (state.today.counts[step] ?? 0) + 1
}

/** Only changes are facts. */
function onReader(turn: Turn, connected: boolean, reason: string): void {
  if (turn.state.reader === connected) return
  turn.state.reader = connected
  if (connected) {
    record(turn, { type: 'device_connected', payload: { device: 'reader' } })
    return clearAlarm(turn, 'reader_disconnected')
  }
  record(turn, { type: 'device_disconnected', payload: { device: 'reader', reason: reason.slice(0, 200) } })
  raiseAlarm(turn, 'reader_disconnected', 'warning', 'The reader does not answer')
}
