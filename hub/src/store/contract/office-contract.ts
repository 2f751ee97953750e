/** Tariffs, settings and remembered answers. */
import { isCoded } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import { at, unique } from './samples.ts'

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
