/** A lane that goes on alone and the hub that hears of it afterwards, both as production builds them. */
import { digestOf, isoNow, uuidv7 } from '@palang/kit'
import { factItem, ticketNumber } from '@palang/protocol'
import { priceStay, type PriceList } from '@palang/tariff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loop1, loop2, testLane, timer, type TestLane } from '../../../../controllers/src/families/gate/test-lane.ts'
import { anyEntry, anyTariff, anyDurationMs } from '../../../../tariff/src/any-tariff.test-support.ts'
import { loadProjection } from '../../intake/projection.ts'
import { storeSite } from '../../site-records.ts'
import type { FactRecord, SessionRecord } from '../../store/records.ts'
import { applyFact } from '../registry.ts'
import { decideConflict } from './conflict-acts.ts'
import { handedPrices } from './price-list.ts'
import { ticketTold } from './ticket.ts'
import { gateRig, hourMs, operator } from './testing/gate-rig.ts'

const key = () => 'the key of this site'
const laneBeganMs = Date.UTC(2026, 0, 20)
const admin = { id: 'user:admin@palang.local', role: 'admin' } as const

/** A stay that came in so long ago by the hub's books, its ticket, and an exit lane that no hub answers. */
async function rig(changeAt: (agoMs: (ms: number) => string) => Partial<SessionRecord> = () => ({})) {
  const parts = await gateRig()
  const { store, site, clock, log, shelves, live } = parts
  const ago = (ms: number) => new Date(clock.now() - ms).toISOString()
  const enteredAt = ago(1.5 * hourMs)
  await storeSite(store, site, ago(100 * hourMs))
  const handed = await handedPrices({ store, site, log })
  if (handed === null) throw new Error('a site without parking')
  const { id: tariffId, version: tariffVersion } = handed.list.tariffs[0] ?? { id: '', version: 0 }
  const named = { cardId: null, ticket: 'T-7KQ2MX9', openedAt: enteredAt, enteredAt, tariffId, tariffVersion }
  const stay = parts.stay({ ...named, ...changeAt(ago) })
  const { ticket_code: code = '' } = ticketTold(stay(), key)
  const lane = testLane({
    prices: { ...handed, ticketKey: key(), at: isoNow(clock) },
    hubOnline: false,
    config: { id: 'gate_out', direction: 'out', offline: { entry: 'refuse', exit: 'signed-ticket' } },
  })
  lane.after(clock.now() - laneBeganMs)
  let seq = 0
  const recordOf = (fact: { type: string; payload: Record<string, unknown> }): FactRecord => {
    const told = fact.payload['session_id'] ?? fact.payload['visit_id']
    const origin = { machineId: 'gate_out', epoch: 'e', seq: ++seq, id: uuidv7(), receivedAt: isoNow(clock) }
    const sessionId = typeof told === 'string' ? told : null
    const { payload } = factItem.parse({ seq, id: origin.id, ...fact, occurred_at: isoNow(clock), clock: 'drifting' })
    return { ...origin, type: fact.type, sessionId, occurredAt: isoNow(clock), clock: 'drifting', payload, digest: '' }
  }
  let told = 0
  return {
    ...parts,
    stay,
    lane,
    code,
    conflicts: () => [...shelves.conflicts.values()],
    /** The link is back: what the lane wrote since comes in, `each` facts in one transaction. */
    async reconnect(each = 100) {
      const facts = lane.facts().slice(told).map(recordOf)
      told += facts.length
      for (let from = 0; from < facts.length; from += each) {
        const batch = facts.slice(from, from + each)
        await store.transact(async tx => {
          const projection = await loadProjection(tx, batch, ['gate_out'])
          for (const fact of batch) applyFact('gate', projection, fact, site)
          await projection.flush()
        })
      }
    },
    decide: (declinedFor: string | null = null, actor: Parameters<typeof decideConflict>[1] = admin) => {
      const [conflict] = shelves.conflicts.values()
      return decideConflict({ store, clock, live }, actor, { only: undefined }, { id: conflict?.id ?? '', declinedFor })
    },
  }
}

function scan(lane: TestLane, code: string): void {
  lane.send(loop1(true), { kind: 'card', cardId: code, raw: code }, timer('request'))
}
function pays(lane: TestLane, ...notes: number[]): void {
  for (const amount of notes) lane.send({ kind: 'escrow', amount }, { kind: 'stacked', amount })
  const change = lane.effects().findLast(effect => effect.do === 'give_change')
  if (change?.do === 'give_change') lane.send({ kind: 'change_paid', paymentId: change.paymentId, result: { ok: true } })
}
function drivesOut(lane: TestLane): void {
  lane.obey()
  lane.send(loop1(false), loop2(true), loop2(false))
}

test.each([1, 100])(
  'a stay sold alone ends with that price and that money, told %i facts at a time, and contradicts nothing',
  async each => {
    const { lane, code, reconnect, stay, booked, conflicts } = await rig()
    scan(lane, code)
    pays(lane, 5000, 5000)
    drivesOut(lane)
    await reconnect(each)
    expect(stay()).toMatchObject({ state: 'closed', outcome: 'passed', amount: 8000, paidAmount: 8000, exitMachineId: 'gate_out' })
    expect(stay().lines).toMatchObject([{ text: 'first_period' }, { text: 'following_periods' }])
    expect([booked(), conflicts()]).toEqual([[5000, 5000, -2000], []])
  },
)

