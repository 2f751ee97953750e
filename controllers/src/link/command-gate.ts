/** Nothing stale and nothing twice: what is checked before a command may reach the machine. */
import type { CommandResult } from '@palang/protocol'
import { foreignId, isoTime, uuid } from '@palang/protocol'
import { z } from 'zod'

const ticketed = z.object({ id: foreignId, deadline: isoTime, hub_epoch: uuid })

export interface CommandGate {
  /** What the hub called its present run in the last welcome; null before the first. */
  hubEpoch(): string | null
  /** The hub's time, as far as it is known, and what it may be at most. */
  nowMs(): number
  latestMs(): number
  /** The result of a command carried out before. */
  earlier(id: string): CommandResult | undefined
}

export type Verdict =
  | { kind: 'run'; id: string }
  /** Refused now, to be kept: nothing has moved. Doubtful when it may have been in time. */
  | { kind: 'refuse'; result: CommandResult; isDoubtful: boolean }
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
  if (Date.parse(deadline) <= gate.latestMs()) {
    const refusal = refuse(id, 'expired', 'expired', 'The deadline had passed when the command arrived')
    return { ...refusal, isDoubtful: Date.parse(deadline) > gate.nowMs() }
  }
  if (gate.hubEpoch() !== null && gate.hubEpoch() !== hubEpoch)
    return refuse(id, 'rejected', 'stale_epoch', 'The command comes from an earlier run of the hub')
  return { kind: 'run', id }
}

function refuse(id: string, state: 'expired' | 'rejected', code: string, message: string): Extract<Verdict, { kind: 'refuse' }> {
  return { kind: 'refuse', isDoubtful: false, result: { command_id: id, state, error: { code, message } } }
}
