/**
 * The commands under way: every change of state is checked against the life cycle, kept in the database, told to the
 * screens and to whoever waits. Ended commands leave memory; the database keeps them.
 */
import { CodedError, isoNow, type Clock, type Log } from '@palang/kit'
import { isTerminal, mayBecome, type CommandResult, type CommandState, type MessageType } from '@palang/protocol'
import type { LiveEvent } from '../intake/projection.ts'
import { groupCommit, type GroupCommit } from '../store/group-commit.ts'
import type { AuditInput, CommandEventRecord, CommandRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'

export interface CommandBook {
  /**
   * Keeps a new command as `queued` and, in the same commit, `sent`: what might leave the hub is written down before it
   * does. `act` is put on the audit chain in that commit too. The same id or idempotency key gives the earlier command back.
   */
  open(command: CommandRecord, first: 'queued' | 'sent', act?: AuditInput): Promise<{ command: CommandRecord; isNew: boolean }>
  get(id: string): CommandRecord | undefined
  /** Applies a report; a step the life cycle does not allow changes nothing and gives the record as it stands. */
  report(result: CommandResult): Promise<CommandRecord | undefined>
  /** Resolves at the first state for which `until` holds. Throws `not_found`. */
  wait(id: string, until: (state: CommandState) => boolean): Promise<CommandRecord>
  /** Puts an earlier command back under way, so that its machine's journal can resolve it. */
  adopt(commands: readonly { command: CommandRecord; lastSeq: number }[]): void
  underWay(machineId: string): CommandRecord[]
}

interface Entry {
  command: CommandRecord
  /** Number of its last event. */
  seq: number
  waiters: { until: (state: CommandState) => boolean; resolve(command: CommandRecord): void }[]
}

interface Change {
  command: CommandRecord
  events: CommandEventRecord[]
  act?: AuditInput | undefined
}

export interface CommandBookOptions {
  store: Store
  clock: Clock
  log: Log
  publish(event: LiveEvent): void
}

/** An empty book. */
export function createCommandBook({ store, clock, log, publish }: CommandBookOptions): CommandBook {
  const entries = new Map<string, Entry>()
  const writes = commandWrites(store)

  /** Screens hear of a command once its machine took or refused it; a repeat is answered with the state it stands in. */
  const tell = (command: CommandRecord, at: string) => {
    if (command.state === 'queued' || command.state === 'sent') return
    publish({
      type: `${command.type}_response` as MessageType,
      machineId: command.machineId,
      id: command.id,
      payload: responseOf(command),
      at,
    })
  }
  const change = async (entry: Entry, next: CommandRecord, states: readonly CommandState[], act?: AuditInput): Promise<void> => {
    const at = isoNow(clock)
    const events = states.map((state, index) => ({ commandId: next.id, seq: entry.seq + index + 1, state, at, note: null }))
    entry.command = next
    entry.seq += states.length
    await writes.submit({ command: next, events, act })
    tell(next, at)
    wake(entry, next)
    if (isTerminal(next.state) && next.state !== 'unknown') entries.delete(next.id)
  }

  return {
    get: id => entries.get(id)?.command,
    underWay: machineId => [...entries.values()].map(entry => entry.command).filter(command => command.machineId === machineId),
    async open(command, first, act) {
      const stored = await findEarlier(store, command)
      const earlier = entries.get(stored?.id ?? command.id)?.command ?? stored
      if (earlier !== undefined) {
        tell(earlier, isoNow(clock))
        return { command: earlier, isNew: false }
      }
      const entry = enter(entries, command, 0)
      await change(entry, { ...command, state: first }, first === 'sent' ? ['queued', 'sent'] : ['queued'], act)
      return { command: entry.command, isNew: true }
    },
    async report(result) {
      const entry = entries.get(result.command_id)
      if (entry === undefined) return undefined
      const { command } = entry
      if (mayBecome(command.state, result.state)) await change(entry, applied(command, result, isoNow(clock)), [result.state])
      else if (command.state !== result.state)
        log.warn({ command: command.id, from: command.state, to: result.state }, 'command report ignored')
      return entry.command
    },
    async wait(id, until) {
      const entry = entries.get(id)
      if (entry === undefined) return storedCommand(store, id)
      if (until(entry.command.state)) return entry.command
      return new Promise(resolve => entry.waiters.push({ until, resolve }))
    },
    adopt(commands) {
      for (const { command, lastSeq } of commands) if (!entries.has(command.id)) enter(entries, command, lastSeq)
    },
  }
}

/** Changes of many commands share a transaction; the newest state of each is written, every event is kept. */
function commandWrites(store: Store): GroupCommit<Change, true> {
  return groupCommit<Change, true>({
    maxItems: 500,
    commit: changes =>
      store.transact(async tx => {
        const newest = new Map(changes.map(change => [change.command.id, change.command]))
        await tx.commands.putMany([...newest.values()])
        await tx.commands.appendEvents(changes.flatMap(change => change.events))
        const acts = changes.flatMap(change => change.act ?? [])
        if (acts.length > 0) await tx.audit.append(acts)
        return changes.map(() => true as const)
      }),
  })
}

function enter(entries: Map<string, Entry>, command: CommandRecord, seq: number): Entry {
  const entry: Entry = { command, seq, waiters: [] }
  entries.set(command.id, entry)
  return entry
}

function wake(entry: Entry, command: CommandRecord): void {
  entry.waiters = entry.waiters.filter(waiter => {
    if (!waiter.until(command.state)) return true
    waiter.resolve(command)
    return false
  })
}

function applied(command: CommandRecord, result: CommandResult, at: string): CommandRecord {
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

async function storedCommand(store: Store, id: string): Promise<CommandRecord> {
  const stored = await store.commands.get(id)
  if (stored === undefined) throw new CodedError('not_found', `there is no command ${id}`)
  return stored.command
}

async function findEarlier(store: Store, command: CommandRecord): Promise<CommandRecord | undefined> {
  const key = command.idempotencyKey
  const earlier = await store.transact(
    async tx => (await tx.commands.getMany([command.id]))[0] ?? (key === null ? undefined : await tx.commands.byIdempotencyKey(key)),
  )
  if (earlier === undefined) return undefined
  const same =
    earlier.machineId === command.machineId &&
    earlier.type === command.type &&
    JSON.stringify(earlier.payload) === JSON.stringify(command.payload)
  if (!same) throw new CodedError('conflict', 'this id was used for another command', { detail: { command_id: earlier.id } })
  return earlier
}

/** A command as the wire tells it. */
export function responseOf(command: CommandRecord): Record<string, unknown> {
  return {
    command_id: command.id,
    state: command.state,
    ...(command.evidence === null ? {} : { evidence: command.evidence }),
    ...(command.error === null ? {} : { error: command.error }),
    action: command.payload['action'],
    actor: command.actor,
    created_at: command.createdAt,
  }
}
