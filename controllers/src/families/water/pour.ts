/**
 * One pour, from the order, an operator's or that of a paid sale, to its one end:
 * - the board is asked for its last pour, so that this one can be told from it later;
 * - the intention goes into the journal, then the order to the board, and never a second time;
 * - the board's count ends it, whatever happened to this program, to the line or to the board in between. A board that lost its
 *   power has lost the count; then what was heard on the way is the least it can have been.
 */
import { isErrorCode, longestPourMs, type ErrorCode, type PourEnd } from '@palang/protocol'
import type { LastMeasured, LastMeasuredResult, Measured } from '../../devices/board/water-port.ts'
import type { ActResult } from '../../devices/status.ts'
import { becameOf } from '../found-order.ts'
import { millilitresOf, pulsesOf } from './calibration.ts'
import { overRun, waterDelays } from './delays.ts'
import { isWaterHeld } from './quality-state.ts'
import { pulsesPerLitreOf } from './settings.ts'
import type { Pour, Switches, Turn, WaterInput } from './state.ts'
import { answer, clearAlarm, raiseAlarm, record, reject, startTimer } from './turn.ts'

/** Takes the order in hand, or refuses it before anything was intended. */
export function onDispense(turn: Turn, given: Extract<WaterInput, { kind: 'dispense' }>): void {
  const { state, context } = turn
  const { id, volumeMl, sessionId = context.newId() } = given
  if (state.mode === 'disabled') return reject(turn, id, 'machine_disabled', 'The machine is out of service')
  if (state.board !== true) return reject(turn, id, 'device_unavailable', 'The board of the machine is not connected')
  if (state.pour !== null) return reject(turn, id, 'machine_busy', 'Another pour is under way')
  if (state.shop.sale !== null) return reject(turn, id, 'machine_busy', 'A customer is buying')
  const forbids = forbiddenBy(state.switches)
  if (forbids !== null) return reject(turn, id, 'pour_blocked', forbids)
  if (state.interlock.step === 'flushing') return reject(turn, id, 'machine_busy', 'Water is being run away')
  if (state.mode === 'active' && isWaterHeld(state)) return reject(turn, id, 'water_not_good', 'The water is not known to be good')
  answer(turn, { command_id: id, state: 'accepted' })
  beginPour(turn, { sessionId, commandId: id, purpose: state.mode === 'maintenance' ? 'test' : 'grant', volumeMl })
}

/** Asks the board for its last pour, so that this one can be told from it; the order follows its answer. */
export function beginPour({ state, config, effects }: Turn, asked: Pick<Pour, 'sessionId' | 'commandId' | 'purpose' | 'volumeMl'>): void {
  const pulsesPerLitre = pulsesPerLitreOf(state, config)
  state.pour = {
    ...asked,
    stopCommandId: null,
    pulses: pulsesOf(asked.volumeMl, pulsesPerLitre),
    pulsesPerLitre,
    maxMs: longestPourMs(asked.volumeMl),
    stage: 'asked',
    started: false,
    countBefore: null,
    boot: state.boot,
    flowBefore: null,
    heardPulses: 0,
    stoppedFor: null,
    powerLost: false,
  }
  effects.push({ do: 'ask_last', sessionId: asked.sessionId })
}

const blockedBy = { emergency_stop: 'the emergency stop is pressed', door: 'the door is open', leak: 'water leaks' } as const

/** Which switch forbids that water runs, in words; null when none does. */
export function forbiddenBy(switches: Switches): string | null {
  const name = (['emergency_stop', 'door', 'leak'] as const).find(one => switches[one] === true)
  return name === undefined ? null : `Not while ${blockedBy[name]}`
}

/** What the board remembers: of the pour before this one, or of this one when an earlier run began it. */
export function onRemembered(turn: Turn, sessionId: string, last: LastMeasuredResult): void {
  const { pour } = turn.state
  if (pour?.sessionId !== sessionId) return
  if (pour.stage === 'asked') return order(turn, pour, last)
  if (pour.stage !== 'found') return
  if (!last.ok) {
    if (last.code === 'not_supported') return endAtLeast(turn, pour)
    return startTimer(turn, 'look_again', waterDelays.lookAgainMs)
  }
  settleFound(turn, pour, last)
}

