/** What the answers of a Palang line board mean. */
import { type FailedAct, refused, uncertain } from '../../../status.ts'
import type { BarrierPosition } from '../../port.ts'
import type { Answer } from './exchange.ts'

export interface Identity {
  firmware: string
  board: string
  /** How often the board started, as it counts itself. */
  boot: string
}

export interface State {
  gate: Exclude<BarrierPosition, 'unknown'>
  loop1: boolean
  loop2: boolean
  beam: boolean
  /** Relays that are on, one bit each. */
  relays: number
  /** Pulses of the flow meter since the board started. */
  flow: number
  upMs: number
}

/** What became of the last pour or treatment. */
export interface Last {
  /** Which one it is since power came to the board. */
  count: number
  /** Pulses, or milliseconds. */
  amount: number
  reason: string
}

/** The emergency stop in the answer to `CFG,inputs`. */
export const emergencyStopBit = 7

const gateWords = ['closed', 'opening', 'open', 'closing', 'fault'] as const

/** `palang,<firmware>,<board>,<boot>`, the answer to ID; undefined for anything else. */
export function readIdentity(fields: readonly string[]): Identity | undefined {
  const [product, firmware, board, boot] = fields
  if (product !== 'palang' || firmware === undefined || board === undefined || boot === undefined) return undefined
  return { firmware, board, boot }
}

/** `gate=closed,loop1=0,…`, the answer to STAT; undefined when a value we need is missing or impossible. Unknown keys are ignored. */
export function readState(fields: readonly string[]): State | undefined {
  const values = new Map(fields.map(text => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]))
  const gate = readGate(values.get('gate'))
  const [loop1, loop2, beam] = ['loop1', 'loop2', 'beam'].map(key => readBit(values.get(key)))
  const [flow, upMs] = ['flow', 'up'].map(key => readCount(values.get(key)))
  const relays = /^[0-9A-F]{2}$/.exec(values.get('relay') ?? '')?.[0]
  if (gate === undefined || loop1 === undefined || loop2 === undefined || beam === undefined) return undefined
  if (relays === undefined || flow === undefined || upMs === undefined) return undefined
  return { gate, loop1, loop2, beam, relays: Number.parseInt(relays, 16), flow, upMs }
}

/** `<count>,<amount>,<reason>`, what `CFG,poured` and `CFG,ran` answer behind their key. */
export function readLast([count, amount, reason]: readonly string[]): Last | undefined {
  const [which, howMuch] = [readCount(count), readCount(amount)]
  if (which === undefined || howMuch === undefined || reason === undefined) return undefined
  return { count: which, amount: howMuch, reason }
}

/** A whole number of 32 bits in its only form. */
export function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined
}

/** A barrier position as the board writes it. */
export function readGate(text: string | undefined): State['gate'] | undefined {
  return gateWords.find(word => word === text)
}

/** `0` or `1`. */
export function readBit(text: string | undefined): boolean | undefined {
  return text === '1' ? true : text === '0' ? false : undefined
}

const refusals: Readonly<Record<string, Pick<FailedAct, 'code' | 'message'>>> = {
  BLOCKED: { code: 'barrier_blocked', message: 'something stands under the barrier' },
  BUSY: { code: 'machine_busy', message: 'the board is busy' },
  ESTOP: { code: 'emergency_stop', message: 'the emergency stop is pressed' },
  UNKNOWN: { code: 'not_supported', message: 'the board does not know this command' },
  RANGE: { code: 'not_supported', message: 'the board does not accept this value' },
  CHECKSUM: { code: 'device_unavailable', message: 'the line to the board damages commands' },
}

/** Why an order was not carried out. A refusal by the board is certain; a lost answer is `maybe` unless the order never left. */
export function failureOf(answer: Exclude<Answer, { kind: 'ok' }>): FailedAct {
  if (answer.kind === 'err') {
    const { code, message } = refusals[answer.code] ?? { code: 'device_unavailable', message: `the board refused: ${answer.code}` }
    return refused(code, message)
  }
  const failed = answer.sent ? uncertain : refused
  switch (answer.reason) {
    case 'busy':
      return failed('machine_busy', 'another order is being carried out')
    case 'silence':
      return failed('timeout', 'the board did not answer')
    case 'restart':
      return failed('device_unavailable', 'the board restarted')
    case 'port':
      return failed('device_unavailable', 'the connection to the board was lost')
  }
}

/** True when `upMs` says that the board started anew since it said `beforeMs`; its 32-bit counter wraps after 49.7 days. */
export function hasRestarted(beforeMs: number, upMs: number, slackMs: number): boolean {
  const wrapped = beforeMs > 0xffff_ffff - 600_000 && upMs < 600_000
  return upMs + slackMs < beforeMs && !wrapped
}
