/**
 * The commands under way: every change of state is checked against the life cycle, kept in the database, told to the
 * screens and to whoever waits. Ended commands leave memory; the database keeps them.
 */
import { CodedError, isoNow, type Clock, type Log } from '@palang/kit'
import { isTerminal, type CommandResult, type CommandState, type MessageType } from '@palang/protocol'
import type { LiveEvent } from '../services.ts'
import { groupCommit } from '../store/group-commit.ts'
import type { AuditInput, CommandRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { applyActs, type Act, type Life, type Outcome } from './command-acts.ts'

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
  /** Lets go of a command that ended `unknown` and that nobody will resolve any more; the database keeps it. */
  forget(id: string): void
}

interface Entry extends Life {
  waiters: { until: (state: CommandState) => boolean; resolve(command: CommandRecord): void }[]
}

export interface CommandBookOptions {
  store: Store
  clock: Clock
  log: Log
  publish(event: LiveEvent): void
}

/** Acts in one transaction. */
const actsPerCommit = 500

/** Commands that ended last and are kept in memory: whoever gave one asks for its end a moment later. */
const latelyEnded = 500

/** An empty book. */
export function createCommandBook({ store, clock, log, publish }: CommandBookOptions): CommandBook {
  const entries = new Map<string, Entry>()
  const ended = lastEnded()
  const acts = groupCommit<Act, Outcome>({ maxWeight: actsPerCommit, commit })
  const tell = (command: CommandRecord, at: string) => tellScreens(publish, command, at)

  async function commit(group: readonly Act[]): Promise<Outcome[]> {
    const at = isoNow(clock)
    const outcomes = await store.transact(tx => applyActs(tx, group, id => entries.get(id), at))
    for (const outcome of outcomes) if (outcome.kind === 'begun' || outcome.kind === 'changed') keep(outcome.life, at)
    return outcomes
  }

  function keep(life: Life, at: string): void {
    const entry = entries.get(life.command.id) ?? { ...life, waiters: [] }
    entries.set(life.command.id, Object.assign(entry, life))
    tell(life.command, at)
    wake(entry)
    if (!isTerminal(life.command.state) || life.command.state === 'unknown') return
    entries.delete(life.command.id)
    ended.keep(life.command)
  }

  return {
    get: id => entries.get(id)?.command,
    underWay: machineId => [...entries.values()].map(entry => entry.command).filter(command => command.machineId === machineId),
    async open(command, first, audit) {
      const outcome = await acts.submit({ kind: 'open', command, first, audit })
      if (outcome.kind === 'refused') throw outcome.error
      if (outcome.kind === 'begun') return { command: outcome.life.command, isNew: true }
      const earlier = outcome.kind === 'unchanged' ? outcome.command : command
      tell(earlier, isoNow(clock))
      return { command: earlier, isNew: false }
    },
    async report(result) {
      if (!entries.has(result.command_id)) return undefined
      const outcome = await acts.submit({ kind: 'report', result })
      if (outcome.kind === 'changed') return outcome.life.command
      if (outcome.kind !== 'unchanged') return undefined
      const { id, state } = outcome.command
      if (state !== result.state) log.warn({ command: id, from: state, to: result.state }, 'command report ignored')
      return outcome.command
    },
    async wait(id, until) {
      const entry = entries.get(id)
      if (entry === undefined) return ended.get(id) ?? storedCommand(store, id)
      if (until(entry.command.state)) return entry.command
      return new Promise(resolve => entry.waiters.push({ until, resolve }))
    },
    adopt(commands) {
      for (const { command, lastSeq } of commands) {
        if (!entries.has(command.id)) entries.set(command.id, { command, seq: lastSeq, waiters: [] })
      }
    },
    forget(id) {
      if (entries.get(id)?.command.state === 'unknown') entries.delete(id)
    },
  }
}

/** The commands that ended last, the oldest of them forgotten first. */
function lastEnded(): { keep(command: CommandRecord): void; get(id: string): CommandRecord | undefined } {
  const byId = new Map<string, CommandRecord>()
  return {
    keep(command) {
      byId.set(command.id, command)
      const [oldest] = byId.keys()
      if (byId.size > latelyEnded && oldest !== undefined) byId.delete(oldest)
    },
    get: id => byId.get(id),
  }
}

/** Screens hear of a command once its machine took or refused it; a repeat is answered with the state it stands in. */
function tellScreens(publish: CommandBookOptions['publish'], command: CommandRecord, at: string): void {
  const { id, type, machineId, state } = command
  if (state === 'queued' || state === 'sent') return
  publish({ type: `${type}_response` as MessageType, machineId, id, payload: responseOf(command), at })
}

function wake(entry: Entry): void {
  const { command } = entry
  entry.waiters = entry.waiters.filter(waiter => {
    if (!waiter.until(command.state)) return true
    waiter.resolve(command)
    return false
  })
}

async function storedCommand(store: Store, id: string): Promise<CommandRecord> {
  const stored = await store.commands.get(id)
  if (stored === undefined) throw new CodedError('not_found', `there is no command ${id}`)
  return stored.command
}

/** A command as the wire tells it. */
function responseOf(command: CommandRecord): Record<string, unknown> {
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
