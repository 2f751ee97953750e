/**
 * The gate lane as a pure machine: state and input in, next state and effects out. It reads no clock, makes no id and
 * touches no device; what it needs to know comes with the context.
 */
import { onRefusalShown } from './admission.ts'
import { tellPrinted } from '../printed.ts'
import { onCardDue, onCardPayment } from './card-payment.ts'
import { closeWhenClear, onAssumedClosed, onBarrierOverdue, onCloseRetry, onMoved, onPosition } from './barrier.ts'
import { presentPlate } from './plate.ts'
import { notePlate } from './plate-seen.ts'
import { onCounted } from './coins.ts'
import { onBarrierClosed, onLeft, onLoop2, onPassageOverdue } from './crossing.ts'
import { onCommand, onSetMode } from './command.ts'
import { onAnswered, onCard, onPresented, onRequestOverdue, onTicketButton, onUnanswered } from './credential.ts'
import type { TimerName } from './delays.ts'
import { onEmergencyStop } from './emergency-stop.ts'
import { onHelp, onHelpOverdue, onHelpReply, onHelpUnanswered, onTicketLost } from './help.ts'
import { keepLoneBooks, noLoneBooks } from './lone-books.ts'
import { keepHeldOpen, onHoldAgain, onHubHold, onLaneHold } from './hold.ts'
import { onBoard, onBoardGone, onStarted } from './recovery.ts'
import {
  followSale,
  onCashBack,
  onChangePaid,
  onEscrow,
  onNotAccepted,
  onQuoteExpired,
  onReturned,
  onStacked,
  onUnproven,
} from './payment.ts'
import { onQrisDue, onQrisInput } from './qris.ts'
import { onPlaces, onPlacesFaded } from './places.ts'
import type { DeviceName, Effect, GateConfig, GateContext, GateInput, GateState, SavedGate, Turn } from './state.ts'
import { clearAlarm, raiseAlarm, record } from './turn.ts'
import { lookForVehicle, onBarrierOpened, onLoop1 } from './visit.ts'
import { phaseOf } from './lane.ts'

/** The lane before its board has said anything; `saved` is what an earlier run left in the journal. */
export function initialGate(nowMs: number, saved: SavedGate | null, { direction }: Pick<GateConfig, 'direction'>): GateState {
  const fresh: GateState = {
    isStation: direction === 'pay',
    mode: 'active',
    phaseSinceMs: nowMs,
    inputs: { barrier: 'unknown', positionKnown: true, loop1: false, loop2: false, beam: false, estop: false },
    devices: {},
    visit: null,
    crossing: null,
    isFollowable: false,
    flicker: { endedAtMs: null, isEcho: false, atMs: [] },
    barrier: { at: 'rest' },
    manual: null,
    holds: { hub: null, machine: null },
    holdOrdered: false,
    holdTries: 0,
    holdPaused: false,
    closeWanted: false,
    closeHeldBack: false,
    note: null,
    charge: null,
    changeDue: null,
    settledStays: [],
    coins: null,
    coinPayer: null,
    printing: [],
    alarms: [],
    alone: [],
    lone: noLoneBooks,
    notice: null,
    help: null,
    places: null,
    plates: { kept: null, gone: null },
    loop1SeenAtMs: null,
    lastOrderId: 0,
    settled: false,
  }
  return saved === null ? fresh : { ...fresh, ...saved }
}

/** The part worth keeping over a restart. */
export function savedPart(state: GateState): SavedGate {
  const { mode, visit, crossing, barrier, manual, holds, closeWanted, help, note, charge, changeDue, settledStays, coins, coinPayer } =
    state
  const { printing, alarms, alone, lone, lastOrderId } = state
  const money = { note, charge, changeDue, settledStays, coins, coinPayer }
  return { mode, visit, crossing, barrier, manual, holds, closeWanted, help, ...money, printing, alarms, alone, lone, lastOrderId }
}

/** One step. Neither `state` nor `input` is changed. */
export function stepGate(
  config: GateConfig,
  state: GateState,
  input: GateInput,
  context: GateContext,
): { state: GateState; effects: Effect[] } {
  const turn: Turn = { config, context, state: structuredClone(state), effects: [], arrivals: [] }
  const phaseBefore = phaseOf(state)
  if (input.kind === 'plate') notePlate(turn, input)
  else hear(turn, input)
  for (let arrival = turn.arrivals.shift(); arrival !== undefined; arrival = turn.arrivals.shift()) {
    if (arrival === 'open') onBarrierOpened(turn)
    else onBarrierClosed(turn)
  }
  keepHeldOpen(turn)
  closeWhenClear(turn)
  lookForVehicle(turn)
  presentPlate(turn)
  followSale(turn, state)
  keepLoneBooks(turn, state)
  if (phaseOf(turn.state) !== phaseBefore) turn.state.phaseSinceMs = context.nowMs
  return { state: turn.state, effects: turn.effects }
}

