/**
 * What the sale does about the water. Not good for longer than noise lasts: locked, and a customer's pour is ended. Bad water is run
 * away and tested again, so many times; a sensor that cannot be believed is only waited for, as no water mends it. Nothing is unlocked
 * without a test whose every reading came after the water had come to rest, and was good. Each step is a fact with its reading.
 */
import type { WaterFact } from '@palang/protocol'
import type { ActResult } from '../../devices/status.ts'
import { overRun } from './delays.ts'
import { forbiddenBy, stopPour } from './pour.ts'
import { measureAnew, readingOf } from './quality.ts'
import { type Asked, openInterlock } from './quality-state.ts'
import { isOfWater } from './quality-verdict.ts'
import type { Turn, WaterState } from './state.ts'
import { answer, clearAlarm, raiseAlarm, record, reject, startTimer, stopTimer } from './turn.ts'

type Step = Extract<WaterFact, { type: 'interlock_step' }>['payload']['step']

/** After a start: what an earlier run of the program had begun goes on. Without the sensor there is nothing any more to wait for. */
export function resumeInterlock(turn: Turn): void {
  const { interlock } = turn.state
  if (turn.config.quality.sensor === null) return interlock.step === 'open' ? settleDoubt(turn) : unlock(turn, null)
  if (interlock.step === 'retesting') retest(turn)
  if (interlock.step === 'open' && interlock.doubtSinceMs !== null) resumeDoubt(turn, interlock.doubtSinceMs)
}

/**
 * A doubt nobody has lifted goes on where it was, the time without the program included: else a program that is killed again and again
 * would never lock. A clock that was set back does not make it longer.
 */
function resumeDoubt(turn: Turn, sinceMs: number): void {
  const { state, config, context } = turn
  const since = Math.min(sinceMs, context.nowMs)
  state.interlock.doubtSinceMs = since
  startTimer(turn, 'interlock', Math.max(0, since + config.quality.interlock.after_s * 1_000 - context.nowMs))
}

function settleDoubt(turn: Turn): void {
  turn.state.interlock.doubtSinceMs = null
}

/** Called after each step of the machine, whatever it was. */
export function followQuality(turn: Turn): void {
  const { interlock, quality } = turn.state
  tellAlarms(turn)
  switch (interlock.step) {
    case 'open':
      return watch(turn)
    case 'locked':
      return advance(turn)
    case 'flushing':
      return mayFlushOn(turn) ? undefined : endFlush(turn)
    case 'retesting':
      if (interlock.isSettled && !quality.reasons.includes('no_reading_yet')) conclude(turn)
  }
}

/** The time of the present step is over. */
export function onInterlockTimer(turn: Turn): void {
  const { interlock } = turn.state
  switch (interlock.step) {
    case 'open':
      return interlock.doubtSinceMs === null ? undefined : lock(turn)
    case 'locked':
      return
    case 'flushing':
      return endFlush(turn)
    case 'retesting':
      interlock.isSettled = true
      return measureAnew(turn)
  }
}

/** Shorter than `after_s` is noise; that there is no reading yet is no verdict, and nothing is sold meanwhile. */
function watch(turn: Turn): void {
  const { interlock, quality } = turn.state
  if (turn.config.quality.sensor === null) return
  const isDoubtful = interlock.doubtSinceMs !== null
  if (quality.verdict === 'good' && isDoubtful) {
    settleDoubt(turn)
    return stopTimer(turn, 'interlock')
  }
  if (quality.verdict === 'good' || quality.reasons.includes('no_reading_yet') || isDoubtful) return
  interlock.doubtSinceMs = turn.context.nowMs
  const delayMs = turn.config.quality.interlock.after_s * 1_000
  if (delayMs === 0) lock(turn)
  else startTimer(turn, 'interlock', delayMs)
}

/** Bad water is not given: the customer's pour ends here, and he pays for what came. A technician's goes on, he is there to see it. */
function lock(turn: Turn): void {
  const { state, context } = turn
  state.interlock = { ...openInterlock, step: 'locked', cycleId: context.newId() }
  note(turn, 'locked')
  if (state.pour !== null && state.pour.purpose !== 'test') stopPour(turn)
  tellAlarms(turn)
  advance(turn)
}

