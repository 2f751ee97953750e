/**
 * One treatment at the board, from the order, an operator's or that of a paid sale, to its one end:
 * - the board is asked for its last treatment, so that this one can be told from it later;
 * - the intention goes into the journal, then the order to the board, and never a second time;
 * - the board's count of milliseconds ends it, whatever happened to this program, to the line or to the board in between. A board that lost its
 *   power has lost the count; then what was heard on the way is the least it can have been.
 */
import { isErrorCode, type ErrorCode, type TreatmentEnd } from '@palang/protocol'
import type { LastMeasured, LastMeasuredResult, Measured } from '../../devices/board/treatment-port.ts'
import type { ActResult } from '../../devices/status.ts'
import { becameOf } from '../found-order.ts'
import { ozoneDelays } from './delays.ts'
import { beginRest, dangerOf, latchStop, restLeftMs } from './safety.ts'
import { secondsOf, settingsInForce } from './settings.ts'
import type { OzoneInput, Run, Turn } from './state.ts'
import { answer, record, reject, startTimer } from './turn.ts'

/** An operator's order: taken in hand, or refused before anything was intended. */
export function onStart(turn: Turn, given: Extract<OzoneInput, { kind: 'start' }>): void {
  const { state, config, context } = turn
  const { id, treatment, sessionId = context.newId() } = given
  if (state.mode === 'disabled') return reject(turn, id, 'machine_disabled', 'The machine is out of service')
  const danger = dangerOf(state, config)
  if (danger === 'device_unavailable') return reject(turn, id, danger, 'The board of the machine is not connected')
  if (danger === 'emergency_stop') return reject(turn, id, danger, 'The emergency stop was pressed')
  if (danger !== null) return reject(turn, id, 'treatment_blocked', `Not now: ${danger}`)
  if (state.run !== null || state.shop.sale !== null) return reject(turn, id, 'machine_busy', 'Another treatment is under way')
  if (restLeftMs(state, config, context.nowMs) > 0)
    return reject(turn, id, 'treatment_blocked', 'The machine rests after the treatment before')
  const plannedS = given.seconds ?? secondsOf(state, config, treatment)
  if (plannedS === undefined) return reject(turn, id, 'not_found', `Nobody said how long ${treatment} runs here`)
  const { maxRunS } = settingsInForce(state, config)
  if (plannedS > maxRunS) return reject(turn, id, 'invalid_request', `Longer than the longest run, ${maxRunS} seconds`)
  answer(turn, { command_id: id, state: 'accepted' })
  beginRun(turn, { sessionId, commandId: id, purpose: state.mode === 'maintenance' ? 'test' : 'grant', treatment, plannedS })
}

/** Asks the board for its last treatment, so that this one can be told from it; the order follows its answer. */
export function beginRun(
  { state, effects }: Turn,
  asked: Pick<Run, 'sessionId' | 'commandId' | 'purpose' | 'treatment' | 'plannedS'>,
): void {
  state.run = {
    ...asked,
    stopCommandId: null,
    stage: 'asked',
    started: false,
    countBefore: null,
    boot: state.boot,
    heardMs: 0,
    stoppedFor: null,
    powerLost: false,
  }
  effects.push({ do: 'ask_last', sessionId: asked.sessionId })
}

/** What the board remembers: of the treatment before this one, of this one on its way, or of one that an earlier run began. */
export function onRemembered(turn: Turn, sessionId: string, last: LastMeasuredResult): void {
  const { run } = turn.state
  if (run?.sessionId !== sessionId) return
  if (run.stage === 'asked') return order(turn, run, last)
  if (run.stage !== 'found') return hearProgress(turn, run, last)
  if (last.ok) return settleFound(turn, run, last)
  if (last.code === 'not_supported') return end(turn, run, { amount: run.heardMs, isExact: false, reason: 'unknown' })
  startTimer(turn, 'look_again', ozoneDelays.lookAgainMs)
}

