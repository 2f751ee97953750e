/**
 * The water machine as a pure machine: state and input in, next state and effects out. It reads no clock, makes no id and
 * touches no device; what it needs to know comes with the context.
 */
import type { AlarmSeverity, MachineMode, WaterSettings } from '@palang/protocol'
import { type WaterSwitch, waterSwitches } from '../../devices/board/water-port.ts'
import { hearPayingDevice } from '../till/devices.ts'
import { onCreditOverdue } from '../till/credit.ts'
import { hearTill, onTillTimer } from '../till/hear.ts'
import { emptyTill } from '../till/till.ts'
import { type TimerName, waterDelays } from './delays.ts'
import { lookAgain, onDispense, onFlow, onPoured, onRemembered, onTaken, stopPour } from './pour.ts'
import { followQuality } from './interlock.ts'
import { onLearned, onQualityInput, onQualityTimer, startQuality } from './quality-input.ts'
import { foundInterlock, openInterlock, unmeasured } from './quality-state.ts'
import { followSale, leaveThanks, onPayingOverdue, onSaleInput, restartSale } from './sale.ts'
import { emptyShop } from './sale-state.ts'
import { hearHub, learn } from './settings.ts'
import type { Effect, SavedWater, Switches, Turn, WaterConfig, WaterContext, WaterInput, WaterState } from './state.ts'
import { answer, clearAlarm, raiseAlarm, record, startTimer } from './turn.ts'

const unheard: Switches = { door: null, leak: null, emergency_stop: null, tamper: null }

/** The machine before its board has said anything; `saved` is what an earlier run left in the journal. */
export function initialWater(saved: SavedWater | null): WaterState {
  const pour = saved?.pour ?? null
  return {
    mode: saved?.mode ?? 'active',
    board: undefined,
    boot: null,
    switches: unheard,
    flow: null,
    restFlow: null,
    pour: pour === null ? null : { ...pour, stage: 'found' },
    lastPour: saved?.lastPour ?? null,
    alarms: saved?.alarms ?? [],
    devices: {},
    till: saved?.till ?? emptyTill,
    shop: saved?.shop ?? emptyShop,
    settings: saved?.settings ?? null,
    quality: { ...unmeasured(), ...saved?.quality },
    interlock: saved === null ? openInterlock : foundInterlock(saved.interlock),
  }
}

/** The part worth keeping over a restart. A pour that was not intended yet is none. */
export function savedPart({ mode, pour, lastPour, alarms, till, shop, settings, quality, interlock }: WaterState): SavedWater {
  return {
    mode,
    pour: pour?.stage === 'asked' ? null : pour,
    lastPour,
    alarms,
    till,
    shop,
    settings,
    quality: { written: quality.written },
    interlock,
  }
}

/** One step. Neither `state` nor `input` is changed. */
export function stepWater(
  config: WaterConfig,
  state: WaterState,
  input: WaterInput,
  context: WaterContext,
): { state: WaterState; effects: Effect[] } {
  const turn: Turn = { config, context, state: structuredClone(state), effects: [] }
  hear(turn, input)
  followQuality(turn)
  followSale(turn, state)
  return { state: turn.state, effects: turn.effects }
}

function hear(turn: Turn, input: WaterInput): void {
  switch (input.kind) {
    case 'board':
      return input.connected ? onConnected(turn, input) : onDisconnected(turn, input.reason)
    case 'restarted':
      if (turn.state.pour !== null) turn.state.pour.powerLost ||= input.cause === 'power'
      turn.state.restFlow = null
      if (turn.state.interlock.flush !== null) turn.state.interlock.flush.flowBefore = null
      return
    case 'switches':
      return onSwitches(turn, input.switches)
    case 'flow':
      return onFlow(turn, input.pulses)
    case 'dispense':
      return onDispense(turn, input)
    case 'set_mode':
      return onSetMode(turn, input.id, input.mode)
    case 'help':
      raiseAlarm(turn, 'help_requested', 'info', 'Somebody at the machine asks for help')
      return startTimer(turn, 'help', waterDelays.helpMs)
    case 'remembered':
      return onRemembered(turn, input.sessionId, input.last)
    case 'taken':
      return onTaken(turn, input.sessionId, input.result)
    case 'poured':
      return onPoured(turn, input)
    case 'timer':
      return onTimer[input.name](turn)
    case 'started':
      startQuality(turn)
      return restartSale(turn)
    case 'device':
      return hearPayingDevice(turn, input)
    case 'learned':
      return learnAll(turn, input.settings)
    case 'hub_heard':
      return hearHub(turn)
    case 'choose':
    case 'cancel':
    case 'stop':
    case 'done':
    case 'stop_dispense':
    case 'sale_lock':
    case 'printed':
      return onSaleInput(turn, input)
    case 'reading':
    case 'sensor_fault':
    case 'sensor_restarted':
    case 'flush':
    case 'flushed':
      return onQualityInput(turn, input)
    default:
      return hearTill(turn, input)
  }
}

const onTimer: Readonly<Record<TimerName, (turn: Turn) => void>> = {
  ...onTillTimer,
  ...onQualityTimer,
  look_again: lookAgain,
  help: turn => clearAlarm(turn, 'help_requested'),
  paying: onPayingOverdue,
  thanks: leaveThanks,
  credit: onCreditOverdue,
}

function learnAll(turn: Turn, settings: WaterSettings): void {
  const before = turn.state.settings
  learn(turn, settings)
  onLearned(turn, before)
}

function onConnected(turn: Turn, { boot, flow, switches }: Extract<WaterInput, { connected: true }>): void {
  const { state } = turn
  const isNew = state.board !== true
  state.board = true
  state.boot = boot
  state.flow = flow
  if (isNew) {
    state.restFlow = flow
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
  state.flow = null
  state.restFlow = null
  record(turn, { type: 'device_disconnected', payload: { device: 'board', reason: reason.slice(0, 200) } })
  raiseAlarm(turn, 'board_disconnected', 'critical', 'The board does not answer')
}

const switchAlarms: Readonly<Record<WaterSwitch, { code: string; severity: AlarmSeverity; message: string }>> = {
  door: { code: 'door_open', severity: 'warning', message: 'The door of the machine is open' },
  leak: { code: 'water_leak', severity: 'critical', message: 'Water leaks in the machine' },
  emergency_stop: { code: 'emergency_stop', severity: 'critical', message: 'The emergency stop is pressed' },
  tamper: { code: 'tampered', severity: 'critical', message: 'Somebody tampers with the machine' },
}

function onSwitches(turn: Turn, switches: Switches): void {
  turn.state.switches = switches
  for (const name of waterSwitches) {
    const { code, severity, message } = switchAlarms[name]
    if (switches[name] === true) raiseAlarm(turn, code, severity, message)
    else if (switches[name] === false) clearAlarm(turn, code)
  }
}

/** Maintenance lets a customer's pour end; out of service means now. */
function onSetMode(turn: Turn, id: string, mode: MachineMode): void {
  turn.state.mode = mode
  if (mode === 'disabled') stopPour(turn)
  answer(turn, { command_id: id, state: 'succeeded', evidence: { kind: 'mode', mode } })
}
