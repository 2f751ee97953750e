import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { MachineConfig } from '@palang/config'
import { ManualClock, silentLog, uuidv7 } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createIntake } from '../../intake/intake.ts'
import { storeSite } from '../../site-records.ts'
import { migrate, openStore } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { simulatedSite } from '../../testing/simulated-site.ts'
import { vendingMachine } from '../../testing/vending-machine.ts'

const machine = (id: string): MachineConfig => ({ ...vendingMachine(id), family: 'ozone', products: undefined })
const site = { ...simulatedSite, machines: [machine('ozon-1'), machine('ozon-2')] }

let store: Store
let folder: string
let told: string[]
let tell: (facts: [type: string, payload: object][], machineId?: string) => Promise<{ rejected: unknown[] }>

beforeEach(async () => {
  const clock = new ManualClock()
  const log = silentLog()
  folder = mkdtempSync(path.join(tmpdir(), 'palang-ozone-facts-'))
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  await migrate({ databaseUrl, log })
  store = openStore({ databaseUrl, log })
  await store.start()
  await storeSite(store, site, new Date(clock.now()).toISOString())
  told = []
  const intake = createIntake({
    store,
    site,
    clock,
    log,
    publish: ({ type, payload }) => told.push(`${type} ${String(payload['phase'] ?? payload['code'])}`),
  })
  const epochs = new Map<string, { epoch: string; seq: number }>()
  tell = (facts, machineId = 'ozon-1') => {
    const journal = epochs.get(machineId) ?? { epoch: uuidv7(), seq: 0 }
    epochs.set(machineId, journal)
    const items = facts.map(([type, payload]) => {
      journal.seq += 1
      const occurred_at = new Date(Date.UTC(2026, 0, 20, 10, 0, journal.seq)).toISOString()
      return { seq: journal.seq, id: uuidv7(), type, occurred_at, clock: 'synced', payload }
    })
    return intake.receive({ machineId, family: 'ozone', epoch: journal.epoch, items })
  }
})
afterEach(async () => {
  await store.stop()
  rmSync(folder, { recursive: true, force: true })
})

const money = { currency: 'IDR' }
const ordered = (session_id: string, over: object = {}): [string, object] => [
  'treatment_ordered',
  { session_id, purpose: 'sale', treatment: 'STANDARD', planned_s: 300, price: 10_000, ...money, ...over },
]
const cash = (session_id: string, amount: number): [string, object] => [
  'cash_received',
  { session_id, payment_id: uuidv7(), quote_id: 'q', quote_amount: 10_000, amount, ...money },
]
const paid = (session_id: string, over: object = {}): [string, object] => [
  'treatment_paid',
  { session_id, method: 'cash', amount: 10_000, paid_amount: 10_000, ...money, ...over },
]
const ended = (session_id: string, over: object = {}): [string, object] => [
  'treatment_ended',
  {
    session_id,
    result: 'success',
    reason: 'done',
    planned_s: 300,
    actual_s: 300,
    exact: true,
    price: 10_000,
    charged: 10_000,
    paid_amount: 10_000,
    remainder: 0,
    remainder_to: 'nobody',
    ...money,
    ...over,
  },
]

const buckets = () =>
  store.treatments.buckets({ scope: 'machine', size: 'day', from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' })
const balance = async () => (await store.ledger.list({}, { limit: 50 })).items.reduce((sum, { amount }) => sum + amount, 0)

test('a treatment that was paid and ran is one session with its money, and counts', async () => {
  const id = uuidv7()
  expect((await tell([ordered(id), cash(id, 10_000), paid(id), ['treatment_started', { session_id: id }], ended(id)])).rejected).toEqual([])
  expect(await store.sessions.get(id)).toMatchObject({
    family: 'ozone',
    state: 'closed',
    outcomeReason: 'done',
    amount: 10_000,
    paidAmount: 10_000,
    treatment: { treatment: 'STANDARD', source: 'run', deviceId: null, plannedS: 300, actualS: 300 },
  })
  expect(await buckets()).toMatchObject([{ scopeId: 'ozon-1', standard: 1, aborted: 0, revenue: 10_000, runSeconds: 300 }])
  expect(told).toEqual(['treatment_event start', 'treatment_event finish'])
  expect(await store.ledger.mismatches(10)).toEqual([])
})

test('broken off, what ran is charged and the rest is credit that pays for the next one', async () => {
  const [id, next] = [uuidv7(), uuidv7()]
  const half = { result: 'failed', reason: 'door', actual_s: 150, charged: 5_000, remainder: 5_000, remainder_to: 'credit' }
  await tell([ordered(id), cash(id, 10_000), paid(id), ['treatment_started', { session_id: id }], ended(id, half)])
  expect(await store.sessions.get(id)).toMatchObject({ state: 'aborted', outcomeReason: 'door', amount: 5_000, paidAmount: 5_000 })
  expect(await buckets()).toMatchObject([{ standard: 0, aborted: 1, revenue: 5_000, runSeconds: 150 }])
  await tell([ordered(next, { credit_used: 5_000 }), cash(next, 5_000), paid(next), ended(next)])
  expect(await store.sessions.get(next)).toMatchObject({ state: 'closed', paidAmount: 10_000 })
  expect(await balance()).toBe(15_000)
  expect(told.filter(line => line.startsWith('alarm'))).toEqual([])
})

test('given up before anything ran it counts nowhere, and a trial has no money', async () => {
  const [left, trial] = [uuidv7(), uuidv7()]
  const nothing = { result: 'cancelled', reason: 'payment_timeout', actual_s: 0, charged: 0, paid_amount: 0 }
  await tell([ordered(left), ended(left, nothing)])
  expect(await store.sessions.get(left)).toMatchObject({ state: 'cancelled', amount: 0 })
  expect(await buckets()).toEqual([])
  const free = { price: undefined, charged: undefined, paid_amount: undefined, remainder: undefined, remainder_to: undefined }
  await tell([ordered(trial, { purpose: 'test', price: undefined }), ended(trial, free)])
  expect(await store.sessions.get(trial)).toMatchObject({ state: 'closed', amount: null, paidAmount: 0 })
  expect(await balance()).toBe(0)
})

test('what does not add up is booked as it was told, and a person looks at it', async () => {
  const id = uuidv7()
  await tell([ordered(id), cash(id, 5_000), paid(id), ended(id)])
  expect(told).toContain('alarm sale_disputed')
  await tell([cash(id, 2_000)])
  expect(await balance()).toBe(7_000)
  expect(told.filter(line => line === 'alarm sale_disputed')).toHaveLength(2)
})

test('the end of what nobody ordered, and the session of another machine, are set aside', async () => {
  const id = uuidv7()
  const letters = async () => (await store.deadLetters.list({}, { limit: 9 })).items.map(({ machineId, code }) => `${machineId} ${code}`)
  await tell([ended(id)])
  await tell([ordered(id)])
  await tell([ended(id)], 'ozon-2')
  expect((await letters()).toSorted()).toEqual(['ozon-1 conflict', 'ozon-2 conflict'])
  expect((await store.sessions.get(id))?.closedAt).toBeNull()
})
