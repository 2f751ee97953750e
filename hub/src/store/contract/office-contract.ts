/** Tariffs, settings and remembered answers. */
import { isCoded } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import { at, session, unique } from './samples.ts'

/** Registers the tests. */
export function officeContract(store: CurrentStore): void {
  test('a tariff version is stored once; the same again is fine, another content is a conflict', async () => {
    const tariff = {
      id: unique('tariff'),
      version: 1,
      definition: { first: { minutes: 60, amount: 5000 }, classes: ['car'] } as unknown,
      createdAt: at(0),
    }
    const add = (given: typeof tariff) => store().transact(tx => tx.tariffs.add(given))
    await add(tariff)
    await add({ ...tariff, definition: { classes: ['car'], first: { amount: 5000, minutes: 60 } }, createdAt: at(9) })
    await expect(add({ ...tariff, definition: { free: true } })).rejects.toSatisfy(error => isCoded(error, 'conflict'))
    await add({ ...tariff, version: 2 })
    expect(await store().tariffs.get(tariff.id, 1)).toEqual(tariff.definition)
    expect(await store().tariffs.get(tariff.id, 3)).toBeUndefined()
    const listed = (await store().tariffs.list()).filter(({ id }) => id === tariff.id)
    expect(listed).toEqual([{ ...tariff, version: 2 }, tariff])
  })

  test('the tariff in force is the latest that started, of several at once the one said last', async () => {
    const tariffId = unique('tariff')
    // Far from what other tests of this database start.
    const moment = (minute: number) => at(minute * 60 - 20 * 365 * 86_400)
    const said = [
      { version: 1, startsAt: moment(0), setAt: moment(0) },
      { version: 3, startsAt: moment(20), setAt: moment(1) },
      { version: 2, startsAt: moment(10), setAt: moment(2) },
      { version: 4, startsAt: moment(20), setAt: moment(3) },
    ].map(start => ({ id: unique('start'), tariffId, actor: 'user:a', reason: start.version === 4 ? 'lebaran' : null, ...start }))
    for (const start of said) await store().transact(tx => tx.tariffs.start(start))
    const inForce = async (minute: number) => (await store().transact(tx => tx.tariffs.inForce(moment(minute))))?.version
    expect([await inForce(-1), await inForce(0), await inForce(10), await inForce(19), await inForce(20)]).toEqual([undefined, 1, 2, 2, 4])
    const mine = (starts: { tariffId: string }[]) => starts.filter(start => start.tariffId === tariffId)
    expect(mine(await store().tariffs.starts())).toEqual(said)
    expect(mine(await store().transact(tx => tx.tariffs.starts()))).toEqual(said)
  })

  test('stays that are over come page by page, none twice and none left out, with their card, membership and validations', async () => {
    const outletId = unique('outlet')
    const cardId = unique('card')
    const card = { id: cardId, kind: 'member', status: 'active', holder: null, licensePlate: null, vehicleClass: null } as const
    const given = [{ name: 'cinema', at: at(1), by: 'user:a', note: null }]
    const closed = (seconds: number, over: object = {}) =>
      session({ outletId, state: 'closed', outcome: 'passed', closedAt: at(seconds), pricedAt: at(seconds), paidAmount: 5000, ...over })
    const inside = [closed(10), closed(10), closed(10), closed(11, { cardId, validations: given }), closed(19)]
    const others = [
      closed(20),
      closed(9),
      closed(12, { state: 'forced', outcome: 'forced' }),
      session({ outletId }),
      closed(12, { outletId: unique('outlet') }),
    ]
    await store().transact(async tx => {
      await tx.cards.put({ ...card, validFrom: null, validUntil: at(99), createdAt: at(0), updatedAt: at(0) })
      await tx.sessions.putMany([...others, ...inside])
      const memberId = unique('member')
      await tx.members.put({
        ...{ id: memberId, name: 'Rahma', status: 'suspended', maxInside: 1, note: null, noticedUntil: null },
        ...{ validFrom: null, validUntil: at(98), createdAt: at(0), updatedAt: at(0) },
      })
      const read = { entryPlate: null, entryConfidence: null, exitPlate: null, exitConfidence: null }
      await tx.stayIdentities.putMany([{ sessionId: inside[4]?.id ?? '', memberId, ...read }])
    })
    const filter = { outletId, from: at(10), to: at(20) }
    const found = await store().tariffs.pastStays(filter, 2)
    for (let last = found.at(-1); last !== undefined;) {
      const page = await store().tariffs.pastStays(filter, 2, last)
      found.push(...page)
      last = page.at(-1)
    }
    expect(found.map(({ id }) => id).toSorted()).toEqual(inside.map(({ id }) => id).toSorted())
    expect(found.map(({ closedAt }) => closedAt)).toEqual([10, 10, 10, 11, 19].map(at))
    expect(found[3]).toMatchObject({
      cardKind: 'member',
      cardValidFrom: null,
      cardValidUntil: at(99),
      validations: given,
      paidAmount: 5000,
    })
    expect(found[4]).toMatchObject({ cardKind: null, memberStatus: 'suspended', memberValidFrom: null, memberValidUntil: at(98) })
    expect(found[0]).toMatchObject({ cardKind: null, memberStatus: null, validations: null, vehicleClass: 'car', lines: null })
    const [asRead] = await store().transact(tx => tx.sessions.getMany([inside[3]?.id ?? '']))
    expect(asRead?.validations).toEqual(given)
  })

  test('settings hold any JSON', async () => {
    const key = unique('setting')
    const put = async (value: unknown) => {
      await store().transact(tx => tx.settings.put(key, value))
      expect(await store().transact(tx => tx.settings.get(key))).toEqual(value)
      return store().settings.get(key)
    }
    for (const value of [{ a: [1, { b: 'ü' }] }, 'text', 0, false, null, []]) expect(await put(value)).toEqual(value)
    expect(await store().settings.list()).toContainEqual({ key, value: [] })
    expect(await store().settings.get(unique('setting'))).toBeUndefined()
  })

  test('an idempotency key is claimed by one of many, and a repeat gets the answer', async () => {
    const record = { id: unique('claim'), request: 'POST /x', createdAt: at(0), status: null, body: null }
    const claims = await Promise.all(Array.from({ length: 8 }, () => store().idempotency.claim(record)))
    expect(claims.filter(holder => holder === undefined)).toHaveLength(1)
    await store().idempotency.complete(record.id, 200, { approved: true })
    expect(await store().idempotency.claim(record)).toEqual({ ...record, status: 200, body: { approved: true } })
    await store().idempotency.release(record.id)
    expect(await store().idempotency.claim(record)).toBeUndefined()
    expect(await store().idempotency.forget(at(0))).toBe(0)
    expect(await store().idempotency.forget(at(1))).toBe(1)
  })
}