/** Locked: the next thing that can be done, if any can. */
function advance(turn: Turn): void {
  const { interlock, quality } = turn.state
  const { flush_relay: relay, flush_s: seconds, attempts } = turn.config.quality.interlock
  if (interlock.gaveUp) return
  if (quality.verdict === 'good') return retest(turn)
  if (relay === undefined || !quality.reasons.every(isOfWater)) return
  if (interlock.attempt >= attempts) return giveUp(turn)
  if (turn.state.mode !== 'active' || whyNoFlush(turn.state) !== null) return
  interlock.attempt += 1
  startFlush(turn, { relay, ms: seconds * 1_000, asked: null })
}

function giveUp(turn: Turn): void {
  const { interlock } = turn.state
  interlock.gaveUp = true
  note(turn, 'gave_up')
  raiseAlarm(
    turn,
    'interlock_gave_up',
    'critical',
    `The water is still bad after it was run away ${interlock.attempt} times; somebody has to come`,
  )
}

/** Runs water away because a person wants it. */
export function onFlush(turn: Turn, { id, by, seconds }: Asked & { seconds: number }): void {
  const { state, config } = turn
  const { flush_relay: relay } = config.quality.interlock
  if (relay === undefined) return reject(turn, id, 'device_missing', 'This machine has no flush valve')
  if (state.mode === 'disabled') return reject(turn, id, 'machine_disabled', 'The machine is out of service')
  const why = whyNoFlush(state)
  if (why !== null) return reject(turn, id, why.code, why.message)
  answer(turn, { command_id: id, state: 'accepted' })
  startFlush(turn, { relay, ms: seconds * 1_000, asked: { id, by } })
}

/** Why no water can be run away now. */
function whyNoFlush({ board, pour, shop, interlock, switches }: WaterState) {
  if (board !== true) return { code: 'device_unavailable', message: 'The board of the machine is not connected' } as const
  if (pour !== null || shop.sale !== null) return { code: 'machine_busy', message: 'A customer is being served' } as const
  if (interlock.step === 'flushing') return { code: 'machine_busy', message: 'Water is being run away already' } as const
  const forbids = forbiddenBy(switches)
  return forbids === null ? null : ({ code: 'pour_blocked', message: forbids } as const)
}

/** The intention is written down, then the relay is switched; it goes off by itself. */
function startFlush(turn: Turn, { relay, ms, asked }: { relay: number; ms: number; asked: Asked | null }): void {
  const { interlock } = turn.state
  interlock.flush = { asked, wasOpen: interlock.step === 'open', isFound: false, flowBefore: turn.state.flow }
  interlock.step = 'flushing'
  settleDoubt(turn)
  interlock.cycleId ??= turn.context.newId()
  note(turn, 'flush_started', { asked })
  turn.effects.push({ do: 'flush', relay, ms })
  startTimer(turn, 'interlock', ms)
}

/** The board's answer. A relay that may be on is waited for as long as one that is. */
export function onFlushed(turn: Turn, result: ActResult): void {
  const { flush } = turn.state.interlock
  if (flush === null) return
  if (flush.asked !== null) tellFlush(turn, flush.asked.id, result)
  if (!result.ok && result.moved === 'no') endFlush(turn, result.code)
}

function tellFlush(turn: Turn, commandId: string, result: ActResult): void {
  if (result.ok) return answer(turn, { command_id: commandId, state: 'succeeded', evidence: { kind: 'assumed' } })
  const { code, message } = result
  const error = { code: code === 'barrier_blocked' || code === 'emergency_stop' ? 'pour_blocked' : code, message: message.slice(0, 500) }
  if (result.moved === 'no') return answer(turn, { command_id: commandId, state: 'failed', error })
  answer(turn, { command_id: commandId, state: 'unknown', error: { ...error, code: 'outcome_unknown' } })
}

/** False: it has to end now, or was an earlier run's, and its relay is to be switched off. */
function mayFlushOn({ state }: Turn): boolean {
  if (state.board !== true) return true
  return state.interlock.flush?.isFound !== true && state.mode !== 'disabled' && whyNoFlush({ ...state, interlock: openInterlock }) === null
}

/** Whether the meter saw the water run, beyond what may still have been told of a pour before. Without it the relay was switched, and no more is known. */
function ranAway({ flow, interlock: { flush } }: WaterState): Pick<Noted, 'evidence' | 'pulses'> {
  const pulses = flow === null || flush === null || flush.flowBefore === null ? 0 : flow - flush.flowBefore
  return pulses > overRun.leastPulses ? { evidence: 'measured', pulses } : { evidence: 'assumed' }
}

