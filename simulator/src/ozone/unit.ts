/**
 * The rules of a simulated ozone unit: (state, input) → (state, effects). It counts what its buttons start, keeps each event on its card until
 * the broker acknowledged it, sends them one at a time in order, and stops for the door and the emergency stop.
 */
import type { DeviceReply, Treatment, TreatmentPhase } from '@palang/protocol'
import { brokenPayload } from './broken-payload.ts'
import { readOrder, type Order } from './unit-orders.ts'
import {
  noCounts,
  type KeptEvent,
  type Run,
  type Topic,
  type UnitEffect,
  type UnitFault,
  type UnitInput,
  type UnitMake,
  type UnitState,
} from './unit-state.ts'
import { eventPayload, heartbeatPayload, statusPayload } from './unit-words.ts'

/** A card holds so many events; the oldest make room. */
const mostKept = 20_000
/** What can be replayed. */
const mostRemembered = 200
const mostAnswered = 16
/** Time a restart takes. */
const restartMs = 2_000

export interface Step {
  state: UnitState
  effects: readonly UnitEffect[]
}

/** One step under way: `state` is replaced, never changed in place. */
interface Turn {
  readonly make: UnitMake
  readonly nowMs: number
  state: UnitState
  readonly effects: UnitEffect[]
}

/** What the unit is and does after `input`; `nowMs` is the true time in milliseconds since 1970, whatever its own clock says. */
export function stepUnit(make: UnitMake, before: UnitState, input: UnitInput, nowMs: number): Step {
  const turn: Turn = { make, nowMs, state: before, effects: [] }
  take(turn, input)
  send(turn)
  return { state: turn.state, effects: turn.effects }
}

function take(turn: Turn, input: UnitInput): void {
  switch (input.kind) {
    case 'press':
      begin(turn, { treatment: input.treatment })
      return
    case 'linked':
      change(turn, { isLinked: true, inFlight: undefined })
      return tell(turn, 'status')
    case 'unlinked':
      return change(turn, { isLinked: false, inFlight: undefined })
    case 'wake':
      return finishWhatIsOver(turn)
    case 'restart':
      return restart(turn)
    case 'tell':
      // One that was held back for another to overtake it is not held for ever.
      change(turn, { armed: { ...turn.state.armed, reorder: 0 } })
      return tell(turn, input.what)
    case 'acknowledged':
      return acknowledged(turn, input.key)
    case 'command':
      return obey(turn, input.text)
    case 'door':
      change(turn, { isDoorOpen: input.open })
      return interrupted(turn, input.open)
    case 'emergency_stop':
      change(turn, { isStopped: input.pressed })
      return interrupted(turn, input.pressed)
    case 'fault':
      return suffer(turn, input.fault)
  }
}

function change(turn: Turn, changes: Partial<UnitState>): void {
  turn.state = { ...turn.state, ...changes }
}

function publish(turn: Turn, topic: Topic, payload: string, key?: number): void {
  turn.effects.push({ kind: 'publish', topic, payload, ...(key === undefined ? {} : { key }) })
}

/** Says how it is, unless nobody hears; makes without a heartbeat say all instead. */
function tell(turn: Turn, topic: 'status' | 'heartbeat'): void {
  const { make, state, nowMs } = turn
  if (!state.isLinked) return
  if (topic === 'heartbeat' && make.mapping.topics.heartbeat !== undefined) publish(turn, topic, heartbeatPayload(make, state, nowMs))
  else publish(turn, 'status', statusPayload(make, state, nowMs))
}

interface Wanted {
  treatment: Treatment
  seconds?: number | undefined
  run?: string | undefined
}

