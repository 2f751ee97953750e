/**
 * The Palang water board as a pure machine: state and an input give the next state and the lines it says. Time comes in as
 * `nowMs` from any steady clock. Words and answers are those of docs/protocols/palang-line.md.
 */
import { readCount } from './board-config.ts'
import { frame, readHostLine } from './line.ts'
import { deadManMs } from './palang-board.ts'

const firmware = '1.0.0'
const boardName = 'sim-water'
/** A litre in nine seconds with 450 pulses to the litre. */
const pulseMs = 20
const tellFlowMs = 500
/** A pump that runs dry is switched off. */
const noFlowMs = 3_000
const maxPulses = 1_000_000
const maxOnMs = 600_000

const waterSwitches = ['estop', 'door', 'leak', 'tamper'] as const
export type WaterSwitch = (typeof waterSwitches)[number]
const switchBits: Readonly<Record<WaterSwitch, number>> = { estop: 7, door: 8, leak: 9, tamper: 10 }

interface Pour {
  readonly pulses: number
  readonly beganAtMs: number
  readonly endsAtMs: number
  readonly isDry: boolean
  readonly flowBefore: number
  readonly tellAtMs: number
}

export interface WaterState {
  readonly boot: number
  readonly bootedAtMs: number
  readonly switches: Readonly<Record<WaterSwitch, boolean>>
  readonly isDry: boolean
  /** Pulses since the start. */
  readonly flow: number
  readonly pour: Pour | undefined
  /** The last pour, and which one it is since power came. */
  readonly last: { readonly count: number; readonly pulses: number; readonly reason: string }
  /** The last command's number and answer, for a repeat. */
  readonly stored: { readonly number: number; readonly answer: string } | undefined
  readonly deadManAtMs: number | undefined
}

export type WaterInput =
  | { kind: 'boot'; cause: 'power' | 'external' }
  | { kind: 'line'; text: string }
  | { kind: 'overlong' }
  | { kind: 'switch'; name: WaterSwitch; on: boolean }
  | { kind: 'well'; isDry: boolean }
  | { kind: 'due' }

interface Step {
  state: WaterState
  lines: string[]
  nowMs: number
}

/** A board that was never switched on. */
export const freshWater: WaterState = {
  boot: 0,
  bootedAtMs: 0,
  switches: { estop: false, door: false, leak: false, tamper: false },
  isDry: false,
  flow: 0,
  pour: undefined,
  last: { count: 0, pulses: 0, reason: 'none' },
  stored: undefined,
  deadManAtMs: undefined,
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
      step.state = { ...step.state, isDry: input.isDry }
      break
    case 'due':
      runDue(step)
      break
  }
  return { state: step.state, lines: step.lines }
}

/** When the board next acts by itself, or never. */
export function nextWaterDueMs({ pour, deadManAtMs }: WaterState): number | undefined {
  const times = [deadManAtMs, ...(pour === undefined ? [] : [pour.tellAtMs, endOf(pour).atMs])].filter(time => time !== undefined)
  return times.length === 0 ? undefined : Math.min(...times)
}

/** How the pour ends when nothing comes in between. */
function endOf({ pulses, beganAtMs, endsAtMs, isDry }: Pour): { atMs: number; reason: string } {
  const [atMs, reason] = isDry ? [beganAtMs + noFlowMs, 'no_flow'] : [beganAtMs + pulses * pulseMs, 'done']
  return atMs <= endsAtMs ? { atMs, reason } : { atMs: endsAtMs, reason: 'timeout' }
}

/** What has run through the meter up to now. */
function flowOn(step: Step): void {
  const { pour } = step.state
  if (pour === undefined || pour.isDry) return
  const come = Math.floor((Math.min(step.nowMs, pour.endsAtMs) - pour.beganAtMs) / pulseMs)
  step.state = { ...step.state, flow: pour.flowBefore + Math.min(pour.pulses, come) }
}

