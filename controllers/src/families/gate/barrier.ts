/**
 * The barrier: one order at a time, each proven by the limit switch. A board that only reckons where the barrier stands is
 * waited for all the same, and what it says counts as assumed; one that says nothing of it counts as obeying at once, assumed.
 * A barrier is never ordered to move again by itself after a failure; only the lane's own closing is tried again, when it
 * found something in the way or a restart left it unproven.
 */
import type { CommandResult, Evidence } from '@palang/protocol'
import type { BarrierPosition, MoveResult } from '../../devices/board/port.ts'
import type { Cause, Order, Turn } from './state.ts'
import { answer, answerProblem, clearAlarm, heldBy, lacks, raiseAlarm, record, startTimer, stopTimer } from './turn.ts'

/** Why an order failed, where a caller is told just that. */
const standingCodes: ReadonlySet<string> = new Set(['barrier_blocked', 'device_unavailable', 'emergency_stop'])

const untroubled = { restored: false, unanswered: false, extended: false } as const

/** Orders the barrier to move. The fact comes first; an order still under way is superseded. */
export function orderBarrier(turn: Turn, action: Order['action'], askedMs: number, cause: Cause, commandId: string | null): void {
  const { state, context } = turn
  // While the gate is held open no opening ends by itself.
  const holdMs = heldBy(state) === null || lacks(turn, 'hold') ? askedMs : 0
  supersede(turn)
  const order: Order = { id: ++state.lastOrderId, action, holdMs, cause, commandId, orderedAtMs: context.steadyMs, ...untroubled }
  record(turn, { type: 'barrier_ordered', payload: { ...cause, action, hold_ms: holdMs } })
  state.barrier = { at: 'moving', order }
  if (action === 'close') state.closeWanted = false
  state.closeHeldBack = false
  stopTimer(turn, 'close_retry', 'assumed_closed')
  startTimer(turn, 'barrier', timeFor(turn, order))
  turn.effects.push({ do: 'move', orderId: order.id, action, holdMs })
}

/** How long the order may take until it is proven, milliseconds. */
export function timeFor({ config }: Turn, { action }: Order): number {
  return action === 'open' ? config.delays.barrierOpenMs : config.delays.barrierCloseMs
}

function supersede(turn: Turn): void {
  if (turn.state.barrier.at !== 'moving') return
  const { order } = turn.state.barrier
  const { commandId, restored, unanswered } = order
  if (commandId === null) return
  if (restored || unanswered) endUnknown(turn, order)
  else answerProblem(turn, commandId, 'failed', { code: 'conflict', message: 'A later order to the barrier took its place' })
}

/** The board answered an order, or could not be given it. */
export function onMoved(turn: Turn, orderId: number, result: MoveResult): void {
  const { state } = turn
  if (state.barrier.at !== 'moving' || state.barrier.order.id !== orderId) return
  const order = state.barrier.order
  if (result.ok || result.moved === 'maybe') noteLeft(turn, order)
  if (!result.ok) return onNotMoved(turn, order, result)
  if (order.action === 'stop') return proveStopped(turn, order)
  if (result.assumed === true || lacks(turn, 'position')) return prove(turn, order, { kind: 'assumed' })
  if (result.position !== targetOf(order)) return
  prove(turn, order, proofOf(turn, order))
  // What the board said since it took the order may have been heard before this.
  onPosition(turn, state.inputs.barrier, state.inputs.positionKnown)
}

/** Somebody may be driving through from now on, whatever is heard of the board. */
function noteLeft({ state: { visit } }: Turn, order: Order): void {
  if (visit !== null && order.action === 'open' && order.cause.visit_id === visit.id) visit.orderLeft = true
}

function onNotMoved(turn: Turn, order: Order, result: Extract<MoveResult, { ok: false }>): void {
  if (result.moved === 'maybe') {
    order.unanswered = true
    if (!lacks(turn, 'position')) return
    failOrder(turn, order, 'no_answer', 'unknown')
    // Nobody will ever say where it stands: it has had its time to close, and the lane serves the next.
    startTimer(turn, 'assumed_closed', order.holdMs + turn.config.delays.assumedClosedMarginMs)
  } else if (result.code === 'machine_busy') giveWay(turn, order)
  else if (order.action === 'close' && result.code === 'barrier_blocked') blocked(turn, order)
  else failOrder(turn, order, result.code, 'failed', result.message)
}

/** A stop was on its way, and nothing of this order left: the barrier stands as it stood. */
function giveWay(turn: Turn, order: Order): void {
  const { state } = turn
  stopTimer(turn, 'barrier')
  state.barrier = state.inputs.barrier === 'closed' ? { at: 'rest' } : { at: 'open', cause: order.cause }
  if (order.commandId !== null)
    answerProblem(turn, order.commandId, 'failed', { code: 'machine_busy', message: 'The barrier was being stopped' })
}

