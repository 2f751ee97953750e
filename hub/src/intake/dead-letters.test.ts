import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ManualClock, silentLog, uuidv7 } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Actor, DeadLetters } from '../services.ts'
import { storeSite } from '../site-records.ts'
import { migrate, openStore } from '../store/open-store.ts'
import type { DeadLetterRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { simulatedSite as site } from '../testing/simulated-site.ts'
import { createDeadLetters } from './dead-letters.ts'
import { createIntake, type Intake } from './intake.ts'
import { letterOf } from './sort-batch.ts'

const actor: Actor = { id: 'user:a@b', role: 'admin', source: '127.0.0.1' }
const clock = new ManualClock()
const epoch = uuidv7()
const sessionId = uuidv7()

let folder: string
let store: Store
let intake: Intake
let letters: DeadLetters
let told: string[]

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-letters-'))
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  const log = silentLog()
  await migrate({ databaseUrl, log })
  store = openStore({ databaseUrl, log })
  await store.start()
  await storeSite(store, site, new Date(clock.now()).toISOString())
  told = []
  const publish = (event: { type: string; payload: Record<string, unknown> }) =>
    void told.push(`${event.type} ${String(event.payload['state'])}`)
  intake = createIntake({ store, site, clock, log, publish })
  const elsewhere = { retake: () => Promise.reject(new Error('neither devices nor gateways here')) }
  letters = createDeadLetters({ store, site, clock, publish, telemetry: elsewhere, gateways: elsewhere })
})
afterEach(async () => {
  await store.stop()
  rmSync(folder, { recursive: true, force: true })
})

const tell = (seq: number, type: string, payload: Record<string, unknown>, id = uuidv7()) =>
  intake.receive({
    machineId: 'gate_in',
    family: 'gate',
    epoch,
    items: [{ seq, id, type, occurred_at: '2026-01-20T10:30:00.000Z', clock: 'synced', payload }],
  })
const admitted = {
  visit_id: sessionId,
  session_id: sessionId,
  purpose: 'entry',
  credential: 'card',
  card_id: 'C',
  approved: true,
  decided_by: 'hub',
}
const change = (amount: number) => ({ session_id: sessionId, payment_id: uuidv7(), amount, currency: 'IDR' })
const note = (amount: number) => ({ ...change(amount), quote_amount: amount })

async function onlyOpen(): Promise<DeadLetterRecord> {
  const { items } = await store.deadLetters.list({ state: 'open' }, { limit: 9 })
  expect(items).toHaveLength(1)
  return items[0] as DeadLetterRecord
}
const activeAlarms = async () => (await store.alarms.list({ state: 'active' }, { limit: 9 })).items.map(alarm => alarm.code)

test('a fact whose rule failed is applied once the reason is gone, without storing it twice', async () => {
  await tell(1, 'access_decided', admitted)
  await tell(2, 'change_given', change(2000))
  const letter = await onlyOpen()
  await expect(letters.retry(letter.id, actor)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('more change') as string,
  })
  expect(await onlyOpen()).toEqual(letter)
  await tell(3, 'cash_received', note(5000))
  expect(await letters.retry(letter.id, actor)).toMatchObject({ state: 'applied', handledBy: 'user:a@b' })
  expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 3000 })
  expect((await store.facts.list({ machineId: 'gate_in' }, { limit: 9 })).items).toHaveLength(3)
  expect(await activeAlarms()).toEqual([])
  expect(told.at(-1)).toBe('alarm cleared')
})

test('a fact that was never stored is stored and applied, and its number is known from then on', async () => {
  const item = { seq: 9, id: uuidv7(), type: 'access_decided', occurred_at: '2026-01-20T10:30:00.000Z', clock: 'synced', payload: admitted }
  const letter = letterOf({ machineId: 'gate_in', epoch, receivedAt: '2026-01-20T10:30:01.000Z' }, 9, item, 'refused_by_database', 'full')
  await store.transact(tx => tx.facts.saveDeadLetters([letter]))
  await letters.retry(letter.id, actor)
  expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'waiting' })
  expect((await store.facts.list({ machineId: 'gate_in' }, { limit: 9 })).items).toMatchObject([{ seq: 9 }])
})

test('what is still no fact, and what would take the place of another, is refused again', async () => {
  await tell(1, 'vehicle_detected', { visit_id: 'no uuid' })
  await expect(letters.retry((await onlyOpen()).id, actor)).rejects.toMatchObject({ code: 'conflict' })
  await letters.discard((await onlyOpen()).id, actor, 'a test')
  await tell(2, 'vehicle_detected', { visit_id: sessionId })
  await tell(2, 'vehicle_detected', { visit_id: uuidv7() })
  await expect(letters.retry((await onlyOpen()).id, actor)).rejects.toMatchObject({ code: 'conflict' })
})

test('two people at the same moment do it once', async () => {
  await tell(1, 'access_decided', admitted)
  await tell(2, 'change_given', change(2000))
  await tell(3, 'cash_received', note(5000))
  const { id } = await onlyOpen()
  const both = await Promise.allSettled([letters.retry(id, actor), letters.retry(id, { ...actor, id: 'user:b@c' })])
  expect(both.map(one => one.status)).toEqual(['fulfilled', 'rejected'])
  expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 3000 })
})

test('discarding needs nothing of the item, is on the audit chain with its reason, and clears the alarm with the last one', async () => {
  await tell(1, 'vehicle_detected', { visit_id: 'x' })
  await tell(2, 'vehicle_detected', { visit_id: 'y' })
  const { items } = await store.deadLetters.list({ state: 'open' }, { limit: 9 })
  await letters.discard(items[0]?.id ?? '', actor, 'a reader under test')
  expect(await activeAlarms()).toEqual(['fact_rejected'])
  await letters.discard(items[1]?.id ?? '', actor, 'the same')
  expect(await activeAlarms()).toEqual([])
  expect((await store.audit.list({ subject: 'gate_in' }, { limit: 9 })).items).toMatchObject([
    { action: 'dead_letter_discarded', reason: 'the same', actor: 'user:a@b' },
    { action: 'dead_letter_discarded', reason: 'a reader under test' },
  ])
  await expect(letters.discard('nobody', actor, 'x')).rejects.toMatchObject({ code: 'not_found' })
})

test('a hole in a journal is set down with its numbers, cannot be tried again, and its alarm goes when a person has noted it', async () => {
  await tell(1, 'vehicle_detected', { visit_id: sessionId })
  await intake.resume('gate_in', epoch, 5)
  const hole = await onlyOpen()
  expect(hole).toMatchObject({ code: 'journal_gap', seq: 2, item: { from: 2, to: 4 } })
  expect(await activeAlarms()).toEqual(['journal_gap'])
  await expect(letters.retry(hole.id, actor)).rejects.toMatchObject({ code: 'conflict' })
  await letters.discard(hole.id, actor, 'the card was replaced')
  expect(await activeAlarms()).toEqual([])
})
