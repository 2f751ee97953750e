/**
 * The Palang gate board as a pure machine: state and an input give the next state and what the board does. Time comes in
 * as `nowMs` from any steady clock. Words and answers are those of docs/protocols/palang-line.md.
 */
import { type BoardConfig, configure, factoryConfig, readCount } from './board-config.ts'
import { type CoinCount, coinsAtBoot, noCoins, tellCoins } from './coin-count.ts'
import { frame, readHostLine } from './line.ts'
import { orderRelay, relayBits, releaseDue, type Relays, relaysOff, relayText } from './relays.ts'

export type GateWord = 'closed' | 'opening' | 'open' | 'closing' | 'fault'
/** What the limit switches and the motor's feedback tell. */
export type ArmPosition = 'closed' | 'rising' | 'open' | 'falling' | 'stopped'
export type BoardSensor = 'loop1' | 'loop2' | 'beam' | 'estop'

const firmware = '1.0.0'
const boardName = 'sim-gate'
/** Silence of the controller after which the safe state is taken. */
export const deadManMs = 5_000
const maxHoldMs = 600_000

export interface BoardState {
  readonly boot: number
  readonly bootedAtMs: number
  readonly config: BoardConfig
  readonly gate: GateWord
  readonly sensors: Readonly<Record<BoardSensor, boolean>>
  /** When each relay goes off by itself; undefined is off. */
  readonly relayOffAtMs: Relays
  /** The last command's number and answer, for a repeat. */
  readonly stored: { number: number; answer: string } | undefined
  /** Hold to start once the barrier is up; 0 stays up. */
  readonly holdMs: number
  readonly closeAtMs: number | undefined
  /** The hold is over, the beam is not clear yet. */
  readonly closeWhenClear: boolean
  readonly moveEndsAtMs: number | undefined
  readonly coins: CoinCount
  /** When the dead-man acts; undefined once it has. */
  readonly deadManAtMs: number | undefined
}

export type BoardInput =
  | { kind: 'boot'; cause: 'power' | 'external' | 'watchdog'; arm: ArmPosition }
  | { kind: 'line'; text: string }
  | { kind: 'overlong' }
  | { kind: 'sensor'; sensor: BoardSensor; on: boolean }
  /** A coin has fallen. */
  | { kind: 'coin'; pulses: number }
  | { kind: 'button'; name: 'BTN' | 'HELP'; on: boolean }
  | { kind: 'arm'; position: ArmPosition }
  | { kind: 'due' }

export type BoardEffect =
  | { kind: 'send'; line: string }
  | { kind: 'motor'; run: 'up' | 'down' | 'stop' }
  /** An OPEN was carried out, not merely repeated. */
  | { kind: 'actuated'; number: number; holdMs: number; gate: GateWord }
  | { kind: 'dead_man' }

/** Collects what one step changes. */
interface Step {
  state: BoardState
  effects: BoardEffect[]
  nowMs: number
}

/** A board that was never switched on. */
export function freshBoard(): BoardState {
  return {
    boot: 0,
    bootedAtMs: 0,
    config: factoryConfig,
    gate: 'closed',
    sensors: { loop1: false, loop2: false, beam: false, estop: false },
    relayOffAtMs: relaysOff,
    stored: undefined,
    holdMs: 0,
    closeAtMs: undefined,
    closeWhenClear: false,
    moveEndsAtMs: undefined,
    coins: noCoins,
    deadManAtMs: undefined,
  }
}

/** One step of the board. */
export function stepBoard(state: BoardState, input: BoardInput, nowMs: number): { state: BoardState; effects: readonly BoardEffect[] } {
  const step: Step = { state, effects: [], nowMs }
  switch (input.kind) {
    case 'boot':
      boot(step, input.cause, input.arm)
      break
    case 'line':
      takeLine(step, input.text)
      break
    case 'overlong':
      send(step, 0, ['ERR', 'RANGE'])
      break
    case 'sensor':
      sense(step, input.sensor, input.on)
      break
    case 'button':
      event(step, input.name, input.on ? 1 : 0)
      break
    case 'coin':
      countCoin(step, input.pulses)
      break
    case 'arm':
      armMoved(step, input.position)
      break
    case 'due':
      runDue(step)
      break
  }
  return { state: step.state, effects: step.effects }
}

