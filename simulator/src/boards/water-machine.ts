/**
 * The Palang water board as a pure machine: state and an input give the next state and the lines it says. Time comes in as
 * `nowMs` from any steady clock. Words and answers are those of docs/protocols/palang-line.md.
 */
import { type BoardConfig, configure, factoryConfig, readCount } from './board-config.ts'
import { type CoinCount, coinsAtBoot, noCoins, tellCoins } from './coin-count.ts'
import { frame, readHostLine } from './line.ts'
import { deadManMs } from './palang-board.ts'
import { orderRelay, relayBits, releaseDue, type Relays, relaysOff, relayText } from './relays.ts'
import { type Course, evenPlumbing, type Plumbing, pulseAtMs, pulsesBy, pumped, trickling } from './water-flow.ts'

const firmware = '1.0.0'
const boardName = 'sim-water'
const tellFlowMs = 500
const maxPulses = 1_000_000
const maxOnMs = 600_000
/** Relays of the valve and the pump: as long as they pour, `OUT` may not have them. */
const pourRelays = 2
const pouringBits = 3

const waterSwitches = ['estop', 'door', 'leak', 'tamper'] as const
export type WaterSwitch = (typeof waterSwitches)[number]
const switchBits: Readonly<Record<WaterSwitch, number>> = { estop: 7, door: 8, leak: 9, tamper: 10 }

interface Pour {
  readonly course: Course
  readonly pulses: number
  readonly endsAtMs: number
}

/** A command that was answered. Over a restart only an order is remembered, and then the same is only what was said in the same words. */
interface Stored {
  readonly number: number
  readonly answer: string
  readonly text: string
  readonly isOfBefore: boolean
}

const orderWords: readonly string[] = ['POUR', 'STOP', 'OUT']

export interface WaterState {
  readonly plumbing: Plumbing
  readonly boot: number
  readonly bootedAtMs: number
  readonly switches: Readonly<Record<WaterSwitch, boolean>>
  /** The pump gets no water, whatever the tank holds. */
  readonly isDry: boolean
  /** Pulses the tank has left; no limit on the mains. */
  readonly left: number
  /** The tank was empty: the pump has to push air out first. */
  readonly hasAir: boolean
  /** The valve stays open once it was opened. */
  readonly isStuck: boolean
  /** Pulses since the start. */
  readonly flow: number
  readonly pour: Pour | undefined
  /** Through the valve that stays open. */
  readonly trickle: Course | undefined
  readonly tellAtMs: number
  /** The last pour, and which one it is since power came. */
  readonly last: { readonly count: number; readonly pulses: number; readonly reason: string }
  readonly relays: Relays
  readonly config: BoardConfig
  readonly coins: CoinCount
  /** The last command, for a repeat. */
  readonly stored: Stored | undefined
  readonly deadManAtMs: number | undefined
}

export type WaterInput =
  | { kind: 'boot'; cause: 'power' | 'external' }
  | { kind: 'line'; text: string }
  | { kind: 'overlong' }
  | { kind: 'switch'; name: WaterSwitch; on: boolean }
  | { kind: 'well'; isDry: boolean }
  /** Somebody fills the tank. */
  | { kind: 'refill' }
  | { kind: 'stuck'; isStuck: boolean }
  /** From the next pour on it gives more or less. */
  | { kind: 'nozzle'; pulseMs: number }
  /** A coin has fallen. */
  | { kind: 'coin'; pulses: number }
  | { kind: 'due' }

interface Step {
  state: WaterState
  lines: string[]
  nowMs: number
}

/** A board that was never switched on, in a machine with a full tank unless `plumbing` says otherwise. */
export function freshWater(plumbing: Plumbing = evenPlumbing): WaterState {
  const { tankPulses = Infinity, leftPulses = tankPulses } = plumbing
  return {
    plumbing,
    boot: 0,
    bootedAtMs: 0,
    switches: { estop: false, door: false, leak: false, tamper: false },
    isDry: false,
    left: leftPulses,
    hasAir: leftPulses === 0,
    isStuck: false,
    flow: 0,
    pour: undefined,
    trickle: undefined,
    tellAtMs: 0,
    last: { count: 0, pulses: 0, reason: 'none' },
    relays: relaysOff,
    config: factoryConfig,
    coins: noCoins,
    stored: undefined,
    deadManAtMs: undefined,
  }
}

