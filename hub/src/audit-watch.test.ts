import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ManualClock, silentLog } from '@palang/kit'
import Libsql from 'libsql'
import { expect, onTestFinished, test } from 'vitest'
import { recordAct } from './access/audit.ts'
import { auditWatchDelays, watchAudit } from './audit-watch.ts'
import { migrate, openStore } from './store/open-store.ts'

async function ready() {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'palang-audit-')), 'hub.db')
  const [databaseUrl, log, clock] = [`file:${file}`, silentLog(), new ManualClock()]
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  await store.start()
  onTestFinished(() => store.stop())
  for (const action of ['open', 'close', 'stop'])
    await recordAct({ store, clock }, { id: 'user:a@b', role: 'admin' }, { action, subject: 'gate_in' })
  const told: unknown[] = []
  const watch = watchAudit({ store, clock, log, live: { publish: message => void told.push(message) }, rest: async () => undefined })
  /** As somebody does who has the file. */
  const tamper = (sql: string) => {
    const database = new Libsql(file)
    database.exec(sql)
    database.close()
  }
  const active = async () => (await store.alarms.list({ state: 'active' }, { limit: 9 })).items
  return { watch, tamper, active, told, clock }
}

test('a whole trail raises nothing', async () => {
  const { watch, active, told } = await ready()
  await watch.look()
  expect([await active(), told]).toEqual([[], []])
})

test.each([
  ["UPDATE audit_entries SET actor = 'user:c@d' WHERE seq = 2", 'entry 2: changed'],
  ['DELETE FROM audit_entries WHERE seq = 2', 'entry 2: missing'],
  ['DELETE FROM audit_entries WHERE seq = 3', 'entry 3: missing'],
])('a trail that was changed from outside is one critical alarm, until it fits again: %s', async (sql, where) => {
  const { watch, tamper, active, told } = await ready()
  tamper(sql)
  await watch.look()
  await watch.look()
  expect(await active()).toMatchObject([
    { machineId: 'hub', code: 'audit_broken', severity: 'critical', message: expect.stringContaining(where) },
  ])
  expect(told).toMatchObject([{ type: 'alarm', machineId: 'hub', payload: { state: 'active' } }])
})

test('the alarm clears when a true copy was brought back', async () => {
  const { watch, tamper, active } = await ready()
  tamper("UPDATE audit_entries SET reason = 'x' WHERE seq = 2")
  await watch.look()
  tamper('UPDATE audit_entries SET reason = NULL WHERE seq = 2')
  await watch.look()
  expect(await active()).toEqual([])
})

test('it looks soon after the start, and not once it was stopped', async () => {
  const { watch, tamper, active, clock } = await ready()
  tamper('DELETE FROM audit_entries WHERE seq = 1')
  watch.start()
  watch.stop()
  await clock.advance(auditWatchDelays.first)
  expect(await active()).toEqual([])
  watch.start()
  await clock.advance(auditWatchDelays.first)
  await expect.poll(async () => (await active()).length).toBe(1)
  watch.stop()
})
