import { isoNow } from '@palang/kit'
import { tariff } from '@palang/tariff'
import { expect, test } from 'vitest'
import type { SessionRecord } from '../../store/records.ts'
import { exitResult, pay, quote, settleExit, tariffBook, tariffOf } from './settlement.ts'
import { gateRig, hourMs, operator } from './testing/gate-rig.ts'

/** Of a tariff that names none. */
const graceMs = 15 * 60_000

/** The rig with a stay of one hour, and its price at any moment. */
async function priceRig(change: Partial<SessionRecord> = {}) {
  const rig = await gateRig()
  const { store, site, clock, stay } = rig
  const now = stay(change)
  await clock.advance(hourMs)
  const tariffs = tariffBook(store, site)
  const at = () => isoNow(clock)
  const quoted = (of: SessionRecord = now(), member = false) =>
    store.transact(tx => quote(tx, tariffs, of, { member, at: at(), gateId: 'gate_out' }))
  return { ...rig, now, at, tariffs, quoted }
}

test('a stay owes its price less what was paid, never less than nothing', async () => {
  const { quoted, now } = await priceRig()
  const owed = async (paidAmount: number) => (await quoted({ ...now(), paidAmount })).due
  expect([await owed(0), await owed(2000), await owed(5000), await owed(9000)]).toEqual([5000, 3000, 0, 0])
})

test('a stay let in before its passage was told of is priced from its opening, a member pays nothing, a lost ticket its own price on top', async () => {
  const { quoted, now } = await priceRig({ enteredAt: null })
  expect((await quoted()).amount).toBe(5000)
  expect((await quoted(now(), true)).amount).toBe(0)
  expect((await quoted({ ...now(), state: 'lost_ticket' })).amount).toBe(55_000)
})

test('what was paid stands to the end of the grace time and not a moment longer', async () => {
  const { quoted, now, at, clock } = await priceRig()
  const paid: SessionRecord = { ...now(), state: 'paid', amount: 5000, paidAmount: 5000, paidAt: at() }
  await clock.advance(graceMs)
  expect(await quoted(paid)).toMatchObject({ stands: true, amount: 5000, due: 0 })
  expect(settleExit(await quoted(paid), at())).toEqual({ session: paid, due: 0 })
  expect(await quoted({ ...paid, state: 'inside' })).toMatchObject({ stands: false, amount: 8000, due: 3000 })
  await clock.advance(1)
  expect(await quoted(paid)).toMatchObject({ stands: false, amount: 8000, due: 3000 })
})

test('without money a stay is asked for what it owes, and is settled when it owes nothing', async () => {
  const { quoted, now, at } = await priceRig()
  expect(settleExit(await quoted(), at())).toMatchObject({
    session: { state: 'paying', amount: 5000, pricedAt: at(), exitMachineId: 'gate_out', paidAt: null },
    due: 5000,
  })
  expect(settleExit(await quoted({ ...now(), paidAmount: 5000 }), at())).toMatchObject({ session: { state: 'paid', paidAt: at() }, due: 0 })
})

test('a payment is one ledger line of exactly what is owed; `free` pays nothing', async () => {
  const { quoted, now, at, store, shelves } = await priceRig({ paidAmount: 2000 })
  const paying = { actor: operator, at: at(), requestId: undefined }
  const asked = await quoted()
  const free = await store.transact(tx => pay(tx, asked, { ...paying, method: 'free' }))
  expect([free.due, free.session.state, shelves.ledger]).toEqual([3000, 'paying', []])
  const outcome = await store.transact(tx => pay(tx, asked, { ...paying, method: 'qris' }))
  expect(outcome).toMatchObject({ due: 0, session: { state: 'paid', paidAmount: 5000 } })
  const line = {
    sessionId: now().id,
    machineId: 'gate_out',
    kind: 'payment',
    method: 'qris',
    amount: 3000,
    currency: 'IDR',
    occurredAt: at(),
  }
  expect(shelves.ledger).toMatchObject([{ ...line, actor: operator.id }])
})

