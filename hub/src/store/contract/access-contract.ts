/** People, their browsers, and the tokens of programs and machines. */
import { isCoded, uuidv7 } from '@palang/kit'
import { betterAuth } from 'better-auth/minimal'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type { TokenRecord, UserRecord } from '../records.ts'
import type { Store } from '../store.ts'
import { at, unique } from './samples.ts'

function person(over: Partial<UserRecord> = {}): UserRecord {
  return {
    id: uuidv7(),
    email: `${unique('user')}@palang.local`,
    name: 'Ayu',
    emailVerified: true,
    twoFactorEnabled: false,
    role: 'admin',
    outlets: null,
    mustChangePassword: true,
    disabledAt: null,
    createdAt: at(0),
    updatedAt: at(0),
    ...over,
  }
}

/** better-auth over the store, with passwords kept as they are. */
function signInBook(store: Store) {
  return betterAuth({
    secret: 'a secret of the tests, long enough to be one',
    baseURL: 'http://palang.local',
    database: store.signInDatabase,
    session: { modelName: 'signIn' },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 1,
      password: { hash: async password => password, verify: async ({ hash, password }) => hash === password },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
  })
}

/** Registers the tests. */
export function accessContract(store: CurrentStore): void {
  test('people are counted, found by e-mail and id, and an e-mail belongs to one of them', async () => {
    const before = await store().users.count()
    const user = person({ outlets: ['pusat', 'cabang'] })
    const changed = { ...user, mustChangePassword: false, twoFactorEnabled: true, outlets: null, disabledAt: at(5) }
    await store().transact(tx => tx.users.put(user))
    expect(await store().users.get(user.id)).toEqual(user)
    expect(await store().transact(tx => tx.users.get(user.id))).toEqual(user)
    await store().transact(tx => tx.users.put(changed))
    expect(await store().users.count()).toBe(before + 1)
    expect(await store().users.byEmail(user.email)).toEqual(changed)
    expect(await store().users.list()).toContainEqual(changed)
    expect(await store().transact(tx => tx.users.all())).toContainEqual(changed)
    const taken = store().transact(tx => tx.users.put(person({ email: user.email })))
    await expect(taken).rejects.toSatisfy(error => isCoded(error, 'already_exists'))
    expect(await store().users.byEmail(user.email)).toEqual(changed)
  })

  test('better-auth signs a person in by the password put into the store, until it is changed or the sign-ins are ended', async () => {
    const { api } = signInBook(store())
    const user = person()
    await store().transact(async tx => {
      await tx.users.put(user)
      await tx.users.setPassword(user.id, 'first password', at(0))
    })
    const enter = (password: string) => api.signInEmail({ body: { email: user.email, password }, returnHeaders: true })
    await expect(enter('wrong')).rejects.toMatchObject({ status: 'UNAUTHORIZED' })
    const { headers } = await enter('first password')
    const cookie = new Headers({ cookie: headers.getSetCookie().join('; ') })
    expect(await api.getSession({ headers: cookie })).toMatchObject({ user: { id: user.id } })
    await store().transact(tx => tx.users.setPassword(user.id, 'second password', at(9)))
    await expect(enter('first password')).rejects.toMatchObject({ status: 'UNAUTHORIZED' })
    await store().transact(tx => tx.users.endSignIns(user.id))
    expect(await api.getSession({ headers: cookie })).toBeNull()
    await api.signOut({ headers: cookie })
  })

  test('with a person go his password, sign-ins and second factor', async () => {
    const { api } = signInBook(store())
    const user = person()
    await store().transact(async tx => {
      await tx.users.put(user)
      await tx.users.setPassword(user.id, 'password', at(0))
    })
    const { headers } = await api.signInEmail({ body: { email: user.email, password: 'password' }, returnHeaders: true })
    expect(await store().transact(tx => tx.users.remove(user.id))).toBe(true)
    expect(await store().transact(tx => tx.users.remove(user.id))).toBe(false)
    expect(await api.getSession({ headers: new Headers({ cookie: headers.getSetCookie().join('; ') }) })).toBeNull()
  })

  test('a token is found by its digest and remembers when it was last used', async () => {
    const machineId = unique('gate')
    const token: TokenRecord = {
      id: uuidv7(),
      digest: unique('digest'),
      name: machineId,
      kind: 'machine',
      scopes: ['read', 'metrics'],
      outlets: ['pusat'],
      machineId,
      createdBy: 'rule:test',
      createdAt: at(0),
      expiresAt: at(60),
      lastUsedAt: null,
    }
    await store().transact(tx => tx.tokens.put(token))
    await store().tokens.touch(token.id, at(7))
    const used = { ...token, lastUsedAt: at(7) }
    expect(await store().tokens.byDigest(token.digest)).toEqual(used)
    expect(await store().tokens.byDigest(token.id)).toBeUndefined()
    expect(await store().tokens.list()).toContainEqual(used)
    expect(await store().transact(tx => tx.tokens.ofMachine(machineId))).toEqual([used])
    const remove = () => store().transact(tx => tx.tokens.remove(token.id))
    expect([await remove(), await remove()]).toEqual([true, false])
  })

  test('unused codes of a machine are void when a new one is made; one without an end stays', async () => {
    const machineId = unique('gate')
    const code = { machineId, createdBy: 'user:a@b', createdAt: at(0), usedAt: null, usedFrom: null }
    const [old, used, listed] = [unique('code'), unique('code'), unique('code')]
    await store().transact(async tx => {
      await tx.activations.put({ ...code, id: old, expiresAt: at(600) })
      await tx.activations.put({ ...code, id: used, expiresAt: at(600), usedAt: at(1), usedFrom: '10.0.0.9' })
      await tx.activations.put({ ...code, id: listed, expiresAt: null })
      await tx.activations.voidFor(machineId)
    })
    const found = await store().transact(tx => Promise.all([old, used, listed].map(id => tx.activations.get(id))))
    expect(found.map(each => each?.id)).toEqual([undefined, used, listed])
    expect(found[1]).toMatchObject({ usedAt: at(1), usedFrom: '10.0.0.9' })
  })

  test('what ended long ago is forgotten, what has no end or not yet ended stays', async () => {
    const machineId = unique('gate')
    const code = { machineId, createdBy: 'user:a@b', createdAt: at(0), usedAt: null, usedFrom: null }
    const [ended, good, endless] = [unique('code'), unique('code'), unique('code')]
    await store().transact(async tx => {
      await tx.activations.put({ ...code, id: ended, expiresAt: at(10) })
      await tx.activations.put({ ...code, id: good, expiresAt: at(30) })
      await tx.activations.put({ ...code, id: endless, expiresAt: null })
    })
    await store().forgetExpiredAccess(at(20))
    const found = await store().transact(tx => Promise.all([ended, good, endless].map(id => tx.activations.get(id))))
    expect(found.map(each => each?.id)).toEqual([undefined, good, endless])
  })

  test('codes without an end are void but those named; used ones and those with an end stay', async () => {
    const code = { machineId: unique('gate'), createdBy: 'rule:site_file', createdAt: at(0), usedAt: null, usedFrom: null }
    const [kept, dropped, used, brief] = [unique('code'), unique('code'), unique('code'), unique('code')]
    const left = () =>
      store().transact(async tx =>
        (await Promise.all([kept, dropped, used, brief].map(id => tx.activations.get(id)))).map(each => each?.id),
      )
    await store().transact(async tx => {
      for (const id of [kept, dropped]) await tx.activations.put({ ...code, id, expiresAt: null })
      await tx.activations.put({ ...code, id: used, expiresAt: null, usedAt: at(1), usedFrom: '10.0.0.9' })
      await tx.activations.put({ ...code, id: brief, expiresAt: at(600) })
      await tx.activations.voidListed([kept, unique('code')])
    })
    expect(await left()).toEqual([kept, undefined, used, brief])
    await store().transact(tx => tx.activations.voidListed([]))
    expect(await left()).toEqual([undefined, undefined, used, brief])
  })
}
