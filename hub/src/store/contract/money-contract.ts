/** Shifts, payments taken back, and sums over the ledger. */
import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { transferred } from '../../domain/credit.ts'
import { prepaidEntry } from '../../domain/prepaid.ts'
import type { CurrentStore } from '../contract.ts'
import type { PrepaidEntryRecord } from '../prepaid-store.ts'
import type { ShiftRecord } from '../records.ts'
import { at, command, payment, session, unique } from './samples.ts'

const moved = { sessionId: null, machineId: null, occurredAt: at(1), actor: 'user:siti' }

function shift(over: Partial<ShiftRecord> = {}): ShiftRecord {
  return {
    id: uuidv7(),
    outletId: 'pusat',
    openedBy: unique('user:siti'),
    openedAt: at(0),
    currency: 'IDR',
    openingFloat: 100_000,
    closedAt: null,
    closedBy: null,
    countedAmount: null,
    expectedAmount: null,
    note: null,
    ...over,
  }
}

/** Registers the tests. */
export function moneyContract(store: CurrentStore): void {
  test('a person’s open shift is found until it is closed, and kept as it was closed', async () => {
    const mine = shift()
    const closed = { ...mine, closedAt: at(9), closedBy: mine.openedBy, countedAmount: 95_000, expectedAmount: 100_000, note: 'torn' }
    const open = () => store().transact(tx => tx.shifts.openOf(mine.openedBy))
    expect(await open()).toBeUndefined()
    await store().transact(tx => tx.shifts.put(mine))
    expect(await open()).toEqual(mine)
    await store().transact(tx => tx.shifts.put(closed))
    expect(await open()).toBeUndefined()
    expect(await store().shifts.get(mine.id)).toEqual(closed)
  })

  test('shifts are listed newest first, by person and by whether they are open', async () => {
    const openedBy = unique('user:budi')
    const first = shift({ openedBy, openedAt: at(0), closedAt: at(5), closedBy: openedBy, countedAmount: 1, expectedAmount: 1 })
    const second = shift({ openedBy, openedAt: at(6) })
    await store().transact(async tx => {
      await tx.shifts.put(first)
      await tx.shifts.put(second)
      await tx.shifts.put(shift())
    })
    const page = await store().shifts.list({ openedBy }, { limit: 1 })
    expect(page.items).toEqual([second])
    expect((await store().shifts.list({ openedBy }, { limit: 1, cursor: page.nextCursor ?? undefined })).items).toEqual([first])
    expect((await store().shifts.list({ openedBy, open: false }, { limit: 9 })).items).toEqual([first])
    expect((await store().shifts.list({ openedBy, open: true }, { limit: 9 })).items).toEqual([second])
    expect((await store().shifts.list({ openedBy, outletIds: ['cabang'] }, { limit: 9 })).items).toEqual([])
  })

  test('of a shift only its cash is counted, and all of it added up by method and kind', async () => {
    const till = shift()
    const mine = (over: Parameters<typeof payment>[0]) => payment({ shiftId: till.id, ...over })
    await store().transact(tx =>
      tx.ledger.append([
        mine({ amount: 10_000 }),
        mine({ amount: 7000 }),
        mine({ amount: -2000, kind: 'refund' }),
        mine({ amount: 5000, method: 'card' }),
        payment({ amount: 99 }),
      ]),
    )
    expect(await store().transact(tx => tx.ledger.cashOfShift(till.id))).toBe(15_000)
    expect(await store().transact(tx => tx.ledger.cashOfShift(uuidv7()))).toBe(0)
    expect(await store().shifts.totals(till.id)).toEqual([
      { method: 'card', kind: 'payment', count: 1, amount: 5000 },
      { method: 'cash', kind: 'payment', count: 2, amount: 17_000 },
      { method: 'cash', kind: 'refund', count: 1, amount: -2000 },
    ])
  })

  test('what takes a payment back is found with it', async () => {
    const paid = payment({ amount: 9000 })
    const back = payment({ kind: 'refund', amount: -4000, reversesId: paid.id, occurredAt: at(3) })
    await store().transact(tx => tx.ledger.append([paid, back, payment({ reversesId: uuidv7() })]))
    expect(await store().transact(tx => tx.ledger.reversalsOf(paid.id))).toEqual([back])
    expect(await store().transact(tx => tx.ledger.get(paid.id))).toEqual(paid)
    expect(await store().transact(tx => tx.ledger.get(uuidv7()))).toBeUndefined()
  })

  test('a period is added up by machine, actor, method, kind and vehicle class', async () => {
    const [machineId, outletId] = [unique('gate'), unique('outlet')]
    const [car, bike] = [session({ vehicleClass: 'car' }), session({ vehicleClass: 'motorcycle' })]
    const on = (time: string) => `2032-02-29T${time}Z`
    const here = { machineId, outletId, actor: 'user:siti' }
    await store().transact(async tx => {
      await tx.sessions.putMany([car, bike])
      await tx.ledger.append([
        payment({ ...here, sessionId: car.id, amount: 5000, occurredAt: on('00:00:00.000') }),
        payment({ ...here, sessionId: car.id, amount: 6000, occurredAt: on('08:00:00.000') }),
        payment({ ...here, sessionId: bike.id, amount: 2000, method: 'qris', occurredAt: on('09:00:00.000') }),
        payment({ ...here, sessionId: null, amount: -500, kind: 'adjustment', occurredAt: on('10:00:00.000') }),
        payment({ ...here, amount: 1, occurredAt: '2032-03-01T00:00:00.000Z' }),
      ])
    })
    const period = { from: on('00:00:00.000'), to: '2032-03-01T00:00:00.000Z' }
    const totals = await store().ledger.totals({ ...period, outletIds: [outletId] })
    const line = { machineId, actor: 'user:siti', method: 'cash', kind: 'payment', vehicleClass: null }
    expect(totals.toSorted((a, b) => b.amount - a.amount)).toEqual([
      { ...line, vehicleClass: 'car', count: 2, amount: 11_000 },
      { ...line, method: 'qris', vehicleClass: 'motorcycle', count: 1, amount: 2000 },
      { ...line, kind: 'adjustment', count: 1, amount: -500 },
    ])
    expect(await store().ledger.totals({ ...period, outletIds: [] })).toEqual([])
  })

  test('only barriers opened by hand are counted as such', async () => {
    const machineId = unique('gate')
    const period = { from: '2033-01-01T00:00:00.000Z', to: '2033-01-02T00:00:00.000Z' }
    const during = '2033-01-01T12:00:00.000Z'
    const opened = { machineId, actor: 'user:siti', createdAt: during, state: 'succeeded' as const }
    await store().transact(tx =>
      tx.commands.putMany([
        command(opened),
        command({ ...opened, state: 'unknown' }),
        command({ ...opened, state: 'rejected' }),
        command({ ...opened, payload: { action: 'close' } }),
        command({ ...opened, type: 'camera_control' }),
        command({ ...opened, sessionId: uuidv7() }),
        command({ ...opened, createdAt: period.to }),
        command({ ...opened, actor: 'user:budi' }),
      ]),
    )
    expect(await store().commands.manualOpens({ ...period, machineIds: [machineId] })).toEqual([
      { machineId, actor: 'user:budi', count: 1 },
      { machineId, actor: 'user:siti', count: 2 },
    ])
    expect(await store().commands.manualOpens({ ...period, machineIds: [] })).toEqual([])
  })

  test('a sound ledger contradicts nothing; a session or shift that says something else is named', async () => {
    const sound = session({ paidAmount: 5000 })
    const till = shift({ closedAt: at(9), closedBy: 'user:x', countedAmount: 100_000, expectedAmount: 105_000 })
    await store().transact(async tx => {
      await tx.sessions.putMany([sound, session()])
      await tx.shifts.put(till)
      await tx.ledger.append([
        payment({ sessionId: sound.id, shiftId: till.id, amount: 5000 }),
        // What is entered after the end explains the difference; it does not change what was expected.
        payment({ shiftId: till.id, kind: 'adjustment', amount: -5000, occurredAt: at(10) }),
      ])
    })
    const named = async (ids: readonly string[]) => (await store().ledger.mismatches(500)).filter(({ id }) => ids.includes(id))
    expect(await named([sound.id, till.id])).toEqual([])

    const [short, unbooked] = [session({ paidAmount: 4000 }), session({ paidAmount: 3000 })]
    const wrong = shift({ closedAt: at(9), closedBy: 'user:x', countedAmount: 100_000, expectedAmount: 90_000 })
    await store().transact(async tx => {
      await tx.sessions.putMany([short, unbooked])
      await tx.shifts.put(wrong)
      await tx.ledger.append([payment({ sessionId: short.id, amount: 4500 })])
    })
    expect(await named([short.id, unbooked.id, wrong.id])).toEqual([
      { kind: 'session', id: short.id, expected: 4500, found: 4000 },
      { kind: 'session', id: unbooked.id, expected: 0, found: 3000 },
      { kind: 'shift', id: wrong.id, expected: 100_000, found: 90_000 },
    ])
  })

  test('what is on a card is the sum of its entries, and the same key moves it once', async () => {
    const cardId = unique('CARD')
    const of = (over: Partial<PrepaidEntryRecord>) =>
      prepaidEntry({ cardId, kind: 'top_up', amount: 5000, currency: 'IDR', idempotencyKey: uuidv7(), ...moved, ...over })
    const [first, second] = [of({}), of({ kind: 'payment', amount: -1000, sessionId: uuidv7(), occurredAt: at(2) })]
    const append = (...entries: PrepaidEntryRecord[]) => store().transact(tx => tx.prepaid.append(entries))
    expect(await append(first, second)).toEqual([first.idempotencyKey, second.idempotencyKey])
    expect(await append({ ...first, id: uuidv7() })).toEqual([])
    expect(await store().prepaid.balance(cardId)).toBe(4000)
    expect(await store().prepaid.balance(unique('CARD'))).toBe(0)
    const page = await store().prepaid.list({ cardId }, { limit: 1 })
    expect(page.items).toEqual([second])
    expect((await store().prepaid.list({ cardId }, { limit: 1, cursor: page.nextCursor ?? undefined })).items).toEqual([first])
    const known = await store().transact(async tx => ({
      byKey: await tx.prepaid.byKey(second.idempotencyKey),
      balance: await tx.prepaid.balance(cardId),
      ofSessions: await tx.prepaid.ofSessions([second.sessionId ?? '']),
      none: await tx.prepaid.byKey(uuidv7()),
    }))
    expect(known).toEqual({ byKey: second, balance: 4000, ofSessions: [second], none: undefined })
  })

  test('all money stands somewhere; a card or a machine that says something else than the ledger is named', async () => {
    const [cardId, machineId] = [unique('CARD'), unique('vending')]
    const sale = session({ machineId, paidAmount: 700 })
    const way = { outletId: 'pusat', machineId, sessionId: sale.id, currency: 'IDR', at: at(3), actor: 'machine:x' }
    const before = await store().ledger.balance()
    await store().transact(async tx => {
      await tx.sessions.putMany([sale])
      const topUp = prepaidEntry({ cardId, kind: 'top_up', amount: 5000, currency: 'IDR', idempotencyKey: uuidv7(), ...moved })
      await tx.prepaid.append([topUp])
      await tx.prepaid.credits.putMany([{ machineId, amount: 300 }])
      await tx.ledger.append([
        payment({ sessionId: null, machineId: null, amount: 5000, idempotencyKey: topUp.idempotencyKey }),
        payment({ sessionId: sale.id, machineId, amount: 1000 }),
        ...transferred({ ...way, key: uuidv7(), account: 'credit', amount: -300, kind: 'credit' }),
      ])
    })
    const after = await store().ledger.balance()
    const { takings, sessions, credit, prepaid } = before
    const moves = { takings: takings + 6000, sessions: sessions + 700, credit: credit + 300, prepaid: prepaid + 5000 }
    expect(after).toEqual({ ...before, ...moves })
    const named = async () => (await store().ledger.mismatches(500)).filter(({ id }) => id === cardId || id === machineId)
    expect(await named()).toEqual([])
    expect(await store().transact(tx => tx.prepaid.credits.getMany([machineId, unique('vending')]))).toEqual([{ machineId, amount: 300 }])
    await store().transact(async tx => {
      await tx.prepaid.credits.putMany([{ machineId, amount: 400 }])
      const unbooked = { cardId, kind: 'adjustment' as const, amount: 1, currency: 'IDR', idempotencyKey: uuidv7(), ...moved }
      await tx.prepaid.append([prepaidEntry(unbooked)])
    })
    expect(await named()).toEqual([
      { kind: 'card', id: cardId, expected: 5000, found: 5001 },
      { kind: 'machine', id: machineId, expected: 300, found: 400 },
    ])
  })
}
