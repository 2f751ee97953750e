import type { MachineConfig } from '@palang/config'
import { isoNow, uuidv7 } from '@palang/kit'
import { tariff } from '@palang/tariff'
import { expect, test } from 'vitest'
import type { Actor } from '../../services.ts'
import { factRig } from './testing/fact-rig.ts'
import { gateOut, gateRig, hourMs, operator } from './testing/gate-rig.ts'

const lobby: MachineConfig = {
  id: 'pay-1',
  name: 'Mesin bayar lobi',
  family: 'gate',
  direction: 'pay',
  vehicle_class: 'car',
  panel: { port: 8091, host: '127.0.0.1' },
  devices: {},
}
const machines = [lobby]
const station: Actor = { id: 'machine:pay-1', role: 'machine', machineId: 'pay-1' }
const minuteMs = 60_000
const atStation = { card_id: 'CARD_001', gate_id: 'pay-1' }
const atExit = { card_id: 'CARD_001', gate_id: 'gate_out' }

/** A stay of an hour that pays 10000 at the station and gets 5000 back. */
async function paidAtStation(graceHere?: number) {
  const usual = await gateRig()
  const table = usual.site.parking?.tariffTable
  const grace = graceHere === undefined ? {} : { exit_grace: { minutes: 15, pay_points: { 'pay-1': graceHere } } }
  const rig = await factRig({ tariffTable: tariff.parse({ ...table, ...grace }) }, { machines })
  const now = rig.stay()
  await rig.clock.advance(hourMs)
  await expect(rig.parking.exit(atStation, station)).rejects.toMatchObject({
    code: 'unpaid',
    detail: { amount: 5000, grace_minutes: graceHere ?? 15 },
  })
  const money = { session_id: now().id, currency: 'IDR' }
  await rig.hear('pay-1', 'cash_received', { ...money, payment_id: uuidv7(), amount: 10_000, quote_amount: 5000 })
  await rig.hear('pay-1', 'payment_completed', { ...money, method: 'cash', amount: 5000, paid_amount: 10_000, change_amount: 5000 })
  await rig.hear('pay-1', 'change_given', { ...money, payment_id: uuidv7(), amount: 5000 })
  return { ...rig, now }
}

test('what is paid at the station is booked under its name, and lets out free at the exit to the last moment of the grace', async () => {
  const { parking, clock, now, shelves } = await paidAtStation()
  expect(shelves.ledger.map(({ machineId, amount }) => [machineId, amount])).toEqual([
    ['pay-1', 10_000],
    ['pay-1', -5000],
  ])
  expect(now()).toMatchObject({ state: 'paid', exitMachineId: 'pay-1', paidAmount: 5000 })
  await clock.advance(15 * minuteMs)
  expect(await parking.exit(atExit, gateOut)).toMatchObject({ approved: true, amount: 5000, paid: true })
})

test('after the grace of this station, and of no other place, the exit asks for the rest', async () => {
  const { parking, clock, now } = await paidAtStation(30)
  await clock.advance(30 * minuteMs)
  expect(await parking.exit(atExit, gateOut)).toMatchObject({ approved: true })
  await clock.advance(1)
  await expect(parking.exit(atExit, gateOut)).rejects.toMatchObject({ code: 'unpaid', detail: { amount: 8000, paid_amount: 5000 } })
  expect(now().exitMachineId).toBe('gate_out')
})

test('a second person with the same ticket hears that it is paid, and since when', async () => {
  const { parking, clock, now, booked } = await paidAtStation()
  const since = now().paidAt
  await clock.advance(5 * minuteMs)
  expect(await parking.exit(atStation, station)).toMatchObject({ approved: true, amount: 5000, paid_at: since, grace_minutes: 15 })
  expect(booked()).toEqual([10_000, -5000])
})

test('within the free minutes nothing is owed, and the stay has its grace from then on', async () => {
  const free = (await gateRig()).site.parking?.tariffTable
  const { parking, clock, stay } = await gateRig({ tariffTable: tariff.parse({ ...free, free_minutes: 10 }) }, { machines })
  const now = stay()
  await clock.advance(minuteMs)
  const told = await parking.exit(atStation, station)
  expect(told).toMatchObject({ approved: true, grace_minutes: 15, paid_at: isoNow(clock) })
  expect(now()).toMatchObject({ state: 'paid', amount: told.amount })
})

test('a stay nobody saw come in has no price here, also where a member may leave unseen', async () => {
  const { parking, member, shelves } = await gateRig({ anti_passback: { mode: 'soft' } }, { machines })
  await member('CARD_001')
  await expect(parking.exit(atStation, station)).rejects.toMatchObject({ code: 'no_open_session' })
  expect(shelves.sessions.size).toBe(0)
})

test('nobody is let in or out through it, and no person or program pays a stay in its name', async () => {
  const { parking, stay, fleet, booked } = await gateRig({}, { machines })
  stay()
  await expect(parking.enter(atStation, operator)).rejects.toMatchObject({ code: 'wrong_direction' })
  await expect(parking.exit({ ...atStation, payment_method: 'cash' }, operator)).rejects.toMatchObject({ code: 'wrong_direction' })
  expect([fleet.sent, booked()]).toEqual([[], []])
})

test('its barrier cannot be moved or held, one for one or with all others', async () => {
  const { call, fleet } = await gateRig({}, { machines })
  const open = { action: 'open', reason: 'guest' }
  expect((await call('POST', '/api/gate/control/pay-1', { json: open })).json).toMatchObject({ status: 409, code: 'no_barrier' })
  const hold = { held: true, reason: 'guest' }
  expect((await call('POST', '/api/gate/hold/lane/pay-1', { json: hold })).json).toMatchObject({ code: 'no_barrier' })
  expect(fleet.sent).toEqual([])
  await call('POST', '/api/gate/control', { json: open })
  expect(fleet.sent.map(({ machineId }) => machineId)).not.toContain('pay-1')
  expect(fleet.sent.length).toBeGreaterThan(0)
})

test('holding all gates open leaves it alone, and a count by hand does not wait for it', async () => {
  const { hold, parking, call, store, site } = await gateRig({}, { machines })
  await store.zones.put({ id: 'main', outletId: site.outlet.id, name: 'Area utama', capacity: { car: 10 } })
  await hold.hold(operator, 'fire')
  expect(hold.view().gates.map(gate => gate.gate_id)).not.toContain('pay-1')
  const { json } = await call('GET', '/api/gate/hold')
  expect(JSON.stringify(json)).not.toContain('pay-1')
  expect((await parking.proposeRecount('main', 'car')).unheard).not.toContain('pay-1')
})