test('what the gate that let it in has not told yet is opened from the ticket; its own word afterwards opens nothing twice', async () => {
  const { lane, code, reconnect, stay, booked, conflicts, shelves } = await rig()
  const { id, ticket } = stay()
  shelves.sessions.delete(id)
  scan(lane, code)
  pays(lane, 10_000)
  drivesOut(lane)
  await reconnect(1)
  expect(shelves.sessions.get(id)).toMatchObject({ ticket, state: 'closed', paidAmount: 8000, tariffVersion: 1 })
  expect([booked(), conflicts()]).toEqual([[10_000, -2000], []])
  expect(ticketNumber.safeParse(ticket).success).toBe(true)
})

test('who was sold to alone and backed away is inside again, with what he paid', async () => {
  const { lane, code, reconnect, stay } = await rig()
  scan(lane, code)
  pays(lane, 5000)
  lane.send(loop1(false), timer('left'))
  await reconnect()
  expect(stay()).toMatchObject({ state: 'inside', closedAt: null, paidAmount: 5000 })
})

type ChangeAt = Parameters<typeof rig>[0]
const differing: { why: string; change: ChangeAt; price: number; paid: number }[] = [
  {
    why: 'it had been paid at the counter',
    change: ago => ({ state: 'paid', paidAmount: 8000, amount: 8000, paidAt: ago(5 * 60_000) }),
    price: 8000,
    paid: 16_000,
  },
  { why: 'part of it was paid before', change: () => ({ paidAmount: 3000 }), price: 8000, paid: 11_000 },
  {
    why: 'it had been ended by hand an hour before',
    change: ago => ({ state: 'forced', outcome: 'forced', closedAt: ago(hourMs) }),
    price: 5000,
    paid: 8000,
  },
  { why: 'it drove in long after it had its ticket', change: ago => ({ enteredAt: ago(hourMs) }), price: 5000, paid: 8000 },
]
test.each(differing)(
  'paid twice or too much because $why: what is above the price is proposed to be paid back',
  async ({ change, price, paid }) => {
    const { lane, code, reconnect, conflicts, standing, stay, booked, decide } = await rig(change)
    scan(lane, code)
    pays(lane, 10_000)
    await reconnect()
    expect(conflicts()).toMatchObject([
      { kind: 'priced_alone_differs', sessionId: stay().id, proposal: { action: 'refund', price, paid, amount: paid - price } },
    ])
    expect(standing()).toContain('record_conflict')
    expect(stay().paidAmount).toBe(paid)
    await expect(decide(null, operator)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await decide()).toMatchObject({ state: 'accepted' })
    expect([stay().paidAmount, booked().at(-1)]).toEqual([price, price - paid])
    expect(await decide()).toMatchObject({ state: 'accepted' })
    expect(stay().paidAmount).toBe(price)
  },
)

test('a member whom the lane could not know gets back what members do not pay', async () => {
  const { lane, code, reconnect, conflicts, member } = await rig(() => ({ cardId: 'CARD_001' }))
  await member('CARD_001')
  scan(lane, code)
  pays(lane, 10_000)
  await reconnect()
  expect(conflicts()).toMatchObject([{ proposal: { action: 'refund', price: 0, paid: 8000, amount: 8000 } }])
})

test('too little is proposed to be accepted; declined, nothing changes either', async () => {
  const { lane, code, reconnect, conflicts, stay, booked, decide } = await rig(() => ({ outcomeReason: 'lost_ticket' }))
  scan(lane, code)
  pays(lane, 10_000)
  await reconnect()
  expect(conflicts()).toMatchObject([{ proposal: { action: 'accept_paid', price: 58_000, paid: 8000 } }])
  await decide('he was known')
  expect([stay().paidAmount, booked()]).toEqual([8000, [10_000, -2000]])
})

test('for any tariff, entry and moment a lane alone and the hub ask for the same', () => {
  fc.assert(
    fc.property(anyTariff, anyEntry, anyDurationMs, (table, entry, durationMs) => {
      const enteredAtMs = Math.ceil(entry.enteredAtMs / 1000) * 1000
      const nowMs = enteredAtMs + durationMs
      const list: PriceList = {
        timezone: entry.timeZone,
        tariffs: [table],
        periods: [{ from: '2020-01-01T00:00:00.000Z', id: table.id, version: table.version }],
      }
      const stay = { id: uuidv7(), ticket: 'T-7KQ2MX9', openedAt: new Date(enteredAtMs).toISOString(), vehicleClass: entry.vehicleClass }
      const { ticket_code: code = '' } = ticketTold(stay, key)
      const prices = { list, digest: digestOf(JSON.stringify(list)), ticketKey: key(), at: '2026-01-01T00:00:00.000Z' }
      const lane = testLane({ prices, config: { direction: 'out' } })
      lane.after(nowMs - laneBeganMs)
      scan(lane, code)
      const facts = { ...entry, enteredAtMs, untilMs: nowMs, member: false, lostTicket: false, validations: [] }
      const { amount, lines, durationMinutes } = priceStay(table, facts)
      expect(lane.facts('priced_alone')).toMatchObject([{ payload: { amount, due: amount, lines, duration_minutes: durationMinutes } }])
    }),
    { numRuns: 200 },
  )
})
