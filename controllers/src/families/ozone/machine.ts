/**
 * The treatment machine as a pure machine: state and input in, next state and effects out. It reads no clock, makes no id and
 * touches no device; what it needs to know comes with the context.
 */
import type { MachineMode } from '@palang/protocol'
import type { TreatmentSwitches } from '../../devices/board/treatment-port.ts'
import { hearPayingDevice } from '../till/devices.ts'
import { onCreditOverdue } from '../till/credit.ts'
import { hearTill, onTillTimer } from '../till/hear.ts'
import { emptyTill } from '../till/till.ts'
import { ozoneDelays, type TimerName } from './delays.ts'
import { lookAgain, onRan, onRemembered, onStart, onTaken, restartRun } from './run.ts'
import { choose, followSale, leaveThanks, onCancel, onPayingOverdue, onStop, onStopTreatment, restartSale } from './sale.ts'
import { acknowledge, onMaxRun, onSwitches, restLeftMs, stopRun } from './safety.ts'
import { learn, onSettings } from './settings.ts'
import type { Effect, OzoneConfig, OzoneContext, OzoneInput, OzoneState, SavedOzone, Turn, TurnEffect } from './state.ts'
import { answer, clearAlarm, raiseAlarm, record, startTimer } from './turn.ts'

const unheard: TreatmentSwitches = { door: null, emergency_stop: null }

const fresh: SavedOzone = {
  mode: 'active',
  isStopLatched: false,
  run: null,
  lastRun: null,
  restUntilMs: 0,
  alarms: [],
  till: emptyTill,
  shop: { sale: null, ended: null, credit: null, sinceMs: 0 },
  ordered: {},
  prices: null,
}

/** The machine before its board has said anything; `saved` is what an earlier run left in the journal. */
export function initialOzone(saved: SavedOzone | null): OzoneState {
  const { run, ...rest } = saved ?? fresh
  return {
    ...structuredClone(rest),
    run: run === null ? null : { ...run, stage: 'found' },
    board: undefined,
    boot: null,
    switches: unheard,
    devices: {},
  }
}

/** The part worth keeping over a restart. A run that was not intended yet is none, and how far it is the board knows. */
export function savedPart({ board: _board, boot: _boot, switches: _switches, devices: _devices, run, ...kept }: OzoneState): SavedOzone {
  return { ...kept, run: run?.stage === 'asked' ? null : run }
}

/** One step. Neither `state` nor `input` is changed. */
export function stepOzone(
  config: OzoneConfig,
  state: OzoneState,
  input: OzoneInput,
  context: OzoneContext,
): { state: OzoneState; effects: Effect[] } {
  const turn: Turn = { config, context, state: structuredClone(state), effects: [] }
  hear(turn, input)
  followSale(turn, state)
  return { state: turn.state, effects: turn.effects.map(ownWord) }
}

/** What a card paid for somebody who has gone, in the word of this family. */
function ownWord(effect: TurnEffect): Effect {
  if (effect.do !== 'record') return effect
  const { fact } = effect
  return { do: 'record', fact: fact.type === 'sale_paid' ? { type: 'treatment_paid', payload: fact.payload } : fact }
}

function hear(turn: Turn, input: OzoneInput): void {
  switch (input.kind) {
    case 'started':
      return onStarted(turn)
    case 'board':
      return input.connected ? onConnected(turn, input) : onDisconnected(turn, input.reason)
    case 'restarted':
      if (turn.state.run !== null) turn.state.run.powerLost ||= input.cause === 'power'
      return
    case 'switches':
      return onSwitches(turn, input.switches)
    case 'device':
      return hearPayingDevice(turn, input)
    case 'learned':
      return learn(turn, input.settings)
    case 'remembered':
      return onRemembered(turn, input.sessionId, input.last)
    case 'taken':
      return onTaken(turn, input.sessionId, input.result)
    case 'ran':
      return onRan(turn, input)
    case 'timer':
      return onTimer[input.name](turn)
    default:
      return hearPerson(turn, input)
  }
}

type FromElsewhere = 'started' | 'board' | 'restarted' | 'switches' | 'device' | 'learned' | 'remembered' | 'taken' | 'ran' | 'timer'

function hearPerson(turn: Turn, input: Exclude<OzoneInput, { kind: FromElsewhere }>): void {
  switch (input.kind) {
    case 'choose':
      return choose(turn, input.treatment)
    case 'cancel':
      return onCancel(turn)
    case 'stop':
      return onStop(turn)
    case 'done':
      return leaveThanks(turn)
    case 'start':
      return onStart(turn, input)
    case 'stop_treatment':
      return onStopTreatment(turn, input.id)
    case 'settings':
      return onSettings(turn, input.id, input.wanted)
    case 'set_mode':
      return onSetMode(turn, input.id, input.mode)
    case 'help':
      raiseAlarm(turn, 'help_requested', 'info', 'Somebody at the machine asks for help')
      return startTimer(turn, 'help', ozoneDelays.helpMs)
    default:
      return hearTill(turn, input)
  }
}

const onTimer: Readonly<Record<TimerName, (turn: Turn) => void>> = {
  ...onTillTimer,
  look_again: lookAgain,
  max_run: onMaxRun,
  cool: turn => void (turn.state.restUntilMs = 0),
  help: turn => clearAlarm(turn, 'help_requested'),
  paying: onPayingOverdue,
  thanks: leaveThanks,
  credit: onCreditOverdue,
}

function onStarted(turn: Turn): void {
  restartRun(turn)
  restartSale(turn)
  const restMs = restLeftMs(turn.state, turn.config, turn.context.nowMs)
  if (restMs > 0) startTimer(turn, 'cool', restMs)
}

function onConnected(turn: Turn, { boot, switches }: Extract<OzoneInput, { connected: true; kind: 'board' }>): void {
  const { state } = turn
  const isNew = state.board !== true
  state.board = true
  state.boot = boot
  if (isNew) {
    record(turn, { type: 'device_connected', payload: { device: 'board' } })
    clearAlarm(turn, 'board_disconnected')
  }
  onSwitches(turn, switches)
  if (isNew) lookAgain(turn)
}

/** Only changes are facts. What the board is doing meanwhile, it tells when it is back. */
function onDisconnected(turn: Turn, reason: string): void {
  const { state } = turn
  if (state.board === false) return
  state.board = false
  state.switches = unheard
  record(turn, { type: 'device_disconnected', payload: { device: 'board', reason: reason.slice(0, 200) } })
  raiseAlarm(turn, 'board_disconnected', 'critical', 'The board does not answer')
}

/** Maintenance lets a customer's treatment end; out of service means now. A person who sets the mode has looked after the machine. */
function onSetMode(turn: Turn, id: string, mode: MachineMode): void {
  turn.state.mode = mode
  acknowledge(turn)
  if (mode === 'disabled') stopRun(turn, 'stopped')
  answer(turn, { command_id: id, state: 'succeeded', evidence: { kind: 'mode', mode } })
}