function boot(step: Step, cause: 'power' | 'external'): void {
  const { boot: boots, switches, isDry, pour, flow, last } = step.state
  const broken =
    pour !== undefined && cause !== 'power' ? { count: last.count, pulses: flow - pour.flowBefore, reason: 'reset' } : undefined
  step.state = {
    ...freshWater,
    boot: boots + 1,
    bootedAtMs: step.nowMs,
    switches,
    isDry,
    last: cause === 'power' ? freshWater.last : (broken ?? last),
    deadManAtMs: step.nowMs + deadManMs,
  }
  say(step, 0, ['BOOT', firmware, cause, boots + 1])
  if (broken !== undefined) event(step, 'POURED', `${broken.pulses},reset`)
}

function takeLine(step: Step, text: string): void {
  const line = readHostLine(text)
  if (line.kind === 'noise') return
  if (line.kind === 'damaged') return say(step, line.number, ['ERR', 'CHECKSUM'])
  if (line.kind === 'refused') return say(step, line.number, ['ERR', line.code])
  if (step.state.stored?.number === line.number) return void step.lines.push(step.state.stored.answer)
  const answer = frame(line.number, carryOut(step, line.word, line.args))
  step.state = { ...step.state, stored: { number: line.number, answer } }
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
      const relay = state.pour === undefined ? '00' : '03'
      return ['OK', 'gate=closed', 'loop1=0', 'loop2=0', 'beam=0', `relay=${relay}`, `flow=${state.flow}`, `up=${up}`]
    }
    case 'POUR':
      return pour(step, readCount(args[0]), readCount(args[1]))
    case 'STOP':
      end(step, 'stopped')
      return ['OK']
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
  step.state = {
    ...state,
    pour: {
      pulses,
      beganAtMs: nowMs,
      endsAtMs: nowMs + maxMs,
      isDry: state.isDry,
      flowBefore: state.flow,
      tellAtMs: nowMs + tellFlowMs,
    },
    last: { count: state.last.count + 1, pulses: 0, reason: 'running' },
    deadManAtMs: state.deadManAtMs ?? nowMs + deadManMs,
  }
  return ['OK']
}

/** What the board keeps and is asked for; it has no settings. */
function told({ state }: Step, [key, value]: readonly string[]): readonly string[] {
  if (value !== undefined) return ['ERR', 'UNKNOWN']
  if (key === 'inputs') {
    return ['OK', 'inputs', String(waterSwitches.reduce((mask, name) => (state.switches[name] ? mask | (1 << switchBits[name]) : mask), 0))]
  }
  if (key !== 'poured') return ['ERR', 'UNKNOWN']
  const { count, pulses, reason } = state.last
  return ['OK', 'poured', String(count), String(state.pour === undefined ? pulses : state.flow - state.pour.flowBefore), reason]
}

function feel(step: Step, name: WaterSwitch, on: boolean): void {
  if (step.state.switches[name] === on) return
  step.state = { ...step.state, switches: { ...step.state.switches, [name]: on } }
  event(step, name.toUpperCase(), on ? 1 : 0)
  if (on && name !== 'tamper') end(step, name)
}

function runDue(step: Step): void {
  const { pour: running, deadManAtMs } = step.state
  if (running !== undefined) {
    const { atMs, reason } = endOf(running)
    if (running.tellAtMs <= step.nowMs) {
      if (!running.isDry) event(step, 'FLOW', step.state.flow)
      step.state = { ...step.state, pour: { ...running, tellAtMs: step.nowMs + tellFlowMs } }
    }
    if (atMs <= step.nowMs) end(step, reason)
  }
  if (deadManAtMs === undefined || deadManAtMs > step.nowMs) return
  step.state = { ...step.state, deadManAtMs: undefined }
  end(step, 'silence')
}

function end(step: Step, reason: string): void {
  const { pour: running, flow, last } = step.state
  if (running === undefined) return
  const pulses = flow - running.flowBefore
  step.state = { ...step.state, pour: undefined, last: { count: last.count, pulses, reason } }
  event(step, 'POURED', `${pulses},${reason}`)
}

function event(step: Step, name: string, value: string | number): void {
  say(step, 0, ['EVT', name, value, Math.floor(step.nowMs - step.state.bootedAtMs)])
}

function say(step: Step, number: number, fields: readonly (string | number)[]): void {
  step.lines.push(frame(number, fields))
}
