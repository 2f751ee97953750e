/**
 * The second way to a machine: while its link is down, a command goes to its panel over HTTP with the same id, deadline
 * and epoch. Should both ways deliver it, the machine's journal knows the id and carries it out once.
 */
import type { MachineConfig } from '@palang/config'
import { messageOf } from '@palang/kit'
import { commandResult, type CommandResult } from '@palang/protocol'
import type { CommandRecord } from '../store/records.ts'
import { commandDelays } from './command-delays.ts'

export interface PanelAddress {
  /** Base URL of the machine's panel. */
  url: string
  /** The machine's panel token. */
  token: string
}

/**
 * Where a machine's panel is, by the site file: what a machine says of itself could send the panel's token, and the
 * proof of what the gate did, to whoever stole the machine's own. Nothing for a panel that only another computer can open.
 */
export function panelUrlOf({ panel, elsewhere }: Pick<MachineConfig, 'panel' | 'elsewhere'>): string | undefined {
  const isWildcard = panel.host === '0.0.0.0' || panel.host === '::'
  const isLoopback = panel.host === 'localhost' || panel.host === '::1' || panel.host.startsWith('127.')
  if (elsewhere === true && (isWildcard || isLoopback)) return undefined
  const host = isWildcard ? '127.0.0.1' : panel.host
  return `http://${host.includes(':') ? `[${host}]` : host}:${panel.port}`
}

/** How long the panel may take: until the deadline, and for the evidence after it. Milliseconds. */
const panelAnswerWithinMs = commandDelays.deadline + commandDelays.evidence

/** Connection errors after which it is certain that nothing was delivered. */
const neverArrived = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** Hands `command` to the panel and gives back what became of it; never throws. Only gate commands have a panel route. */
export async function carryOverPanel(command: CommandRecord, { url, token }: PanelAddress, hubEpoch: string): Promise<CommandResult> {
  const session = command.sessionId === null ? {} : { session_id: command.sessionId }
  try {
    const answer = await fetch(new URL('/api/gate/control', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ ...command.payload, ...session, id: command.id, deadline: command.deadline, hub_epoch: hubEpoch }),
      signal: AbortSignal.timeout(panelAnswerWithinMs),
    })
    return resultIn(command, answer.status, await answer.json())
  } catch (error) {
    return failureOf(command, error)
  }
}

/** A success is the result itself; a refusal is a problem that carries the result's fields. Any other answer proves nothing. */
function resultIn(command: CommandRecord, status: number, body: unknown): CommandResult {
  const result = commandResult.safeParse(body)
  if (result.success && result.data.command_id === command.id) return withReason(result.data, body)
  const code = typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string' ? body.code : 'internal'
  const isRefusal = status >= 400 && status < 500
  return isRefusal
    ? { command_id: command.id, state: 'rejected', error: { code, message: 'the panel did not take the command' } }
    : {
        command_id: command.id,
        state: 'unknown',
        error: { code: 'outcome_unknown', message: `the panel answered ${status} without a result` },
      }
}

function withReason(result: CommandResult, body: unknown): CommandResult {
  if (result.error !== undefined || typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string')
    return result
  return { ...result, error: { code: body.code, message: 'detail' in body && typeof body.detail === 'string' ? body.detail : body.code } }
}

function failureOf(command: CommandRecord, error: unknown): CommandResult {
  const cause = error instanceof Error ? error.cause : undefined
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : ''
  return neverArrived.has(code)
    ? { command_id: command.id, state: 'rejected', error: { code: 'machine_offline', message: `${command.machineId} is not connected` } }
    : { command_id: command.id, state: 'unknown', error: { code: 'outcome_unknown', message: messageOf(error).slice(0, 300) } }
}