test('the answer says what is owed, and since when the stay is inside only when that is known', async () => {
  const { quoted, now, at } = await priceRig()
  const { session } = settleExit(await quoted(), at())
  expect(exitResult(session, { durationMinutes: 60, graceMinutes: 15, due: 5000 })).toMatchObject({
    approved: false,
    paid: false,
    reason: 'unpaid',
    amount: 5000,
    duration_minutes: 60,
  })
  const covered = exitResult({ ...session, enteredAt: null, paidAt: at() }, { durationMinutes: 60, graceMinutes: 15, due: 0 })
  expect(covered).toMatchObject({ approved: true, paid: true, session_id: now().id, paid_at: at(), grace_minutes: 15 })
  expect(covered).not.toHaveProperty('reason')
  expect(covered).not.toHaveProperty('entered_at')
})

test('a stay keeps the version of the tariff it came in with; one that is missing is not replaced by another', async () => {
  const { store, site, now, quoted, at } = await priceRig({ tariffVersion: 7 })
  await expect(quoted()).rejects.toMatchObject({ code: 'internal' })
  const dear = tariff.parse({
    ...tariffOf(site),
    version: 7,
    classes: { car: { first: { minutes: 60, amount: 9000 }, following: { minutes: 60, amount: 3000 } } },
  })
  await store.transact(tx => tx.tariffs.add({ id: dear.id, version: 7, definition: dear, createdAt: at() }))
  expect((await quoted()).amount).toBe(9000)
  expect((await quoted({ ...now(), tariffId: null, tariffVersion: null })).amount).toBe(5000)
})

test('what a merchant gave comes off the price, and what the frozen tariff does not name gives nothing', async () => {
  const { store, site, quoted, at } = await priceRig({
    tariffVersion: 7,
    validations: ['cinema', 'bazaar'].map(name => ({ name, at: '2026-01-20T10:00:00.000Z', by: 'token:cinema', note: null })),
  })
  const definition = { ...tariffOf(site), version: 7, validations: { cinema: { percent: 40 } } }
  await store.transact(tx => tx.tariffs.add({ id: definition.id, version: 7, definition, createdAt: at() }))
  const { amount, price } = await quoted()
  expect(amount).toBe(3000)
  expect(price.lines.at(-1)).toEqual({ text: 'validation', name: 'cinema', quantity: 1, unit_amount: -2000, amount: -2000 })
})

test('the grace is that of the gate where it was paid', async () => {
  const { store, site, quoted, now, at, clock } = await priceRig({ tariffVersion: 7 })
  const definition = { ...tariffOf(site), version: 7, exit_grace: { minutes: 5, pay_points: { gate_out: 30 } } }
  await store.transact(tx => tx.tariffs.add({ id: definition.id, version: 7, definition, createdAt: at() }))
  const paid: SessionRecord = { ...now(), state: 'paid', amount: 5000, paidAmount: 5000, paidAt: at() }
  await clock.advance(30 * 60_000)
  expect(await quoted({ ...paid, exitMachineId: 'gate_out' })).toMatchObject({ stands: true, graceMinutes: 30 })
  expect((await quoted({ ...paid, exitMachineId: 'gate_side' })).stands).toBe(false)
})

test('new stays enter under what is in force at their moment, and under the site file before anything was', async () => {
  const { store, site, tariffs, at, clock } = await priceRig()
  const inForce = () => store.transact(tx => tariffs.inForce(tx, at()))
  const { id, version } = tariffOf(site)
  expect(await inForce()).toEqual({ id, version, currency: 'IDR' })
  const startsAt = new Date(clock.now() + hourMs).toISOString()
  await store.transact(tx =>
    tx.tariffs.start({ id: 's', tariffId: 'lebaran', version: 3, startsAt, setAt: at(), actor: operator.id, reason: null }),
  )
  expect((await inForce()).id).toBe(id)
  await clock.advance(hourMs)
  expect(await inForce()).toEqual({ id: 'lebaran', version: 3, currency: 'IDR' })
})

test('a site without parking has no tariff', async () => {
  const { site } = await priceRig()
  site.parking = undefined
  expect(() => tariffOf(site)).toThrow('without parking')
})
