/** Lists, time lines and sums over what happened. */
import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { dispensing, orderedPour, poured } from '../../domain/pours.ts'
import { openedSale, paidSale, settledSale } from '../../domain/sales.ts'
import type { CurrentStore } from '../contract.ts'
import type { Page, Paged } from '../store.ts'
import { alarm, at, command, fact, payment, session, unique } from './samples.ts'

/** All items of a list, two at a time. */
async function all<T>(list: (page: Page) => Promise<Paged<T>>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = await list({ limit: 2, cursor })
    items.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return items
}

/** Registers the tests. */
export function historyContract(store: CurrentStore): void {
  test('sessions are listed newest first and filtered by machine, openness, state, time and part of a credential', async () => {
    const [machineId, exitMachineId] = [unique('gate'), unique('gate')]
    const first = session({ machineId, openedAt: at(0), cardId: 'CARD_77', licensePlate: 'B1234XYZ' })
    const second = session({ machineId, exitMachineId, openedAt: at(10), ticket: 'T-4711', state: 'closed', closedAt: at(99) })
    const third = session({ machineId: exitMachineId, exitMachineId, openedAt: at(20), state: 'waiting' })
    const fourth = session({ machineId: exitMachineId, openedAt: at(30) })
    await store().transact(tx => tx.sessions.putMany([first, second, third, fourth]))
    const list = (filter: Parameters<ReturnType<CurrentStore>['sessions']['list']>[0]) => all(page => store().sessions.list(filter, page))
    expect(await list({ machineId })).toEqual([second, first])
    expect(await list({ machineId: exitMachineId })).toEqual([fourth, third, second])
    expect(await list({ machineId, open: true })).toEqual([first])
    expect(await list({ machineId, open: false })).toEqual([second])
    expect(await list({ machineId: exitMachineId, state: 'waiting' })).toEqual([third])
    expect(await list({ machineId: exitMachineId, from: at(10), to: at(30) })).toEqual([third, second])
    expect(await list({ machineId, search: '1234x' })).toEqual([first])
    expect(await list({ search: 't-47' })).toEqual([second])
    expect(await list({ search: 'CARD_77' })).toEqual([first])
    expect(await list({ search: 'nothing like it' })).toEqual([])
  })

  test('a pour is read as it was written, whichever way, and has nothing of a stay', async () => {
    const machineId = unique('vending')
    const beginning = { id: uuidv7(), outletId: 'pusat', machineId, currency: 'IDR', at: at(0) }
    const ordered = dispensing(orderedPour({ ...beginning, purpose: 'test', volumeMl: 250 }))
    await store().transact(tx => tx.sessions.putMany([ordered]))
    expect(await store().sessions.get(ordered.id)).toEqual(ordered)
    const ended = poured(ordered, { reason: 'power', deliveredMl: 0, exact: false, at: at(9) })
    await store().transact(tx => tx.sessions.putMany([ended]))
    expect(await store().transact(tx => tx.sessions.getMany([ordered.id]))).toEqual([ended])
    expect((await store().sessions.list({ machineId }, { limit: 10 })).items).toEqual([ended])
  })

  test('what a sale of water came to is kept with it', async () => {
    const opening = { id: uuidv7(), outletId: 'pusat', machineId: unique('vending'), currency: 'IDR', at: at(0) }
    const opened = openedSale({ ...opening, volumeMl: 600, price: 1000, priceList: 'v1' })
    const paid = paidSale(opened, 'cash', at(2))
    const came = { volumeMl: 600, deliveredMl: 380, exact: true, price: 1000, paid: 1000, charged: 633, remainder: 367 }
    const settled = settledSale(paid, { ...came, result: 'failed', reason: 'power', remainderTo: 'credit' }, at(9))
    for (const record of [opened, settled]) {
      await store().transact(tx => tx.sessions.putMany([record]))
      expect(await store().sessions.get(opened.id)).toEqual(record)
      expect(await store().transact(tx => tx.sessions.getMany([opened.id]))).toEqual([record])
    }
  })

  test('sessions opened since a time are counted', async () => {
    const since = '2031-05-05T00:00:00.000Z'
    const opened = ['2031-05-04T23:59:59.999Z', since, '2031-05-05T00:00:00.001Z']
    await store().transact(tx => tx.sessions.putMany(opened.map(openedAt => session({ openedAt, closedAt: openedAt, state: 'closed' }))))
    expect(await store().sessions.countSince(since)).toBe(2)
  })

  test('a time line holds everything of one session, oldest first', async () => {
    const stay = session()
    const sessionId = stay.id
    const facts = [
      fact({ machineId: unique('gate'), sessionId, occurredAt: at(5) }),
      fact({ machineId: unique('gate'), sessionId, occurredAt: at(1) }),
    ]
    const order = command({ sessionId })
    const entries = [payment({ sessionId, occurredAt: at(8) }), payment({ sessionId, occurredAt: at(7), kind: 'change', amount: -1000 })]
    const photo = {
      id: uuidv7(),
      machineId: 'gate_in',
      sessionId,
      reason: 'entry',
      takenAt: at(2),
      file: '2026/01/20/a.jpg',
      bytes: 2048,
      commandId: null,
    }
    const act = { at: at(3), actor: 'user:x', action: 'force_exit', before: null, after: { state: 'closed' }, reason: 'ok', source: null }
    await store().transact(async tx => {
      await tx.sessions.putMany([stay])
      await tx.facts.insert([...facts, fact({ machineId: unique('gate'), sessionId: uuidv7() })])
      await tx.commands.putMany([order, command()])
      await tx.ledger.append(entries)
      await tx.photos.insert(photo)
      await tx.audit.append([
        { ...act, subject: sessionId },
        { ...act, subject: `command:${order.id}` },
        { ...act, subject: 'other' },
      ])
    })
    const line = await store().sessions.timeline(sessionId)
    expect(line).toMatchObject({ facts: facts.toReversed(), commands: [order], ledger: entries.toReversed(), photos: [photo] })
    expect(line.audit.map(entry => entry.subject)).toEqual([sessionId, `command:${order.id}`])
    expect(await store().sessions.timeline(uuidv7())).toEqual({ facts: [], commands: [], ledger: [], photos: [], audit: [] })
  })

  test('revenue is what came in minus what went out, from the first instant to just before the last', async () => {
    const day = (time: string) => `2030-03-03T${time}Z`
    const entries = [
      payment({ occurredAt: day('00:00:00.000'), amount: 10_000 }),
      payment({ occurredAt: day('12:00:00.000'), kind: 'change', amount: -3000 }),
      payment({ occurredAt: day('23:59:59.999'), amount: 2_000_000_000 }),
      payment({ occurredAt: day('23:59:59.999'), amount: 2_000_000_000 }),
      payment({ occurredAt: '2030-03-04T00:00:00.000Z', amount: 1 }),
    ]
    await store().transact(tx => tx.ledger.append(entries))
    expect(await store().ledger.revenue(day('00:00:00.000'), '2030-03-04T00:00:00.000Z')).toBe(4_000_007_000)
    expect(await store().ledger.revenue('2029-01-01T00:00:00.000Z', '2029-01-02T00:00:00.000Z')).toBe(0)
    const listed = await all(page => store().ledger.list({ from: day('00:00:00.000'), to: day('23:59:59.999') }, page))
    expect(listed).toEqual([entries[1], entries[0]])
  })

  test('a command is told with its life, and those that have not ended stay unresolved', async () => {
    const machineId = unique('gate')
    const states = ['queued', 'sent', 'accepted', 'unknown', 'succeeded', 'failed', 'rejected', 'expired'] as const
    const orders = states.map((state, index) => command({ machineId, state, createdAt: at(index), endedAt: index > 2 ? at(50) : null }))
    const [order] = orders
    const events = states.slice(0, 3).map((state, index) => ({
      commandId: order?.id ?? '',
      seq: index + 1,
      state,
      at: at(index),
      note: index === 0 ? null : 'ke gerbang',
    }))
    await store().transact(async tx => {
      await tx.commands.putMany(orders)
      await tx.commands.appendEvents(events.slice(0, 1))
      await tx.commands.appendEvents(events.slice(1))
    })
    expect(await store().commands.get(order?.id ?? '')).toEqual({ command: order, events })
    expect(await store().commands.get(uuidv7())).toBeUndefined()
    const unresolved = async (since: string) =>
      (await store().commands.unresolved(since)).filter(({ command: found }) => found.machineId === machineId)
    expect((await unresolved(at(0))).map(found => found.command)).toEqual(orders.slice(0, 4))
    expect((await unresolved(at(0))).map(found => found.lastSeq)).toEqual([3, 0, 0, 0])
    expect((await unresolved(at(4))).map(found => found.command)).toEqual(orders.slice(0, 3))
    const counts = await store().commands.countUnresolved(at(3))
    expect(counts.map(({ state }) => state).toSorted()).toEqual(['accepted', 'queued', 'sent', 'unknown'])
    expect(counts.every(({ count }) => Number.isInteger(count) && count > 0)).toBe(true)
    const later = await store().commands.countUnresolved('2200-01-01T00:00:00.000Z')
    expect(later.map(({ state }) => state).toSorted()).toEqual(['accepted', 'queued', 'sent'])
    expect(await all(page => store().commands.list({ machineId }, page))).toEqual(orders.toReversed())
  })

  test('alarms are listed newest first by state and machine', async () => {
    const machineId = unique('gate')
    const alarms = [0, 1, 2].map(index => alarm({ machineId, raisedAt: at(index), code: `code_${index}` }))
    const cleared = alarm({
      machineId,
      raisedAt: at(9),
      state: 'cleared',
      clearedAt: at(10),
      acknowledgedAt: at(11),
      acknowledgedBy: 'user:x',
      comment: 'sudah ✓',
    })
    await store().transact(tx => tx.alarms.putMany([...alarms, cleared]))
    expect(await all(page => store().alarms.list({ machineId }, page))).toEqual([cleared, ...alarms.toReversed()])
    expect(await all(page => store().alarms.list({ machineId, state: 'active' }, page))).toEqual(alarms.toReversed())
    expect(await all(page => store().alarms.list({ machineId, state: 'cleared' }, page))).toEqual([cleared])
  })

  test('the audit trail is listed newest first by person and subject', async () => {
    const [actor, subject] = [unique('user:a'), unique('thing')]
    const act = { at: at(0), actor, subject, before: { x: 1 }, after: ['y'], reason: 'alasan', source: '::1' }
    const actions = ['one', 'two', 'three']
    await store().transact(tx =>
      tx.audit.append([...actions.map(action => ({ ...act, action })), { ...act, action: 'other', subject: unique('thing') }]),
    )
    const found = await all(page => store().audit.list({ actor, subject }, page))
    expect(found.map(entry => entry.action)).toEqual(actions.toReversed())
    expect(found[0]).toMatchObject({ ...act, action: 'three' })
    expect(await all(page => store().audit.list({ actor }, page))).toHaveLength(4)
  })
}
