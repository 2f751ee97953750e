/** A hub's intake over a real database with two water machines. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ManualClock, silentLog, uuidv7 } from '@palang/kit'
import { createIntake } from '../../../intake/intake.ts'
import type { LiveEvent } from '../../../services.ts'
import { storeSite } from '../../../site-records.ts'
import { migrate, openStore } from '../../../store/open-store.ts'
import type { Store } from '../../../store/store.ts'
import { simulatedSite } from '../../../testing/simulated-site.ts'
import { vendingMachine } from '../../../testing/vending-machine.ts'

export const waterSite = {
  ...simulatedSite,
  machines: [
    ...simulatedSite.machines,
    vendingMachine('vending-1'),
    vendingMachine('vending-2', { panel: { port: 8004, host: '127.0.0.1' } }),
  ],
}

interface Told {
  type: string
  payload: object
}

function journalOf(machineId: string) {
  const epoch = uuidv7()
  let seq = 0
  return (facts: readonly Told[]) => {
    const items = facts.map(({ type, payload }) => {
      seq += 1
      const occurred_at = new Date(Date.UTC(2026, 0, 20, 10, 0, seq)).toISOString()
      return { seq, id: uuidv7(), type, occurred_at, clock: 'synced', payload }
    })
    return { machineId, family: 'water' as const, epoch, items }
  }
}

export type WaterIntake = Awaited<ReturnType<typeof waterIntake>>

/** Opens it; `close` takes everything down. */
export async function waterIntake() {
  const clock = new ManualClock()
  const log = silentLog()
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-water-'))
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  await store.start()
  await storeSite(store, waterSite, new Date(clock.now()).toISOString())
  const told: LiveEvent[] = []
  /** A run of the hub, over the database as it is seen then. */
  const run = (over: Store) => createIntake({ store: over, site: waterSite, clock, log, publish: event => told.push(event) })
  const intake = run(store)
  const journals = { 'vending-1': journalOf('vending-1'), 'vending-2': journalOf('vending-2') }
  return {
    store,
    run,
    clock,
    intake,
    told,
    /** Facts as `vending-1` has them in its journal, one second apart. */
    batch: (...facts: Told[]) => journals['vending-1'](facts),
    /** Hands over facts of `vending-1` in one batch. */
    tell: (...facts: Told[]) => intake.receive(journals['vending-1'](facts)),
    tellAsOther: (...facts: Told[]) => intake.receive(journals['vending-2'](facts)),
    async close() {
      await store.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