/** Starts a treatment; why not, where something stands against it. */
function begin(turn: Turn, { treatment, seconds, run }: Wanted): string | undefined {
  const refusal = refusalOf(turn)
  if (refusal !== undefined) return refusal
  const { state, nowMs } = turn
  const runs = state.runs + 1
  const id = run ?? `run-${state.boot}-${runs}`
  const plannedS = Math.min(seconds ?? state.lengths[treatment], state.maxRunS)
  const started = { id, treatment, startedMs: nowMs, plannedS }
  change(turn, { runs, run: started })
  turn.effects.push({ kind: 'begun', run: id, treatment })
  if (!turn.make.tellsPhases) count(turn, started)
  note(turn, 'start')
  if (plannedS === 0) finishWhatIsOver(turn)
  else turn.effects.push({ kind: 'wake', afterMs: plannedS * 1_000 })
  return undefined
}

function count(turn: Turn, { id, treatment }: Run): void {
  const { counts } = turn.state
  const next = counts[treatment] + 1
  change(turn, { counts: { ...counts, [treatment]: next } })
  turn.effects.push({ kind: 'counted', run: id, count: next })
}

function refusalOf({ state, nowMs }: Turn): string | undefined {
  if (state.isStopped) return 'emergency_stop'
  if (state.isDoorOpen) return 'door_open'
  if (state.run !== undefined) return 'busy'
  return nowMs < state.coolUntilMs ? 'cooling_down' : undefined
}

function finishWhatIsOver(turn: Turn): void {
  const { run } = turn.state
  if (run !== undefined && turn.nowMs >= run.startedMs + run.plannedS * 1_000) end(turn, 'finish')
}

function end(turn: Turn, phase: 'finish' | 'abort'): void {
  const { state, nowMs } = turn
  const { run } = state
  if (run === undefined) return
  const actualS = Math.min(run.plannedS, Math.max(0, Math.round((nowMs - run.startedMs) / 1_000)))
  if (turn.make.tellsPhases && phase === 'finish') count(turn, run)
  note(turn, phase, actualS)
  turn.effects.push({ kind: 'ended', run: run.id, phase, actualS })
  change(turn, { run: undefined, coolUntilMs: run.plannedS === 0 ? 0 : nowMs + state.coolDownS * 1_000 })
}

function interrupted(turn: Turn, ends: boolean): void {
  if (ends) end(turn, 'abort')
  tell(turn, 'status')
}

/** Writes the event of this step of the treatment under way onto the card; a unit of buttons alone tells only that one was pressed. */
function note(turn: Turn, phase: TreatmentPhase, actualS?: number): void {
  const { make } = turn
  const { run, queue, seq, armed } = turn.state
  if (run === undefined || (phase !== 'start' && !make.tellsPhases)) return
  change(turn, { seq: seq + 1 })
  if (armed.lose > 0) return change(turn, { armed: { ...armed, lose: armed.lose - 1 } })
  const phases = { phase, run: run.id, planned_s: run.plannedS, ...(actualS === undefined ? {} : { actual_s: actualS }) }
  const told = { treatment: run.treatment, ...(make.tellsPhases ? phases : {}) }
  const kept: KeptEvent = {
    key: seq + 1,
    run: run.id,
    payload: eventPayload(make, turn.state, turn.nowMs, told),
    copies: armed.duplicate > 0 ? 2 : 1,
  }
  change(turn, { queue: [...queue, kept].slice(-mostKept), armed: { ...armed, duplicate: Math.max(0, armed.duplicate - 1) } })
}

/** The oldest event, when the one before is acknowledged. */
function send(turn: Turn): void {
  const { isLinked, inFlight, queue, armed } = turn.state
  if (!isLinked || inFlight !== undefined) return
  const next = queue[armed.reorder > 0 ? 1 : 0]
  if (next === undefined) return
  change(turn, { inFlight: next.key })
  publish(turn, 'event', next.payload, next.key)
}

function acknowledged(turn: Turn, key: number): void {
  const { state } = turn
  const kept = state.queue.find(one => one.key === key)
  if (state.inFlight !== key || kept === undefined) return
  turn.effects.push({ kind: 'delivered', run: kept.run })
  change(turn, { inFlight: undefined })
  if (kept.copies > 1) return change(turn, { queue: state.queue.map(one => (one === kept ? { ...one, copies: one.copies - 1 } : one)) })
  const overtook = state.queue[0] !== kept
  change(turn, {
    queue: state.queue.filter(one => one !== kept),
    sent: [...state.sent, kept].slice(-mostRemembered),
    armed: { ...state.armed, reorder: Math.max(0, state.armed.reorder - (overtook ? 1 : 0)) },
  })
}