/** The barrier came to stand somewhere, whoever moved it. */
export function onPosition(turn: Turn, position: BarrierPosition, positionKnown: boolean): void {
  const { state } = turn
  const before = state.inputs.barrier
  state.inputs = { ...state.inputs, barrier: position, positionKnown }
  const barrier = state.barrier
  if (position === 'fault') return onFault(turn)
  if (position !== 'open' && position !== 'closed') return
  if (barrier.at === 'moving') {
    if (position === targetOf(barrier.order)) prove(turn, barrier.order, proofOf(turn, barrier.order))
  } else if (position === 'open') {
    if (barrier.at !== 'open') arrived(turn, 'open', barrier.at === 'failed' ? barrier.cause : {}, sight(turn, 'open'))
    if (barrier.at === 'rest' && before !== 'unknown') raiseAlarm(turn, 'barrier_forced', 'warning', 'The barrier opened without an order')
  } else if (barrier.at !== 'rest') {
    arrived(turn, 'closed', barrier.cause, sight(turn, 'closed'))
  }
}

function onFault(turn: Turn): void {
  const barrier = turn.state.barrier
  // A boom stopped between its switches is told as a fault, perhaps before the stop is answered.
  if (barrier.at === 'moving' && barrier.order.action === 'stop') return
  if (barrier.at === 'moving') return failOrder(turn, barrier.order, turn.state.inputs.estop ? 'emergency_stop' : 'barrier_fault', 'failed')
  if (barrier.at === 'failed') return
  turn.state.barrier = { at: 'failed', cause: barrier.at === 'open' ? barrier.cause : {}, action: 'stop' }
  // The emergency stop has an alarm of its own.
  if (!turn.state.inputs.estop) raiseAlarm(turn, 'barrier_stuck', 'critical', 'The board reports a barrier fault')
}

/** The time for reaching the position is over. */
export function onBarrierOverdue(turn: Turn): void {
  const { state } = turn
  if (state.barrier.at !== 'moving') return
  const order = state.barrier.order
  const position = state.inputs.barrier
  if (position === targetOf(order)) return prove(turn, order, proofOf(turn, order))
  if (order.restored || (order.unanswered && order.action === 'open' && position === 'closed')) return giveUp(turn, order)
  if (state.devices.board !== true) return failOrder(turn, order, 'device_unavailable', 'unknown')
  if (order.action === 'close' && state.inputs.beam) return blocked(turn, order)
  failOrder(turn, order, 'timeout', order.unanswered ? 'unknown' : 'failed')
}

/**
 * What became of the order was seen by nobody, and that is all that can be said. A boom still on its way is awaited once
 * more; only one that stands closed counts as closed.
 */
function giveUp(turn: Turn, order: Order): void {
  const { state, config } = turn
  const { barrier: position } = state.inputs
  if (position === 'opening' || position === 'closing') {
    if (order.extended) return failOrder(turn, order, 'timeout', 'unknown')
    order.extended = true
    return startTimer(turn, 'barrier', timeFor(turn, order))
  }
  endUnknown(turn, order)
  state.manual = null
  if (position === 'closed') {
    state.barrier = { at: 'rest' }
    turn.arrivals.push('closed')
    return
  }
  state.barrier = { at: 'open', cause: order.cause }
  if (order.action === 'close' && order.commandId === null) state.closeWanted = true
  if (position === 'unknown') startTimer(turn, 'assumed_closed', config.delays.holdMs)
  if (position === 'fault') onFault(turn)
}

function endUnknown(turn: Turn, { commandId, restored }: Order): void {
  if (commandId === null) return
  const why = restored ? 'The controller restarted' : 'The board did not answer, and the order was given up'
  answerProblem(turn, commandId, 'unknown', { code: 'outcome_unknown', message: `${why} before the barrier was proven` })
}

/**
 * A barrier nobody tells anything of has had its time to close by itself, and is taken for closed. A board that closes when told
 * is told: then it says what becomes of it.
 */
export function onAssumedClosed(turn: Turn): void {
  const { state } = turn
  const { barrier } = state
  const isForgotten = barrier.at === 'failed' && lacks(turn, 'position')
  if ((barrier.at !== 'open' && !isForgotten) || state.inputs.barrier !== 'unknown') return
  if (isObstructed(turn)) return startTimer(turn, 'assumed_closed', turn.config.delays.assumedClosedMarginMs)
  if (isForgotten || lacks(turn, 'close')) return arrived(turn, 'closed', barrier.cause, { kind: 'assumed' })
  state.manual = null
  state.closeWanted = true
}

/** Whether something stands where the boom comes down. A board with one sensor only has that one to say it. */
export function isObstructed(turn: Turn): boolean {
  const { loop1, loop2, beam } = turn.state.inputs
  return beam || loop2 || (loop1 && lacks(turn, 'loop2') && lacks(turn, 'beam'))
}

/** Something stands under the barrier: an operator is told, the lane tries again. */
function blocked(turn: Turn, order: Order): void {
  stopTimer(turn, 'barrier')
  turn.state.barrier = { at: 'open', cause: order.cause }
  if (order.commandId === null) {
    turn.state.closeWanted = true
    turn.state.closeHeldBack = true
    return startTimer(turn, 'close_retry', turn.config.delays.closeRetryMs)
  }
  record(turn, { type: 'barrier_failed', payload: { ...order.cause, action: 'close', reason: 'barrier_blocked' } })
  answerProblem(turn, order.commandId, 'failed', { code: 'barrier_blocked', message: 'Something stands under the barrier' })
}