function order(turn: Turn, run: Run, last: LastMeasuredResult): void {
  const { state, config, effects } = turn
  if (run.stoppedFor !== null) return giveUp(turn, run, 'treatment_blocked', 'It was stopped before it began')
  const danger = dangerOf(state, config)
  if (danger !== null) return giveUp(turn, run, 'treatment_blocked', `Not now: ${danger}`)
  if (!last.ok && last.code !== 'not_supported') return giveUp(turn, run, last.code, last.message)
  if (last.ok && last.reason === 'running') return giveUp(turn, run, 'machine_busy', 'The board is treating already')
  run.stage = 'ordered'
  run.boot = state.boot
  run.countBefore = last.ok ? last.count : null
  const { purpose, treatment, plannedS } = run
  // A customer's was written down when it was chosen.
  if (purpose !== 'sale') record(turn, { type: 'treatment_ordered', payload: { ...refOf(run), purpose, treatment, planned_s: plannedS } })
  effects.push({ do: 'run', sessionId: run.sessionId, ms: plannedS * 1_000 })
  startTimer(turn, 'max_run', plannedS * 1_000 + ozoneDelays.overRunMs)
}

/** Nothing was intended yet. */
function giveUp(turn: Turn, run: Run, code: string, message: string): void {
  turn.state.run = null
  const error = { code: isErrorCode(code) ? code : ('device_unavailable' as const), message: message.slice(0, 500) }
  if (run.commandId !== null) answer(turn, { command_id: run.commandId, state: 'failed', error })
  if (run.stopCommandId !== null) answer(turn, { command_id: run.stopCommandId, state: 'succeeded' })
}

/** The board's answer to the order. One that may have arrived is followed by the board's own end. */
export function onTaken(turn: Turn, sessionId: string, result: ActResult): void {
  const { run } = turn.state
  if (run?.sessionId !== sessionId || run.stage !== 'ordered') return
  if (result.ok) {
    run.stage = 'running'
    run.started = true
    record(turn, { type: 'treatment_started', payload: refOf(run) })
    startTimer(turn, 'look_again', ozoneDelays.progressMs)
    return stopAgain(turn, run)
  }
  if (result.moved !== 'no') return stopAgain(turn, run)
  end(turn, run, { amount: 0, isExact: true, reason: 'not_begun' }, result)
  if (result.code === 'emergency_stop') latchStop(turn)
}

/** The board has told an end: there is one treatment it can be of. */
export function onRan(turn: Turn, measured: Measured): void {
  const { run } = turn.state
  if (run !== null && run.stage !== 'asked') end(turn, run, measured)
}

function hearProgress(turn: Turn, run: Run, last: LastMeasuredResult): void {
  if (last.ok && last.reason === 'running' && last.count === (run.countBefore ?? 0) + 1) run.heardMs = Math.max(run.heardMs, last.amount)
  startTimer(turn, 'look_again', ozoneDelays.progressMs)
}

/** The treatment of an earlier run, by the board's count of treatments: it is never ordered again. */
function settleFound(turn: Turn, run: Run, last: LastMeasured): void {
  const word = becameOf({ ...run, heard: run.heardMs }, last, turn.state.boot)
  if (word.is === 'running') {
    run.heardMs = Math.max(run.heardMs, last.amount)
    stopAgain(turn, run)
    return startTimer(turn, 'look_again', ozoneDelays.progressMs)
  }
  run.powerLost ||= word.powerLost
  end(turn, run, word.end)
}