/** One step of the board, and the lines it says. */
export function stepWaterBoard(state: WaterState, input: WaterInput, nowMs: number): { state: WaterState; lines: readonly string[] } {
  const step: Step = { state, lines: [], nowMs }
  flowOn(step)
  switch (input.kind) {
    case 'boot':
      boot(step, input.cause)
      break
    case 'line':
      takeLine(step, input.text)
      break
    case 'overlong':
      say(step, 0, ['ERR', 'RANGE'])
      break
    case 'switch':
      feel(step, input.name, input.on)
      break
    case 'well':
      step.state = { ...step.state, isDry: input.isDry, hasAir: step.state.hasAir || input.isDry }
      break
    case 'refill':
      refill(step)
      break
    case 'stuck':
      step.state = { ...step.state, isStuck: input.isStuck }
      if (!input.isStuck) dryUp(step)
      break
    case 'nozzle':
      step.state = { ...step.state, plumbing: { ...step.state.plumbing, pulseMs: input.pulseMs } }
      break
    case 'coin':
      countCoin(step, input.pulses)
      break
    case 'due':
      runDue(step)
      break
  }
  return { state: step.state, lines: step.lines }
}

/** When the board next acts by itself, or never. */
export function nextWaterDueMs({ pour, trickle, flow, tellAtMs, relays, deadManAtMs, config }: WaterState): number | undefined {
  const isTrickling = trickle !== undefined && flow - trickle.flowBefore < trickle.most
  const flowing = pour !== undefined ? [tellAtMs, endOf(pour, config).atMs] : isTrickling ? [tellAtMs] : []
  const times = [deadManAtMs, ...relays, ...flowing].filter(time => time !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

/** How the pour ends when nothing comes in between. */
function endOf({ course, pulses, endsAtMs }: Pour, { no_flow_ms: noFlowMs }: BoardConfig): { atMs: number; reason: string } {
  const [atMs, reason] = course.most < pulses ? [pulseAtMs(course, course.most) + noFlowMs, 'no_flow'] : [pulseAtMs(course, pulses), 'done']
  return atMs <= endsAtMs ? { atMs, reason } : { atMs: endsAtMs, reason: 'timeout' }
}

/** What has run through the meter up to now. */
function flowOn(step: Step): void {
  const { pour: running, trickle } = step.state
  const course = running?.course ?? trickle
  if (course === undefined) return
  const come = pulsesBy(course, Math.min(step.nowMs, running?.endsAtMs ?? Infinity), running?.pulses)
  step.state = { ...step.state, flow: course.flowBefore + come }
}

/** The tank after the water that ran in `course`; where nothing is left, air follows. */
function settle({ left, isDry, flow }: WaterState, course: Course): Pick<WaterState, 'left' | 'hasAir'> {
  const rest = left - (flow - course.flowBefore)
  return { left: rest, hasAir: isDry || rest <= 0 }
}

function refill(step: Step): void {
  const { pour: running, trickle, plumbing } = step.state
  const left = plumbing.tankPulses ?? Infinity
  // What runs goes on running, now out of a full tank.
  const filled = (course: Course) => ({ ...course, most: step.state.flow - course.flowBefore + left })
  const course = running?.course ?? trickle
  step.state = {
    ...step.state,
    left: course === undefined ? left : filled(course).most,
    ...(running === undefined ? {} : { pour: { ...running, course: filled(running.course) } }),
    ...(trickle === undefined ? {} : { trickle: filled(trickle) }),
  }
}

/** The valve that stayed open is closed. */
function dryUp(step: Step): void {
  const { trickle } = step.state
  if (trickle !== undefined) step.state = { ...step.state, ...settle(step.state, trickle), trickle: undefined }
}

/** Water runs on by itself after the end of a pour. */
function runOn(step: Step): void {
  const { state, nowMs } = step
  if (state.isStuck) step.state = { ...state, trickle: trickling(state.plumbing, { ...state, nowMs }), tellAtMs: nowMs + tellFlowMs }
}

function boot(step: Step, cause: 'power' | 'external'): void {
  const { boot: boots, switches, isDry, isStuck, pour, trickle, flow, last, plumbing, config, coins, stored } = step.state
  const course = pour?.course ?? trickle
  const tank = course === undefined ? { left: step.state.left, hasAir: step.state.hasAir } : settle(step.state, course)
  const broken =
    pour !== undefined && cause !== 'power' ? { count: last.count, pulses: flow - pour.course.flowBefore, reason: 'reset' } : undefined
  const fresh = freshWater(plumbing)
  step.state = {
    ...fresh,
    ...tank,
    boot: boots + 1,
    bootedAtMs: step.nowMs,
    switches,
    isDry,
    isStuck,
    config,
    coins: coinsAtBoot(coins, cause, boots + 1),
    last: cause === 'power' ? fresh.last : (broken ?? last),
    stored: cause !== 'power' && isOrder(stored) ? { ...stored, isOfBefore: true } : undefined,
    deadManAtMs: step.nowMs + deadManMs,
  }
  say(step, 0, ['BOOT', firmware, cause, boots + 1])
  if (broken !== undefined) event(step, 'POURED', `${broken.pulses},reset`)
  if (course !== undefined) runOn(step)
}

function isOrder(stored: Stored | undefined): stored is Stored {
  const line = stored === undefined ? undefined : readHostLine(stored.text)
  return line?.kind === 'command' && orderWords.includes(line.word)
}

function takeLine(step: Step, text: string): void {
  const line = readHostLine(text)
  if (line.kind === 'noise') return
  if (line.kind === 'damaged') return say(step, line.number, ['ERR', 'CHECKSUM'])
  if (line.kind === 'refused') return say(step, line.number, ['ERR', line.code])
  const { stored } = step.state
  if (stored?.number === line.number && (!stored.isOfBefore || stored.text === text)) return void step.lines.push(stored.answer)
  const answer = frame(line.number, carryOut(step, line.word, line.args))
  step.state = { ...step.state, stored: { number: line.number, answer, text, isOfBefore: false } }
  // The answer leaves before the events the command caused.
  step.lines.unshift(answer)
}

function carryOut(step: Step, word: string, args: readonly string[]): readonly string[] {
  const { state, nowMs } = step
  switch (word) {
    case 'ID':
      return ['OK', 'palang', firmware, boardName, String(state.boot)]
    case 'PING':
      step.state = { ...state, deadManAtMs: nowMs + deadManMs }
      return ['OK']
    case 'STAT': {
      const up = Math.floor(nowMs - state.bootedAtMs)
      const relay = relayText(relayBits(state.relays) | (state.pour === undefined ? 0 : pouringBits))
      return ['OK', 'gate=closed', 'loop1=0', 'loop2=0', 'beam=0', `relay=${relay}`, `flow=${state.flow}`, `up=${up}`]
    }
    case 'POUR':
      return pour(step, readCount(args[0]), readCount(args[1]))
    case 'STOP':
      end(step, 'stopped')
      return ['OK']
    case 'OUT':
      return switchRelay(step, args)
    case 'CFG':
      return told(step, args)
    default:
      return ['ERR', 'UNKNOWN']
  }
}

function pour(step: Step, pulses: number | undefined, maxMs: number | undefined): readonly string[] {
  const { state, nowMs } = step
  if (state.switches.estop) return ['ERR', 'ESTOP']
  if (pulses === undefined || pulses < 1 || pulses > maxPulses || maxMs === undefined || maxMs < 1 || maxMs > maxOnMs)
    return ['ERR', 'RANGE']
  if (state.pour !== undefined) return ['ERR', 'BUSY']
  if (state.switches.door || state.switches.leak) return ['ERR', 'BLOCKED']
  dryUp(step)
  const { left, hasAir } = step.state
  const course = pumped(state.plumbing, { nowMs, flow: state.flow, left: state.isDry ? 0 : left, hasAir })
  step.state = {
    ...step.state,
    pour: { course, pulses, endsAtMs: nowMs + maxMs },
    tellAtMs: nowMs + tellFlowMs,
    last: { count: state.last.count + 1, pulses: 0, reason: 'running' },
    deadManAtMs: state.deadManAtMs ?? nowMs + deadManMs,
  }
  return ['OK']
}

/** A plain relay, such as that of the flush valve. */
function switchRelay(step: Step, args: readonly string[]): readonly string[] {
  const { state, nowMs } = step
  if (state.switches.estop) return ['ERR', 'ESTOP']
  const ordered = orderRelay(state.relays, args, nowMs)
  if (ordered === undefined) return ['ERR', 'RANGE']
  if (ordered.relay < pourRelays && state.pour !== undefined) return ['ERR', 'BUSY']
  step.state = {
    ...state,
    relays: ordered.relays,
    deadManAtMs: state.deadManAtMs ?? (ordered.isOn ? nowMs + deadManMs : undefined),
  }
  return ['OK']
}

/** What the board keeps and is asked for, and its settings. */
function told(step: Step, [key, value]: readonly string[]): readonly string[] {
  const { state } = step
  if (value === undefined && key === 'inputs') {
    return ['OK', 'inputs', String(waterSwitches.reduce((mask, name) => (state.switches[name] ? mask | (1 << switchBits[name]) : mask), 0))]
  }
  if (value === undefined && key === 'coins') return tellCoins(state.coins)
  if (value === undefined && key === 'poured') {
    const { count, pulses, reason } = state.last
    return ['OK', 'poured', String(count), String(state.pour === undefined ? pulses : state.flow - state.pour.course.flowBefore), reason]
  }
  const result = configure(state.config, key, value)
  if (result.kind === 'error') return ['ERR', result.code]
  step.state = { ...state, config: result.config }
  return ['OK', key ?? '', result.value]
}

/** The last pulse of it is over. */
function countCoin(step: Step, pulses: number): void {
  const { config, coins } = step.state
  if (config.coin_pin === 0) return
  step.state = { ...step.state, coins: { ...coins, pulses: coins.pulses + pulses } }
  event(step, 'COIN', coins.pulses + pulses)
}

function feel(step: Step, name: WaterSwitch, on: boolean): void {
  if (step.state.switches[name] === on) return
  step.state = { ...step.state, switches: { ...step.state.switches, [name]: on } }
  event(step, name.toUpperCase(), on ? 1 : 0)
  if (on && name === 'estop') step.state = { ...step.state, relays: relaysOff }
  if (on && name !== 'tamper') end(step, name)
}

function runDue(step: Step): void {
  const { nowMs } = step
  step.state = { ...step.state, relays: releaseDue(step.state.relays, nowMs) }
  const { pour: running, trickle, tellAtMs, flow, deadManAtMs, config } = step.state
  const course = running?.course ?? trickle
  if (course !== undefined && tellAtMs <= nowMs) {
    if (flow > course.flowBefore) event(step, 'FLOW', flow)
    step.state = { ...step.state, tellAtMs: nowMs + tellFlowMs }
  }
  if (running !== undefined) {
    const { atMs, reason } = endOf(running, config)
    if (atMs <= nowMs) end(step, reason)
  }
  if (deadManAtMs === undefined || deadManAtMs > nowMs) return
  step.state = { ...step.state, deadManAtMs: undefined, relays: relaysOff }
  end(step, 'silence')
}

function end(step: Step, reason: string): void {
  const { pour: running, flow, last } = step.state
  if (running === undefined) return
  const pulses = flow - running.course.flowBefore
  step.state = {
    ...step.state,
    ...settle(step.state, running.course),
    pour: undefined,
    last: { count: last.count, pulses, reason },
  }
  event(step, 'POURED', `${pulses},${reason}`)
  runOn(step)
}

function event(step: Step, name: string, value: string | number): void {
  say(step, 0, ['EVT', name, value, Math.floor(step.nowMs - step.state.bootedAtMs)])
}

function say(step: Step, number: number, fields: readonly (string | number)[]): void {
  step.lines.push(frame(number, fields))
}
