/** A hub's intake over a real database with one water machine, `vending-1`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ManualClock, silentLog, uuidv7 } from '@palang/kit'
import { createIntake } from '../../../intake/intake.ts'
import type { LiveEvent } from '../../../services.ts'
import { storeSite } from '../../../site-records.ts'
import { migrate, openStore } from '../../../store/open-store.ts'
import { simulatedSite } from '../../../testing/simulated-site.ts'
import { vendingMachine } from '../../../testing/vending-machine.ts'

export const waterSite = {
  ...simulatedSite,
  machines: [...simulatedSite.machines, vendingMachine('vending-1')],
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
  const intake = createIntake({ store, site: waterSite, clock, log, publish: event => told.push(event) })
  const epoch = uuidv7()
  let seq = 0
  return {
    store,
    clock,
    intake,
    told,
    /** Hands over facts of the machine, one second apart, in one batch. */
    tell(...facts: { type: string; payload: object }[]) {
      const items = facts.map(({ type, payload }) => {
        seq += 1
        const occurred_at = new Date(Date.UTC(2026, 0, 20, 10, 0, seq)).toISOString()
        return { seq, id: uuidv7(), type, occurred_at, clock: 'synced', payload }
      })
      return intake.receive({ machineId: 'vending-1', family: 'water', epoch, items })
    },
    async close() {
      await store.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
