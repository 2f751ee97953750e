/** Nothing stale and nothing twice: what is checked before a command may reach the machine (docs: domain, Commands). */
import type { CommandResult } from '@palang/protocol'
import { foreignId, isoTime, uuid } from '@palang/protocol'
import { z } from 'zod'

const ticketed = z.object({ id: foreignId, deadline: isoTime, hub_epoch: uuid })

export interface CommandGate {
  /** What the hub called its present run in the last welcome; null before the first. */
  hubEpoch(): string | null
  /** What the hub's time may be at most. */
  latestMs(): number
  /** The result of a command carried out before. */
  earlier(id: string): CommandResult | undefined
}

export type Verdict =
  | { kind: 'run'; id: string }
  /** Refused now, to be kept: nothing has moved. */
  | { kind: 'refuse'; result: CommandResult }
  /** Known already; told again. */
  | { kind: 'repeat'; result: CommandResult }
  | { kind: 'invalid'; message: string; path: string }

/** Judges a command by its id, deadline and hub epoch. */
export function judgeCommand(gate: CommandGate, message: { id?: unknown; deadline?: unknown; hub_epoch?: unknown }): Verdict {
  const checked = ticketed.safeParse(message)
  if (!checked.success) {
    const issue = checked.error.issues[0]
    return { kind: 'invalid', message: issue?.message ?? 'not valid', path: issue?.path.map(String).join('.') ?? '' }
  }
  const { id, deadline, hub_epoch: hubEpoch } = checked.data
  const earlier = gate.earlier(id)
  if (earlier !== undefined) return { kind: 'repeat', result: earlier }
  if (Date.parse(deadline) <= gate.latestMs()) return refuse(id, 'expired', 'expired', 'The deadline had passed when the command arrived')
  if (gate.hubEpoch() !== null && gate.hubEpoch() !== hubEpoch)
    return refuse(id, 'rejected', 'stale_epoch', 'The command comes from an earlier run of the hub')
  return { kind: 'run', id }
}

function refuse(id: string, state: 'expired' | 'rejected', code: string, message: string): Verdict {
  return { kind: 'refuse', result: { command_id: id, state, error: { code, message } } }
}
