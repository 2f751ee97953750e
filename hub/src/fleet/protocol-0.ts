/**
 * Controllers of protocol 0 answer no command. What they report afterwards may still
 * prove one.
 */
import type { CommandResult, Envelope } from '@palang/protocol'
import type { CommandRecord } from '../store/records.ts'

const wanted: Readonly<Record<string, string>> = { open: 'open', close: 'closed' }

/**
 * The result a status message proves for `command`, if it does. Later than `withinMs` after the deadline somebody else
 * may have moved the barrier.
 */
export function proofFromStatus(command: CommandRecord, message: Envelope, nowMs: number, withinMs: number): CommandResult | undefined {
  if (command.type !== 'gate_control' || nowMs > Date.parse(command.deadline) + withinMs) return undefined
  const action = command.payload['action']
  const status = gateStatusIn(message)
  if (typeof action !== 'string' || status === undefined || wanted[action] !== status) return undefined
  return { command_id: command.id, state: 'succeeded', evidence: { kind: 'limit_switch', gate_status: status } }
}

function gateStatusIn(message: Envelope): string | undefined {
  if (message.type === 'gate_status') return text(message.payload['status'])
  if (message.type !== 'hardware_status') return undefined
  const arduino = message.payload['arduino']
  return typeof arduino === 'object' && arduino !== null && 'gate_status' in arduino ? text(arduino.gate_status) : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