function order(turn: Turn, pour: Pour, last: LastMeasuredResult): void {
  if (pour.stoppedFor !== null) return giveUp(turn, pour, 'machine_disabled', 'It was stopped before it began')
  if (!last.ok && last.code !== 'not_supported') return giveUp(turn, pour, last.code, last.message)
  if (last.ok && last.reason === 'running') return giveUp(turn, pour, 'machine_busy', 'The board is pouring already')
  pour.stage = 'ordered'
  pour.countBefore = last.ok ? last.count : null
  pour.flowBefore = turn.state.flow
  record(turn, {
    type: 'pour_ordered',
    payload: {
      ...refOf(pour),
      purpose: pour.purpose,
      volume_ml: pour.volumeMl,
      pulses: pour.pulses,
      pulses_per_litre: pour.pulsesPerLitre,
      max_ms: pour.maxMs,
    },
  })
  turn.effects.push({ do: 'pour', sessionId: pour.sessionId, pulses: pour.pulses, maxMs: pour.maxMs })
}

/** Nothing was intended yet. */
function giveUp(turn: Turn, pour: Pour, code: string, message: string): void {
  turn.state.pour = null
  const error = { code: isErrorCode(code) ? code : ('device_unavailable' as const), message: message.slice(0, 500) }
  if (pour.commandId !== null) answer(turn, { command_id: pour.commandId, state: 'failed', error })
  if (pour.stopCommandId !== null) answer(turn, { command_id: pour.stopCommandId, state: 'succeeded' })
}

/** The board's answer to the order. One that may have arrived is followed by the board's own end. */
export function onTaken(turn: Turn, sessionId: string, result: ActResult): void {
  const { pour } = turn.state
  if (pour?.sessionId !== sessionId || pour.stage !== 'ordered') return
  if (result.ok) {
    pour.stage = 'running'
    pour.started = true
    record(turn, { type: 'pour_started', payload: refOf(pour) })
    return stopAgain(turn, pour)
  }
  if (result.moved === 'no') end(turn, pour, { amount: 0, isExact: true, reason: 'not_begun' }, result)
}

/** The board has told an end: there is one pour it can be of. */
export function onPoured(turn: Turn, measured: Measured): void {
  const { pour } = turn.state
  if (pour !== null && pour.stage !== 'asked') end(turn, pour, measured)
}

/** The pour of an earlier run, by the board's count of pours. */
function settleFound(turn: Turn, pour: Pour, last: LastMeasured): void {
  const word = becameOf({ ...pour, heard: pour.heardPulses }, last, turn.state.boot)
  if (word.is === 'running') {
    stopAgain(turn, pour)
    return startTimer(turn, 'look_again', waterDelays.lookAgainMs)
  }
  pour.powerLost ||= word.powerLost
  end(turn, pour, word.end)
}

/** The board cannot say. */
function endAtLeast(turn: Turn, pour: Pour): void {
  end(turn, pour, { amount: pour.heardPulses, isExact: false, reason: 'unknown' })
}

function end(turn: Turn, pour: Pour, measured: Measured, refusal?: { code: string; message: string }): void {
  const { state, context } = turn
  const { sessionId, volumeMl, pulsesPerLitre } = pour
  const pulses = measured.isExact ? measured.amount : Math.max(measured.amount, pour.heardPulses)
  const deliveredMl = millilitresOf(pulses, pulsesPerLitre)
  const reason = reasonOf(pour, measured)
  const exact = measured.isExact
  record(turn, { type: 'pour_ended', payload: { ...refOf(pour), reason, pulses, delivered_ml: deliveredMl, exact } })
  state.pour = null
  // What is told next of the meter still belongs to this pour.
  state.restFlow = null
  state.lastPour = { sessionId, volumeMl, reason, pulses, deliveredMl, exact, atMs: context.nowMs }
  turn.effects.push({ do: 'stop_timer', name: 'look_again' })
  tellEnd(turn, pour, refusal)
  if (reason === 'no_flow' || reason === 'timeout') raiseAlarm(turn, 'no_flow', 'warning', 'The pump ran and too little water came')
  if (reason === 'done') for (const code of ['no_flow', 'water_over_run']) clearAlarm(turn, code)
}

