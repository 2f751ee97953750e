/** Tariffs, settings, remembered answers, people and tokens. */
import { isCoded, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type { UserRecord } from '../records.ts'
import { at, unique } from './samples.ts'

/** Registers the tests. */
export function officeContract(store: CurrentStore): void {
  test('a tariff version is stored once; the same again is fine, another content is a conflict', async () => {
    const tariff = {
      id: unique('tariff'),
      version: 1,
      definition: { first: { minutes: 60, amount: 5000 }, classes: ['car'] },
      createdAt: at(0),
    }
    await store().tariffs.add(tariff)
    await store().tariffs.add({ ...tariff, definition: { classes: ['car'], first: { amount: 5000, minutes: 60 } }, createdAt: at(9) })
    await expect(store().tariffs.add({ ...tariff, definition: { free: true } })).rejects.toSatisfy(error => isCoded(error, 'conflict'))
    await store().tariffs.add({ ...tariff, version: 2 })
    expect(await store().tariffs.get(tariff.id, 1)).toEqual(tariff.definition)
    expect(await store().tariffs.get(tariff.id, 3)).toBeUndefined()
    const listed = (await store().tariffs.list()).filter(({ id }) => id === tariff.id)
    expect(listed).toEqual([{ ...tariff, version: 2 }, tariff])
  })

  test('settings hold any JSON', async () => {
    const key = unique('setting')
    const put = async (value: unknown) => {
      await store().settings.put(key, value)
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

  test('users are counted, found by e-mail and id, and an e-mail belongs to one user', async () => {
    const before = await store().users.count()
    const user: UserRecord = {
      id: uuidv7(),
      email: `${unique('user')}@palang.local`,
      name: 'Ayu',
      role: 'admin',
      passwordHash: 'x'.repeat(400),
      mustChangePassword: true,
      createdAt: at(0),
    }
    await store().users.put(user)
    await store().users.put({ ...user, mustChangePassword: false })
    expect(await store().users.count()).toBe(before + 1)
    expect(await store().users.byEmail(user.email)).toEqual({ ...user, mustChangePassword: false })
    expect(await store().users.get(user.id)).toEqual({ ...user, mustChangePassword: false })
    await expect(store().users.put({ ...user, id: uuidv7() })).rejects.toSatisfy(error => isCoded(error, 'already_exists'))
    const signIn = { id: unique('sign-in'), userId: user.id, createdAt: at(0), expiresAt: at(3600) }
    await store().signIns.put(signIn)
    expect(await store().signIns.get(signIn.id)).toEqual(signIn)
    await store().signIns.remove(signIn.id)
    await store().signIns.remove(signIn.id)
    expect(await store().signIns.get(signIn.id)).toBeUndefined()
  })

  test('a token remembers when it was last used', async () => {
    const token = {
      id: unique('token'),
      name: 'gate_in',
      kind: 'machine' as const,
      role: null,
      machineId: 'gate_in',
      createdAt: at(0),
      lastUsedAt: null,
    }
    await store().tokens.put(token)
    await store().tokens.touch(token.id, at(7))
    expect(await store().tokens.get(token.id)).toEqual({ ...token, lastUsedAt: at(7) })
    expect(await store().tokens.list()).toContainEqual({ ...token, lastUsedAt: at(7) })
    expect(await store().tokens.remove(token.id)).toBe(true)
    expect(await store().tokens.remove(token.id)).toBe(false)
  })
}