function end(turn: Turn, run: Run, measured: Measured, refusal?: { code: string; message: string }): void {
  const { state, context } = turn
  const { sessionId, treatment, plannedS } = run
  const ms = measured.isExact ? measured.amount : Math.max(measured.amount, run.heardMs)
  const reason = reasonOf(run, measured)
  const ended = { sessionId, treatment, reason, plannedS, actualS: Math.floor(ms / 1_000), exact: measured.isExact }
  state.run = null
  state.lastRun = { ...ended, atMs: context.nowMs }
  for (const name of ['look_again', 'max_run'] as const) turn.effects.push({ do: 'stop_timer', name })
  if (reason !== 'not_begun') beginRest(turn)
  if (reason === 'estop') latchStop(turn)
  if (run.purpose !== 'sale') {
    const { actualS: actual_s, exact } = ended
    const result = reason === 'done' ? 'success' : run.stopCommandId === null ? 'failed' : 'cancelled'
    const stopped = result === 'cancelled' ? ({ stopped_by: 'operator' } as const) : {}
    record(turn, { type: 'treatment_ended', payload: { ...refOf(run), result, reason, ...stopped, planned_s: plannedS, actual_s, exact } })
  }
  tellEnd(turn, run, ended, refusal)
}

function reasonOf({ stoppedFor, powerLost }: Run, { reason }: Measured): TreatmentEnd {
  switch (reason) {
    case 'stopped':
      return stoppedFor ?? 'stopped'
    case 'unknown':
      return powerLost ? 'power' : 'unknown'
    // Of water alone.
    case 'timeout':
    case 'leak':
    case 'no_flow':
      return 'unknown'
    default:
      return reason
  }
}

type Told = Pick<NonNullable<Turn['state']['lastRun']>, 'sessionId' | 'reason' | 'plannedS' | 'actualS' | 'exact'>

/** What becomes of the command: done is proven by the board's count, less is a failure, and what nobody counted is unknown. */
function tellEnd(
  turn: Turn,
  run: Run,
  { sessionId, reason, plannedS, actualS, exact }: Told,
  refusal?: { code: string; message: string },
): void {
  const evidence = { kind: 'measured' as const, session_id: sessionId, actual_s: actualS, planned_s: plannedS, exact, reason }
  if (run.stopCommandId !== null) answer(turn, { command_id: run.stopCommandId, state: 'succeeded', evidence })
  if (run.commandId === null) return
  const result = { command_id: run.commandId, evidence }
  if (reason === 'done') return answer(turn, { ...result, state: 'succeeded' })
  if (!exact) {
    const message = `The board cannot say how long it ran; it was at least ${actualS} s`
    return answer(turn, { ...result, state: 'unknown', error: { code: 'outcome_unknown', message } })
  }
  const code: ErrorCode = refusal === undefined ? 'treatment_incomplete' : isErrorCode(refusal.code) ? refusal.code : 'device_unavailable'
  const message = refusal?.message ?? `${actualS} of ${plannedS} s ran: ${reason}`
  answer(turn, { ...result, state: 'failed', error: { code, message: message.slice(0, 500) } })
}

/** A stop said while the order was on its way may have come before it, or never. */
function stopAgain(turn: Turn, run: Run): void {
  if (run.stoppedFor !== null) turn.effects.push({ do: 'halt' })
}

/** Asks how far the treatment is, or what became of the one that an earlier run of the program began. */
export function lookAgain({ state: { run, board }, effects }: Turn): void {
  if (run !== null && run.stage !== 'asked' && board === true) effects.push({ do: 'ask_last', sessionId: run.sessionId })
}

/** What an earlier run left: it may run no longer than it was ordered for. */
export function restartRun(turn: Turn): void {
  const { run } = turn.state
  if (run !== null) startTimer(turn, 'max_run', run.plannedS * 1_000 + ozoneDelays.overRunMs)
}

/** Left of it, in whole seconds, as the board counts. */
export function remainingS({ plannedS, heardMs }: Run): number {
  return Math.max(0, Math.ceil((plannedS * 1_000 - heardMs) / 1_000))
}

function refOf({ sessionId, commandId }: Run): { session_id: string; command_id?: string } {
  return { session_id: sessionId, ...(commandId === null ? {} : { command_id: commandId }) }
}
