/** A command's life. Terminal states never change, except `unknown`, which the journal may resolve once. */
import { z } from 'zod'

export const commandState = z.enum(['queued', 'sent', 'accepted', 'succeeded', 'failed', 'rejected', 'expired', 'unknown'])
export type CommandState = z.infer<typeof commandState>

const next: Record<CommandState, readonly CommandState[]> = {
  queued: ['sent', 'rejected', 'expired'],
  sent: ['accepted', 'succeeded', 'failed', 'rejected', 'expired', 'unknown'],
  accepted: ['succeeded', 'failed', 'unknown'],
  succeeded: [],
  failed: [],
  rejected: [],
  expired: [],
  unknown: ['succeeded', 'failed', 'rejected', 'expired'],
}

/** Whether a command in state `from` may become `to`. */
export function mayBecome(from: CommandState, to: CommandState): boolean {
  return next[from].includes(to)
}

/** Whether nothing more is expected; `unknown` is terminal for those who wait, though it may be resolved later. */
export function isTerminal(state: CommandState): boolean {
  return state === 'unknown' || next[state].length === 0
}

/** What proves a success. `printed` is a printer's own word, `told` that of a device on MQTT, `assumed` means no sensor is fitted that could tell. */
export const evidence = z.looseObject({
  kind: z.enum(['limit_switch', 'loop_passed', 'image', 'measured', 'mode', 'printed', 'told', 'assumed']),
  gate_status: z.string().optional(),
  after_ms: z.int().min(0).optional(),
})
export type Evidence = z.infer<typeof evidence>

/** Why something did not happen; `code` is stable, `message` is for people. */
export const problemRef = z.object({ code: z.string().max(64), message: z.string().max(500), path: z.string().optional() })
export type ProblemRef = z.infer<typeof problemRef>

/** Payload of every `<type>_response` that answers a command. */
export const commandResult = z.looseObject({
  command_id: z.string().max(64),
  state: commandState,
  evidence: evidence.optional(),
  error: problemRef.optional(),
})
export type CommandResult = z.infer<typeof commandResult>