/** When the board next acts by itself, or never. */
export function nextDueMs(state: BoardState): number | undefined {
  const times = [state.closeAtMs, state.moveEndsAtMs, state.deadManAtMs, ...state.relayOffAtMs].filter(time => time !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

function boot(step: Step, cause: string, arm: ArmPosition): void {
  const { config, sensors, boot: boots, coins } = step.state
  const up = arm === 'open' || arm === 'rising'
  const words: Record<ArmPosition, GateWord> = { closed: 'closed', rising: 'opening', open: 'open', falling: 'closing', stopped: 'fault' }
  step.state = {
    ...freshBoard(),
    config,
    sensors,
    boot: boots + 1,
    bootedAtMs: step.nowMs,
    gate: words[arm],
    coins: coinsAtBoot(coins, cause, boots + 1),
    holdMs: config.boot_hold_ms,
    closeAtMs: up && arm === 'open' && config.boot_hold_ms > 0 ? step.nowMs + config.boot_hold_ms : undefined,
    moveEndsAtMs: arm === 'rising' || arm === 'falling' ? step.nowMs + config.move_ms : undefined,
    deadManAtMs: step.nowMs + deadManMs,
  }
  send(step, 0, ['BOOT', firmware, cause, boots + 1])
}

function takeLine(step: Step, text: string): void {
  const line = readHostLine(text)
  if (line.kind === 'noise') return
  if (line.kind === 'damaged') return send(step, line.number, ['ERR', 'CHECKSUM'])
  if (line.kind === 'refused') return send(step, line.number, ['ERR', line.code])
  if (step.state.stored?.number === line.number) {
    step.effects.push({ kind: 'send', line: step.state.stored.answer })
    return
  }
  const answer = frame(line.number, carryOut(step, line.number, line.word, line.args))
  step.state = { ...step.state, stored: { number: line.number, answer } }
  // The answer leaves before the events the command caused.
  step.effects.unshift({ kind: 'send', line: answer })
}

const ok: readonly string[] = ['OK']
const refuse = (code: string): readonly string[] => ['ERR', code]

function carryOut(step: Step, number: number, word: string, args: readonly string[]): readonly string[] {
  switch (word) {
    case 'ID':
      return ['OK', 'palang', firmware, boardName, String(step.state.boot)]
    case 'PING':
      step.state = { ...step.state, deadManAtMs: step.nowMs + deadManMs }
      return ok
    case 'STAT':
      return ['OK', ...status(step)]
    case 'OPEN':
      return open(step, number, readCount(args[0]))
    case 'CLOSE':
      return close(step)
    case 'STOP':
      return halt(step)
    case 'OUT':
      return switchRelay(step, args)
    case 'CFG': {
      if (args[0] === 'coins' && args[1] === undefined) return tellCoins(step.state.coins)
      if (args[0] === 'inputs' && args[1] === undefined) return ['OK', 'inputs', String(inputMask(step.state.sensors))]
      const result = configure(step.state.config, args[0], args[1])
      if (result.kind === 'error') return refuse(result.code)
      step.state = { ...step.state, config: result.config }
      return ['OK', args[0] ?? '', result.value]
    }
    default:
      return refuse('UNKNOWN')
  }
}

function status({ state, nowMs }: Step): string[] {
  const bit = (on: boolean) => (on ? 1 : 0)
  return [
    `gate=${state.gate}`,
    `loop1=${bit(state.sensors.loop1)}`,
    `loop2=${bit(state.sensors.loop2)}`,
    `beam=${bit(state.sensors.beam)}`,
    `relay=${relayText(relayBits(state.relayOffAtMs))}`,
    'flow=0',
    `up=${Math.floor(nowMs - state.bootedAtMs)}`,
  ]
}

/** Switches that are on, a bit each as our firmware numbers them. */
function inputMask({ loop1, loop2, beam, estop }: Readonly<Record<BoardSensor, boolean>>): number {
  return (loop1 ? 1 : 0) | (loop2 ? 2 : 0) | (beam ? 4 : 0) | (estop ? 128 : 0)
}

function open(step: Step, number: number, holdMs: number | undefined): readonly string[] {
  if (step.state.sensors.estop) return refuse('ESTOP')
  if (holdMs === undefined || holdMs > maxHoldMs) return refuse('RANGE')
  step.effects.push({ kind: 'actuated', number, holdMs, gate: step.state.gate })
  if (step.state.gate === 'open') step.state = { ...step.state, ...held(step, holdMs) }
  else raise(step, holdMs)
  return ok
}

function close(step: Step): readonly string[] {
  if (step.state.sensors.estop) return refuse('ESTOP')
  if (step.state.sensors.beam) return refuse('BLOCKED')
  if (step.state.gate !== 'closed') lower(step)
  return ok
}

function halt(step: Step): readonly string[] {
  const moving = step.state.gate === 'opening' || step.state.gate === 'closing'
  step.state = { ...step.state, closeAtMs: undefined, closeWhenClear: false, moveEndsAtMs: undefined, holdMs: 0 }
  step.effects.push({ kind: 'motor', run: 'stop' })
  // Between the limit switches the board no longer knows a position it could name.
  if (moving) becomes(step, 'fault')
  return ok
}

function switchRelay(step: Step, args: readonly string[]): readonly string[] {
  if (step.state.sensors.estop) return refuse('ESTOP')
  const ordered = orderRelay(step.state.relayOffAtMs, args, step.nowMs)
  if (ordered === undefined) return refuse('RANGE')
  step.state = { ...step.state, relayOffAtMs: ordered.relays }
  return ok
}

/** The last pulse of it is over. */
function countCoin(step: Step, pulses: number): void {
  if (step.state.config.coin_pin === 0) return
  const { coins } = step.state
  step.state = { ...step.state, coins: { ...coins, pulses: coins.pulses + pulses } }
  event(step, 'COIN', step.state.coins.pulses)
}

function sense(step: Step, sensor: BoardSensor, on: boolean): void {
  if (step.state.sensors[sensor] === on) return
  step.state = { ...step.state, sensors: { ...step.state.sensors, [sensor]: on } }
  event(step, sensor.toUpperCase(), on ? 1 : 0)
  if (sensor === 'estop' && on) {
    halt(step)
    step.state = { ...step.state, relayOffAtMs: relaysOff }
  }
  if (sensor !== 'beam') return
  if (on && step.state.gate === 'closing') {
    raise(step, 0)
    step.state = { ...step.state, closeWhenClear: true }
  } else if (on && step.state.closeAtMs !== undefined && step.state.closeWhenClear) {
    step.state = { ...step.state, closeAtMs: undefined }
  } else if (!on && step.state.closeWhenClear && step.state.gate === 'open') {
    step.state = { ...step.state, closeAtMs: step.nowMs + step.state.config.clear_ms }
  }
}

/** A limit switch counts as the end of the move that was ordered; after a fault only a new order ends it. */
function armMoved(step: Step, position: ArmPosition): void {
  if (position === 'open' && step.state.gate === 'opening') {
    const reversed = step.state.closeWhenClear
    step.state = { ...step.state, moveEndsAtMs: undefined, ...held(step, step.state.holdMs) }
    if (reversed) {
      const { beam } = step.state.sensors
      step.state = { ...step.state, closeWhenClear: true, closeAtMs: beam ? undefined : step.nowMs + step.state.config.clear_ms }
    }
    becomes(step, 'open')
  } else if (position === 'closed' && step.state.gate === 'closing') {
    step.state = { ...step.state, moveEndsAtMs: undefined, closeAtMs: undefined, closeWhenClear: false }
    becomes(step, 'closed')
  }
}

function runDue(step: Step): void {
  const { nowMs } = step
  const due = (time: number | undefined) => time !== undefined && time <= nowMs
  step.state = { ...step.state, relayOffAtMs: releaseDue(step.state.relayOffAtMs, nowMs) }
  if (due(step.state.moveEndsAtMs)) {
    step.state = { ...step.state, moveEndsAtMs: undefined, closeAtMs: undefined, closeWhenClear: false }
    step.effects.push({ kind: 'motor', run: 'stop' })
    becomes(step, 'fault')
  }
  if (due(step.state.closeAtMs)) {
    if (step.state.sensors.beam) step.state = { ...step.state, closeAtMs: undefined, closeWhenClear: true }
    else lower(step)
  }
  if (due(step.state.deadManAtMs)) deadMan(step)
}

function deadMan(step: Step): void {
  step.state = { ...step.state, deadManAtMs: undefined, relayOffAtMs: relaysOff }
  step.effects.push({ kind: 'dead_man' })
  const { safe_state: safe } = step.state.config
  const { gate, sensors } = step.state
  if (safe === 'open' && gate !== 'open' && !sensors.estop) raise(step, 0)
  if (safe === 'close' && gate !== 'closed' && gate !== 'closing' && !sensors.estop) {
    if (sensors.beam) step.state = { ...step.state, closeWhenClear: true, closeAtMs: undefined }
    else lower(step)
  }
}

/** The hold that begins now, the barrier being up. */
function held(step: Step, holdMs: number): Pick<BoardState, 'holdMs' | 'closeAtMs' | 'closeWhenClear'> {
  return { holdMs, closeAtMs: holdMs === 0 ? undefined : step.nowMs + holdMs, closeWhenClear: false }
}

function raise(step: Step, holdMs: number): void {
  step.state = { ...step.state, holdMs, closeAtMs: undefined, closeWhenClear: false, moveEndsAtMs: step.nowMs + step.state.config.move_ms }
  step.effects.push({ kind: 'motor', run: 'up' })
  becomes(step, 'opening')
}

function lower(step: Step): void {
  step.state = { ...step.state, closeAtMs: undefined, closeWhenClear: false, moveEndsAtMs: step.nowMs + step.state.config.move_ms }
  step.effects.push({ kind: 'motor', run: 'down' })
  becomes(step, 'closing')
}

function becomes(step: Step, gate: GateWord): void {
  if (step.state.gate === gate) return
  step.state = { ...step.state, gate }
  event(step, 'GATE', gate)
}

function event(step: Step, name: string, value: string | number): void {
  send(step, 0, ['EVT', name, value, Math.floor(step.nowMs - step.state.bootedAtMs)])
}

function send(step: Step, number: number, fields: readonly (string | number)[]): void {
  step.effects.push({ kind: 'send', line: frame(number, fields) })
}
