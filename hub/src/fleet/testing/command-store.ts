/** A store in memory whose database can be taken away, for tests of the fleet. */
import { unavailable } from '../../store/database-errors.ts'
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.ts'

export type CommandStore = Pick<MemoryStore['shelves'], 'commands' | 'alarms' | 'audit' | 'facts'> & {
  store: MemoryStore
  events: MemoryStore['shelves']['commandEvents']
  /** Makes every transaction fail as if the database were away, until told otherwise. */
  away(yes: boolean): void
}

/** An empty store, its database at hand. */
export function commandStore(): CommandStore {
  const store = memoryStore()
  const { commands, commandEvents, alarms, audit, facts } = store.shelves
  const { transact } = store
  let isAway = false
  store.transact = async work => {
    if (isAway) throw unavailable('the database is away')
    return transact(work)
  }
  return { store, commands, events: commandEvents, alarms, audit, facts, away: yes => void (isAway = yes) }
}
