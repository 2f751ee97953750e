import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SessionRecord } from '../store/records.ts'
import { allowIn, entered, forced, leaving, left, moneyMoved, noPassageSeen, priced, settled, turnedBack } from './stays.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 0, 20, 10, minute)).toISOString()
const waiting = allowIn({
  id: 'stay-1',
  outletId: 'pusat',
  machineId: 'gate_in',
  cardId: 'CARD_001',
  ticket: null,
  licensePlate: null,
  vehicleClass: 'car',
  zoneId: 'main',
  decidedBy: 'hub',
  tariff: { id: 'standard', version: 1, currency: 'IDR' },
  at: at(0),
})
const inside = entered(waiting, at(1), 'loop_passed')
const price = { amount: 5000, currency: 'IDR', lines: [] }
const paying = priced(inside, price, at(30), 'gate_out')
const paid = settled(moneyMoved(paying, 5000), at(31))

describe('a stay', () => {
  test('is inside only once passage is proven', () => {
    expect(waiting).toMatchObject({ state: 'waiting', enteredAt: null })
    expect(inside).toMatchObject({ state: 'inside', enteredAt: at(1), entryEvidence: 'loop_passed' })
  })

  test('told twice that it drove in has entered once', () => {
    expect(entered(inside, at(9), 'assumed')).toEqual(inside)
  })

  test('goes its whole way and closes on passage', () => {
    const closed = left(leaving(paid), { at: at(32), evidence: 'loop_passed', gateId: 'gate_out' })
    expect(closed).toMatchObject({ state: 'closed', outcome: 'passed', paidAmount: 5000, exitMachineId: 'gate_out', closedAt: at(32) })
  })

  test('is not closed because the barrier opened', () => {
    expect(leaving(paid).closedAt).toBeNull()
  })

  test('that turned back at the entry is over, at the exit it stays where it was', () => {
    expect(turnedBack(waiting, at(1), 'left')).toMatchObject({ state: 'turned_back', closedAt: at(1) })
    expect(turnedBack(paying, at(31), 'left')).toMatchObject({ state: 'inside', closedAt: null })
    expect(turnedBack(leaving(paid), at(32), 'left')).toMatchObject({ state: 'paid', closedAt: null, paidAmount: 5000 })
  })

  test('given up without a passage comes back when the passage is told late', () => {
    const givenUp = turnedBack(waiting, at(10), noPassageSeen)
    expect(entered(givenUp, at(1), 'loop_passed')).toMatchObject({ state: 'inside', closedAt: null, outcome: null })
    expect(entered(turnedBack(waiting, at(2), 'left'), at(1), 'loop_passed').state).toBe('turned_back')
  })

  test('told of its entry only after it was paid keeps being paid', () => {
    const paidEarly = settled(priced(waiting, price, at(3), 'gate_out'), at(3))
    expect(entered(paidEarly, at(1), 'loop_passed')).toMatchObject({ state: 'paid', enteredAt: at(1) })
  })

  test('told of its payment only after the barrier opened keeps leaving', () => {
    expect(settled(leaving(paid), at(33))).toEqual(leaving(paid))
  })

  test('once closed, is changed by nothing', () => {
    const steps: ((s: SessionRecord) => SessionRecord)[] = [
      s => entered(s, at(50), 'assumed'),
      s => turnedBack(s, at(50), 'left'),
      s => priced(s, price, at(50), 'gate_out'),
      s => settled(s, at(50)),
      leaving,
      s => left(s, { at: at(50), evidence: 'assumed', gateId: 'gate_out' }),
      s => forced(s, at(50), 'x'),
    ]
    const closed = left(leaving(paid), { at: at(32), evidence: 'loop_passed', gateId: 'gate_out' })
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps), { maxLength: 10 }), chain => {
        expect(chain.reduce((s, step) => step(s), closed)).toEqual(closed)
      }),
    )
  })
})