function obey(turn: Turn, text: string): void {
  const read = readOrder(text)
  if (read === undefined) return
  const { id, deadline } = 'order' in read ? read.order : read
  const before = turn.state.answered.find(one => one.id === id)
  if (before !== undefined) return publish(turn, 'command_reply', before.payload)
  const { clockOffMs } = turn.state
  // Without a clock it cannot know that a command is late.
  if (clockOffMs !== undefined && turn.nowMs + clockOffMs > Date.parse(deadline)) return
  const payload = JSON.stringify('order' in read ? carryOut(turn, read.order) : read.answer)
  change(turn, { answered: [...turn.state.answered, { id, payload }].slice(-mostAnswered) })
  publish(turn, 'command_reply', payload)
  tell(turn, 'status')
}

function carryOut(turn: Turn, order: Order): DeviceReply {
  const { id } = order
  switch (order.type) {
    case 'treatment_start': {
      const { treatment, seconds, session_id: run } = order
      const refusal = begin(turn, { treatment, seconds, run })
      if (refusal === undefined) return { id, result: 'done' }
      return { id, result: 'rejected', code: refusal, message: `no treatment now: ${refusal.replaceAll('_', ' ')}` }
    }
    case 'treatment_stop':
      if (turn.state.run === undefined) return { id, result: 'rejected', code: 'not_running', message: 'no treatment is under way' }
      end(turn, 'abort')
      return { id, result: 'done' }
    case 'treatment_settings': {
      const { lengths, maxRunS, coolDownS } = turn.state
      const { minutes = {}, max_run_s: most = maxRunS, cool_down_s: rest = coolDownS } = order
      const told = (treatment: Treatment) => {
        const given = minutes[treatment]
        return given === undefined ? lengths[treatment] : Math.round(given * 60)
      }
      const asTold = { BASIC: told('BASIC'), STANDARD: told('STANDARD'), PREMIUM: told('PREMIUM') }
      change(turn, { lengths: asTold, maxRunS: most, coolDownS: rest })
      return { id, result: 'done' }
    }
  }
}

/** Power goes and comes back: what runs is broken off; without a card nothing that was not sent is left, and no counter. */
function restart(turn: Turn): void {
  end(turn, 'abort')
  const { state, nowMs } = turn
  change(turn, {
    boot: state.boot + 1,
    bootedMs: nowMs,
    answered: [],
    isLinked: false,
    inFlight: undefined,
    coolUntilMs: 0,
    ...(state.hasCard ? {} : { queue: [], sent: [], counts: noCounts }),
  })
  turn.effects.push({ kind: 'hang_up', awayMs: restartMs })
}

function suffer(turn: Turn, fault: UnitFault): void {
  const { state } = turn
  switch (fault.kind) {
    case 'offline':
      change(turn, { isLinked: false, inFlight: undefined })
      turn.effects.push({ kind: 'hang_up', awayMs: fault.ms })
      return
    case 'duplicate':
    case 'lose':
    case 'reorder':
      return change(turn, { armed: { ...state.armed, [fault.kind]: state.armed[fault.kind] + fault.times } })
    case 'replay':
      return change(turn, { queue: [...state.sent, ...state.queue], sent: [] })
    case 'reset_counters':
      return change(turn, { counts: noCounts, boot: state.boot + 1 })
    case 'clock':
      return change(turn, { clockOffMs: fault.offMs })
    case 'no_card':
      return change(turn, { hasCard: !fault.on })
    case 'broken':
      if (state.isLinked) publish(turn, 'event', brokenPayload(fault.as, turn.make.deviceId))
  }
}
