/**
 * What becomes of commands in one transaction: acts are decided one after the other against what is committed and what
 * the acts before them changed. Nothing outside is touched, so that a transaction that fails changes nothing at all.
 */
import { CodedError } from '@palang/kit'
import { isTerminal, mayBecome, type CommandResult, type CommandState } from '@palang/protocol'
import type { AuditInput, CommandEventRecord, CommandRecord } from '../store/records.ts'
import type { Tx } from '../store/store.ts'

/** A command and the number of its last event. */
export interface Life {
  command: CommandRecord
  seq: number
}

export type Act =
  | { kind: 'open'; command: CommandRecord; first: 'queued' | 'sent'; audit: AuditInput | undefined }
  | { kind: 'report'; result: CommandResult }

/**
 * What an act came to: a command begun or changed (`life` is how it stands now), one that stands as it stood, a refusal
 * for the one who asked, or nothing because nobody knows the command.
 */
export type Outcome =
  | { kind: 'begun' | 'changed'; life: Life }
  | { kind: 'unchanged'; command: CommandRecord }
  | { kind: 'refused'; error: CodedError }
  | { kind: 'nobody' }

/** Decides and writes `acts`; `underWay` gives the committed life of a command that has not ended. */
export async function applyActs(tx: Tx, acts: readonly Act[], underWay: (id: string) => Life | undefined, at: string): Promise<Outcome[]> {
  const known = await earlierCommands(tx, acts)
  const changed = new Map<string, Life>()
  const events: CommandEventRecord[] = []
  const audit: AuditInput[] = []

  const step = (command: CommandRecord, seq: number, states: readonly CommandState[], result?: CommandResult): Life => {
    events.push(
      ...states.map((state, index) => ({ commandId: command.id, seq: seq + index + 1, state, at, note: noteOf(command, state, result) })),
    )
    const life = { command, seq: seq + states.length }
    changed.set(command.id, life)
    return life
  }
  const open = ({ command, first, audit: act }: Extract<Act, { kind: 'open' }>): Outcome => {
    const { id, idempotencyKey: key } = command
    const earlier = changed.get(id)?.command ?? underWay(id)?.command ?? known.byId.get(id) ?? known.byKey.get(key)
    if (earlier !== undefined) return sameWish(earlier, command)
    if (act !== undefined) audit.push(act)
    const life = step({ ...command, state: first }, 0, first === 'sent' ? ['queued', 'sent'] : ['queued'])
    if (key !== null) known.byKey.set(key, life.command)
    return { kind: 'begun', life }
  }
  const report = (result: CommandResult): Outcome => {
    const life = changed.get(result.command_id) ?? underWay(result.command_id)
    if (life === undefined) return { kind: 'nobody' }
    if (!mayBecome(life.command.state, result.state)) return { kind: 'unchanged', command: life.command }
    return { kind: 'changed', life: step(withResult(life.command, result, at), life.seq, [result.state], result) }
  }

  const outcomes = acts.map(act => (act.kind === 'open' ? open(act) : report(act.result)))
  if (changed.size > 0) await tx.commands.putMany([...changed.values()].map(life => life.command))
  if (events.length > 0) await tx.commands.appendEvents(events)
  if (audit.length > 0) await tx.audit.append(audit)
  return outcomes
}

const noteLength = 300

/** What a step is told with: who asked and why, what proves an end or speaks against it. */
function noteOf({ actor, reason }: CommandRecord, state: CommandState, result: CommandResult | undefined): string | null {
  if (state === 'queued') return (reason === null ? actor : `${actor}: ${reason}`).slice(0, noteLength)
  if (result?.error !== undefined) return `${result.error.code}: ${result.error.message}`.slice(0, noteLength)
  if (state === 'succeeded') return result?.evidence?.kind ?? 'assumed'
  return null
}

interface Earlier {
  byId: Map<string, CommandRecord>
  byKey: Map<string | null, CommandRecord>
}

/** Commands of earlier days under the same id or idempotency key as those to be opened. */
async function earlierCommands(tx: Tx, acts: readonly Act[]): Promise<Earlier> {
  const asked = acts.flatMap(act => (act.kind === 'open' ? [act.command] : []))
  const keys = asked.flatMap(command => command.idempotencyKey ?? [])
  const byId = asked.length === 0 ? [] : await tx.commands.getMany(asked.map(command => command.id))
  const byKey = keys.length === 0 ? [] : await tx.commands.byIdempotencyKeys(keys)
  return {
    byId: new Map(byId.map(command => [command.id, command])),
    byKey: new Map(byKey.map(command => [command.idempotencyKey, command])),
  }
}

/** The same wish again gets the earlier command; another wish under its id or key is a mistake. */
function sameWish(earlier: CommandRecord, asked: CommandRecord): Outcome {
  const same =
    earlier.machineId === asked.machineId &&
    earlier.type === asked.type &&
    JSON.stringify(earlier.payload) === JSON.stringify(asked.payload)
  if (same) return { kind: 'unchanged', command: earlier }
  const error = new CodedError('conflict', 'this id was used for another command', { detail: { command_id: earlier.id } })
  return { kind: 'refused', error }
}

function withResult(command: CommandRecord, result: CommandResult, at: string): CommandRecord {
  return {
    ...command,
    state: result.state,
    endedAt: isTerminal(result.state) ? at : null,
    // A success nobody proves is told as what it is.
    evidence: result.evidence ?? command.evidence ?? (result.state === 'succeeded' ? { kind: 'assumed' } : null),
    // What never reached its machine may be asked for again under the same key.
    idempotencyKey: result.error?.code === 'machine_offline' ? null : command.idempotencyKey,
    error: result.error ?? (result.state === 'succeeded' ? null : command.error),
  }
}