function hear(turn: Turn, input: Exclude<GateInput, { kind: 'plate' }>): void {
  switch (input.kind) {
    case 'started':
      return onStarted(turn)
    case 'device':
      return onDevice(turn, input.device, input.connected, input.reason)
    case 'board':
      return onBoardConnected(turn, input)
    case 'input':
      return onInput(turn, input)
    case 'barrier':
      return turn.state.devices.board === true ? onPosition(turn, input.position, input.positionKnown) : undefined
    case 'card':
      return onCard(turn, input.cardId, input.raw)
    case 'presented':
      return onPresented(turn, input.purpose, input.credential, input.replyId)
    case 'help':
      return input.about === 'ticket' ? onTicketLost(turn) : onHelp(turn)
    case 'help_reply':
      return onHelpReply(turn, input.id, input.reply)
    case 'answered':
      return onAnswered(turn, input.requestId, input.decision)
    case 'unanswered':
      return onUnanswered(turn, input.requestId)
    case 'moved':
      return onMoved(turn, input.orderId, input.result)
    case 'escrow':
      return onEscrow(turn, input.amount)
    case 'stacked':
      return onStacked(turn, input.amount)
    case 'counted':
      return onCounted(turn, input)
    case 'unproven':
      return onUnproven(turn, input.amount, input.why)
    case 'not_accepted':
      return onNotAccepted(turn, input.noteId, input.result)
    case 'returned':
      return onReturned(turn)
    case 'change_paid':
      return onChangePaid(turn, input.paymentId, input.result)
    case 'printed':
      return onPrinted(turn, input)
    case 'photo':
      return onPhoto(turn, input)
    case 'command':
      return onCommand(turn, input.id, input.control)
    case 'set_mode':
      return onSetMode(turn, input.id, input.mode)
    case 'hub_hold':
      return onHubHold(turn, input.hold)
    case 'lane_hold':
      return onLaneHold(turn, input)
    case 'places':
      return onPlaces(turn, input.places, input.goodForMs)
    case 'timer':
      return onTimer[input.name](turn)
    default:
      return onCashless(turn, input)
  }
}

function onCashless(turn: Turn, input: Parameters<typeof onCardPayment | typeof onQrisInput>[1]): void {
  return input.kind === 'pay_card' || input.kind === 'charged' ? onCardPayment(turn, input) : onQrisInput(turn, input)
}

const onTimer: Record<TimerName, (turn: Turn) => void> = {
  request: onRequestOverdue,
  barrier: onBarrierOverdue,
  passage: onPassageOverdue,
  left: onLeft,
  refused: onRefusalShown,
  paying: onQuoteExpired,
  qris: onQrisDue,
  card: onCardDue,
  close_retry: onCloseRetry,
  assumed_closed: onAssumedClosed,
  notice: turn => {
    turn.state.notice = null
  },
  places: onPlacesFaded,
  help: onHelpOverdue,
  help_unanswered: onHelpUnanswered,
  intrusion(turn) {
    clearAlarm(turn, 'passage_without_permission')
    clearAlarm(turn, 'tailgating')
  },
  loop_quiet: turn => clearAlarm(turn, 'loop_unsteady'),
  hold_again: onHoldAgain,
}

/** Before the board has told how it stands as a whole, single changes mean nothing; only a call for help does. */
function onInput(turn: Turn, { input, on }: Extract<GateInput, { kind: 'input' }>): void {
  if (turn.state.devices.board !== true && input !== 'help_button') return
  switch (input) {
    case 'loop1':
      return turn.state.inputs.loop1 === on ? undefined : onLoop1(turn, on)
    case 'loop2':
      return turn.state.inputs.loop2 === on ? undefined : onLoop2(turn, on)
    case 'estop':
      return turn.state.inputs.estop === on ? undefined : onEmergencyStop(turn, on)
    case 'beam':
      turn.state.inputs = { ...turn.state.inputs, beam: on }
      return
    case 'ticket_button':
      return on ? onTicketButton(turn) : undefined
    case 'help_button':
      return on ? onHelp(turn) : undefined
  }
}

/** An act by hand without a picture says so itself: nobody has to wonder later where it went. */
function onPhoto(turn: Turn, { imageId, reason, cause }: Extract<GateInput, { kind: 'photo' }>): void {
  if (imageId !== null) record(turn, { type: 'image_captured', payload: { ...cause, image_id: imageId, reason } })
  else if (reason === 'override') record(turn, { type: 'image_missing', payload: { ...cause, reason } })
}

function onPrinted(turn: Turn, { name, result }: Extract<GateInput, { kind: 'printed' }>): void {
  turn.state.printing = turn.state.printing.filter(waiting => waiting !== name)
  tellPrinted(turn, name, result)
}

function onBoardConnected(turn: Turn, { inputs }: Extract<GateInput, { kind: 'board' }>): void {
  if (turn.state.devices.board !== true) connected(turn, 'board')
  onBoard(turn, inputs)
}

function connected(turn: Turn, device: DeviceName): void {
  record(turn, { type: 'device_connected', payload: { device } })
  clearAlarm(turn, `${device}_disconnected`)
  turn.state.devices[device] = true
}

/** A device came or went; only changes are facts. The board counts as connected once it has told how it stands. */
function onDevice(turn: Turn, device: DeviceName, isConnected: boolean, reason: string): void {
  const { state } = turn
  if (state.devices[device] === isConnected || (device === 'board' && isConnected)) return
  if (isConnected) {
    connected(turn, device)
    return device === 'cash' || device === 'coins' ? onCashBack(turn) : undefined
  }
  state.devices[device] = false
  if (device === 'board') onBoardGone(turn)
  record(turn, { type: 'device_disconnected', payload: { device, reason: reason.slice(0, 200) } })
  const severity = device === 'board' ? 'critical' : 'warning'
  raiseAlarm(turn, `${device}_disconnected`, severity, `The ${device} does not answer`)
}