/** The water runs no more. One a person asked for while all was well, and that never began, changes nothing. */
function endFlush(turn: Turn, refusal?: string): void {
  const { state, config } = turn
  const { flush } = state.interlock
  const { flush_relay: relay } = config.quality.interlock
  note(turn, 'flush_ended', { asked: flush?.asked ?? null, refusal, ...(refusal === undefined ? ranAway(turn.state) : {}) })
  state.interlock.flush = null
  // What is told next of the meter still belongs to it.
  state.restFlow = null
  stopTimer(turn, 'interlock')
  if (relay !== undefined && refusal === undefined) turn.effects.push({ do: 'flush_off', relay })
  if (flush?.wasOpen === true && (refusal !== undefined || config.quality.sensor === null)) state.interlock = openInterlock
  else retest(turn)
}

/** The water comes to rest, then it is measured anew. */
function retest(turn: Turn): void {
  const { interlock } = turn.state
  interlock.step = 'retesting'
  interlock.isSettled = false
  startTimer(turn, 'interlock', turn.config.quality.interlock.retest_s * 1_000)
}

function conclude(turn: Turn): void {
  const { interlock, quality } = turn.state
  note(turn, 'retested')
  interlock.step = 'locked'
  if (quality.verdict === 'good' && !interlock.gaveUp) return unlock(turn, interlock.unlock)
  refuseUnlock(turn)
  tellAlarms(turn)
  advance(turn)
}

function unlock(turn: Turn, asked: Asked | null): void {
  note(turn, 'unlocked', { asked })
  turn.state.interlock = openInterlock
  for (const code of ['water_quality_bad', 'sensor_fault', 'interlock_gave_up']) clearAlarm(turn, code)
  if (asked !== null) answer(turn, { command_id: asked.id, state: 'succeeded' })
}

function refuseUnlock(turn: Turn): void {
  const { interlock, quality } = turn.state
  if (interlock.unlock === null) return
  const message = `The water was tested and is not good: ${quality.reasons.join(', ')}`
  answer(turn, { command_id: interlock.unlock.id, state: 'failed', error: { code: 'water_not_good', message } })
  interlock.unlock = null
}

/**
 * A person wants the machine to sell: what the interlock had locked is tested anew first, and the command is answered when that
 * is done. False where the interlock locks nothing: then there is nothing to wait for.
 */
export function testBeforeUnlock(turn: Turn, asked: Asked): boolean {
  const { id } = asked
  const { interlock } = turn.state
  if (interlock.step === 'open') return false
  if (interlock.unlock !== null) {
    reject(turn, id, 'machine_busy', 'The water is being tested already')
    return true
  }
  answer(turn, { command_id: id, state: 'accepted' })
  Object.assign(interlock, { unlock: asked, gaveUp: false, attempt: 0 })
  clearAlarm(turn, 'interlock_gave_up')
  if (interlock.step === 'locked') retest(turn)
  return true
}

const alarms = {
  water_quality_bad: { severity: 'critical', message: 'The water is not good' },
  sensor_fault: { severity: 'critical', message: 'The sensor of the water cannot be believed' },
} as const

/** Raised from the lock on; cleared when a judgement says that it is over, or with the unlocking. */
function tellAlarms(turn: Turn): void {
  const { interlock, quality } = turn.state
  if (quality.reasons.includes('no_reading_yet')) return
  const found = {
    water_quality_bad: quality.reasons.some(isOfWater),
    sensor_fault: quality.reasons.some(reason => reason.startsWith('sensor_')),
  }
  for (const code of ['water_quality_bad', 'sensor_fault'] as const) {
    const { severity, message } = alarms[code]
    if (!found[code]) clearAlarm(turn, code)
    else if (interlock.step !== 'open') raiseAlarm(turn, code, severity, `${message}: ${quality.reasons.join(', ')}`)
  }
}

interface Noted {
  asked?: Asked | null
  refusal?: string | undefined
  evidence?: 'measured' | 'assumed'
  pulses?: number
}

function note(turn: Turn, step: Step, { asked = null, refusal, ...proof }: Noted = {}): void {
  const { interlock, quality } = turn.state
  if (interlock.cycleId === null) return
  record(turn, {
    type: 'interlock_step',
    payload: {
      cycle_id: interlock.cycleId,
      step,
      attempt: interlock.attempt,
      reasons: quality.reasons,
      ...readingOf(quality.newest),
      ...(asked === null ? {} : { command_id: asked.id }),
      ...(asked?.by === undefined ? {} : { by: asked.by }),
      ...proof,
      ...(refusal === undefined ? {} : { refusal }),
    },
  })
}