function failOrder(turn: Turn, order: Order, why: string, outcome: 'failed' | 'unknown', message?: string): void {
  const { state } = turn
  stopTimer(turn, 'barrier')
  state.barrier = { at: 'failed', cause: order.cause, action: order.action }
  state.manual = null
  record(turn, { type: 'barrier_failed', payload: { ...order.cause, action: order.action, reason: why } })
  if (why !== 'device_unavailable' && why !== 'emergency_stop') {
    raiseAlarm(turn, 'barrier_stuck', 'critical', `The barrier did not obey "${order.action}": ${message ?? why}`)
  }
  if (order.commandId === null) return
  const code = outcome === 'unknown' ? 'outcome_unknown' : standingCodes.has(why) ? why : 'barrier_fault'
  answerProblem(turn, order.commandId, outcome, { code, message: message ?? `The barrier did not reach its position (${why})` })
}

/** A stop ends where the barrier is; that the board took the order is all the proof there can be. */
function proveStopped(turn: Turn, order: Order): void {
  const { state } = turn
  stopTimer(turn, 'barrier')
  state.manual = null
  state.closeWanted = false
  state.barrier = state.inputs.barrier === 'closed' ? { at: 'rest' } : { at: 'open', cause: order.cause }
  if (order.commandId !== null) succeed(turn, order.commandId, { kind: 'assumed', gate_status: state.inputs.barrier })
  if (state.inputs.barrier === 'fault') onFault(turn)
}

function prove(turn: Turn, order: Order, evidence: Evidence): void {
  stopTimer(turn, 'barrier')
  arrived(turn, order.action === 'open' ? 'open' : 'closed', order.cause, evidence)
  if (order.commandId !== null) succeed(turn, order.commandId, evidence)
  if (order.action === 'open' && lacks(turn, 'position')) {
    startTimer(turn, 'assumed_closed', order.holdMs + turn.config.delays.assumedClosedMarginMs)
  }
}

/** The barrier stands open or closed; a fault that stood is over. */
function arrived(turn: Turn, position: 'open' | 'closed', cause: Cause, evidence: Evidence): void {
  const { state } = turn
  clearAlarm(turn, 'barrier_stuck')
  if (position === 'open') {
    state.barrier = { at: 'open', cause }
    record(turn, { type: 'barrier_opened', payload: { ...cause, evidence } })
    turn.arrivals.push('open')
    return
  }
  state.barrier = { at: 'rest' }
  state.manual = null
  state.closeWanted = false
  state.closeHeldBack = false
  stopTimer(turn, 'close_retry', 'assumed_closed')
  record(turn, { type: 'barrier_closed', payload: { ...cause, evidence } })
  clearAlarm(turn, 'barrier_forced')
  turn.arrivals.push('closed')
}

/** A closing that found something in the way is tried again once that is safe. */
export function onCloseRetry(turn: Turn): void {
  turn.state.closeHeldBack = false
}

/** Closes after the lane's own opening, as soon as nobody is admitted, held open for, or under the barrier. */
export function closeWhenClear(turn: Turn): void {
  const { state } = turn
  if (!state.closeWanted) return
  if (state.manual !== null || state.visit?.stage === 'admitted') {
    state.closeWanted = false
    return
  }
  if (state.inputs.estop || state.closeHeldBack || state.devices.board !== true || isObstructed(turn)) return
  const barrier = state.barrier
  if (lacks(turn, 'close')) letItClose(turn)
  else if (barrier.at === 'open') orderBarrier(turn, 'close', 0, barrier.cause, null)
  else if (barrier.at === 'moving' && barrier.order.action === 'open') orderBarrier(turn, 'close', 0, barrier.order.cause, null)
  else if (barrier.at === 'rest') state.closeWanted = false
}

/** A board that can only open leaves the closing to the barrier: there is nothing to order, only the time to wait for. */
function letItClose(turn: Turn): void {
  const { state, config } = turn
  if (state.barrier.at === 'moving') return
  state.closeWanted = false
  if (state.barrier.at === 'open') startTimer(turn, 'assumed_closed', config.delays.assumedClosedMarginMs)
}

function succeed(turn: Turn, commandId: string, evidence: Evidence): void {
  answer(turn, { command_id: commandId, state: 'succeeded', evidence } satisfies CommandResult)
}

function targetOf(order: Order): BarrierPosition | null {
  return order.action === 'open' ? 'open' : order.action === 'close' ? 'closed' : null
}

function proofOf(turn: Turn, order: Order): Evidence {
  const reached = sight(turn, order.action === 'open' ? 'open' : 'closed')
  return order.restored ? reached : { ...reached, after_ms: Math.max(0, Math.round(turn.context.steadyMs - order.orderedAtMs)) }
}

/** What a position that the board tells is worth: the word of a board that only reckons proves nothing. */
function sight({ state }: Turn, position: 'open' | 'closed'): Evidence {
  return { kind: state.inputs.positionKnown ? 'limit_switch' : 'assumed', gate_status: position }
}