function reasonOf(pour: Pour, { reason }: Measured): PourEnd {
  // The board counted it to its end in time, or was stopped: the meter went on either way.
  if ((reason === 'stopped' || reason === 'done') && pour.stoppedFor === 'over_run') return 'over_run'
  return reason === 'unknown' && pour.powerLost ? 'power' : reason
}

/** What becomes of the command: done is proven by the count, less is a failure, and what nobody counted is unknown. */
function tellEnd(turn: Turn, pour: Pour, refusal: { code: string; message: string } | undefined): void {
  const { lastPour } = turn.state
  if (lastPour === null) return
  const { reason, pulses, deliveredMl, exact, sessionId } = lastPour
  const evidence = { kind: 'measured' as const, session_id: sessionId, delivered_ml: deliveredMl, pulses, exact, reason }
  if (pour.stopCommandId !== null) answer(turn, { command_id: pour.stopCommandId, state: 'succeeded', evidence })
  if (pour.commandId === null) return
  const result = { command_id: pour.commandId, evidence }
  if (reason === 'done') return answer(turn, { ...result, state: 'succeeded' })
  if (!exact) {
    const message = `The board cannot say how much was poured; it was at least ${deliveredMl} ml`
    return answer(turn, { ...result, state: 'unknown', error: { code: 'outcome_unknown', message } })
  }
  const code: ErrorCode = refusal === undefined ? 'pour_incomplete' : codeOf(refusal.code)
  const message = refusal?.message ?? `${deliveredMl} of ${pour.volumeMl} ml came: ${reason}`
  answer(turn, { ...result, state: 'failed', error: { code, message: message.slice(0, 500) } })
}

/** A board that refuses a pour as blocked speaks of its own switches. */
function codeOf(code: string): ErrorCode {
  if (code === 'barrier_blocked' || code === 'emergency_stop') return 'pour_blocked'
  return isErrorCode(code) ? code : 'device_unavailable'
}

/** The meter went on: of the pour under way, or of nobody's. */
export function onFlow(turn: Turn, pulses: number): void {
  const { state } = turn
  state.flow = pulses
  const { pour } = state
  if (pour === null || pour.stage === 'asked') return watchRest(turn, pulses)
  if (pour.flowBefore === null || pulses < pour.flowBefore) return
  pour.heardPulses = Math.max(pour.heardPulses, pulses - pour.flowBefore)
  if (pour.heardPulses <= pour.pulses + slackOf(pour.pulses) || pour.stoppedFor !== null) return
  pour.stoppedFor = 'over_run'
  turn.effects.push({ do: 'halt' })
  overRan(turn)
}

/** Water while nothing is poured: a valve that does not close. */
function watchRest(turn: Turn, pulses: number): void {
  const { state } = turn
  const isFlushing = state.interlock.step === 'flushing'
  if (state.restFlow === null || pulses < state.restFlow || isFlushing) state.restFlow = pulses
  if (pulses - state.restFlow <= slackOf(0) || state.alarms.includes('water_over_run')) return
  turn.effects.push({ do: 'halt' })
  overRan(turn)
}

function slackOf(pulses: number): number {
  return Math.max(overRun.leastPulses, Math.ceil(pulses * overRun.share))
}

function overRan(turn: Turn): void {
  raiseAlarm(turn, 'water_over_run', 'critical', 'More water runs than was ordered; the valve may not close')
}

/** Ends the pour under way by the machine's own will. */
export function stopPour(turn: Turn): void {
  const { pour } = turn.state
  if (pour === null) return
  pour.stoppedFor ??= 'stopped'
  if (pour.stage !== 'asked') turn.effects.push({ do: 'halt' })
}

/** A stop said while the order was on its way may have come before it, or never. */
function stopAgain(turn: Turn, pour: Pour): void {
  if (pour.stoppedFor !== null) turn.effects.push({ do: 'halt' })
}

/** Asks again what became of a pour that an earlier run of the program began. */
export function lookAgain(turn: Turn): void {
  const { state } = turn
  if (state.pour?.stage === 'found' && state.board === true) turn.effects.push({ do: 'ask_last', sessionId: state.pour.sessionId })
}

function refOf({ sessionId, commandId }: Pour): { session_id: string; command_id?: string } {
  return { session_id: sessionId, ...(commandId === null ? {} : { command_id: commandId }) }
}
