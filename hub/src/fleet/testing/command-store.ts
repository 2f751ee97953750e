/** A store in memory that keeps commands, alarms, facts of presence and audit entries, for tests of the fleet. */
import { unavailable } from '../../store/database-errors.ts'
import type { AlarmRecord, AuditInput, CommandEventRecord, CommandRecord, FactRecord } from '../../store/records.ts'
import type { Store, Tx } from '../../store/store.ts'

export interface CommandStore {
  store: Store
  commands: Map<string, CommandRecord>
  events: CommandEventRecord[]
  alarms: Map<string, AlarmRecord>
  audit: AuditInput[]
  facts: FactRecord[]
  /** Makes every transaction fail as if the database were away, until told otherwise. */
  away(yes: boolean): void
}

/** Everything else is left out; a test that touches more fails loudly. */
export function commandStore(): CommandStore {
  const commands = new Map<string, CommandRecord>()
  const alarms = new Map<string, AlarmRecord>()
  const events: CommandEventRecord[] = []
  const audit: AuditInput[] = []
  const facts: FactRecord[] = []
  let isAway = false
  const tx: Pick<Tx, 'commands' | 'alarms' | 'audit'> & { facts: Pick<Tx['facts'], 'insert' | 'digests'> } = {
    facts: {
      insert: async records => void facts.push(...records),
      digests: async (machineId, epoch, asked) =>
        new Map(facts.filter(f => f.machineId === machineId && f.epoch === epoch && asked.includes(f.seq)).map(f => [f.seq, f.digest])),
    },
    audit: { append: async entries => void audit.push(...entries) },
    commands: {
      getMany: async ids => ids.flatMap(id => commands.get(id) ?? []),
      byIdempotencyKeys: async keys => [...commands.values()].filter(command => keys.includes(command.idempotencyKey ?? '')),
      async putMany(records) {
        for (const record of records) commands.set(record.id, record)
      },
      async appendEvents(records) {
        events.push(...records)
      },
    },
    alarms: {
      active: async ids => [...alarms.values()].filter(alarm => alarm.state === 'active' && ids.includes(alarm.machineId)),
      get: async id => alarms.get(id),
      async putMany(records) {
        for (const record of records) alarms.set(record.id, record)
      },
    },
  }
  const store: Pick<Store, 'transact' | 'commands'> = {
    async transact(work) {
      if (isAway) throw unavailable('the database is away')
      return work(tx as Tx)
    },
    commands: {
      async get(id) {
        const command = commands.get(id)
        return command === undefined ? undefined : { command, events: events.filter(event => event.commandId === id) }
      },
      list: async () => ({ items: [...commands.values()], nextCursor: null }),
      unresolved: async since =>
        [...commands.values()]
          .filter(command => command.endedAt === null || (command.state === 'unknown' && command.createdAt >= since))
          .map(command => ({ command, lastSeq: events.filter(event => event.commandId === command.id).length })),
      countUnresolved: () => Promise.reject(new Error('nobody counts commands here')),
    },
  }
  return { store: store as Store, commands, events, alarms, audit, facts, away: yes => void (isAway = yes) }
}
