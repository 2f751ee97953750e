import { CodedError, ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { memoryStore } from '../store/testing/memory-store.ts'
import type { Actor } from './actor.ts'
import { digest } from './credentials.ts'
import { createRevocations, type Revocation } from './revocations.ts'
import { activationLifetimeMs } from './enrollment.ts'
import { createTokens, type NewToken } from './tokens.ts'

const actor: Actor = { id: 'user:admin@palang.local', role: 'admin', source: '10.0.0.1' }
const till: NewToken = { kind: 'api', name: 'till', scopes: ['operate'], outlets: ['pusat'], machineId: null, expiresInDays: 30 }
const dayMs = 24 * 3_600_000

async function ready(store = memoryStore()) {
  const [clock, revocations] = [new ManualClock(), createRevocations()]
  const revoked: Revocation[] = []
  revocations.listen(revocation => void revoked.push(revocation))
  const tokens = createTokens({ store, clock, revocations })
  const { audit } = store.shelves
  /** Whose token this is, if anybody's. */
  const ownerOf = async (secret: string) => (await store.tokens.byDigest(digest(secret)))?.machineId
  const ofMachine = (machineId: string) => [...store.shelves.tokens.values()].filter(token => token.machineId === machineId)
  /** The token `machineId` is enrolled with now. */
  const enrolled = async (machineId: string) => {
    const { code } = await tokens.activationCode(actor, machineId)
    const { secret } = await tokens.enroll({ code, machineId, source: '10.0.0.8' })
    revoked.length = 0
    return secret
  }
  return { store, clock, tokens, revoked, audit, ownerOf, ofMachine, enrolled }
}

const wrong = { code: 'unauthenticated' }

test('a token is shown once, kept as a digest, and ends when it was said to', async () => {
  const { tokens, store, audit, clock } = await ready()
  const { token, secret } = await tokens.add(actor, till)
  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(store.shelves.tokens.get(token.id)).toMatchObject({ digest: digest(secret), createdBy: actor.id, lastUsedAt: null })
  expect(Date.parse(token.expiresAt ?? '')).toBe(clock.now() + 30 * dayMs)
  expect((await tokens.add(actor, { ...till, name: 'endless', expiresInDays: null })).token.expiresAt).toBeNull()
  await expect(tokens.add(actor, till)).rejects.toMatchObject({ code: 'already_exists' })
  expect(audit[0]).toMatchObject({
    actor: actor.id,
    action: 'add_token',
    subject: 'token:till',
    after: { id: token.id, kind: 'api', scopes: ['operate'], outlets: ['pusat'], expires_at: token.expiresAt },
  })
  expect(JSON.stringify([audit, await tokens.list()])).not.toContain(secret)
  expect(JSON.stringify(audit)).not.toContain(digest(secret))
})

test('a revoked token is gone and told; another of the same name and device stays', async () => {
  const { tokens, revoked, ownerOf, audit, store } = await ready()
  const device: NewToken = { kind: 'device', name: 'ozone-1', scopes: [], outlets: null, machineId: 'ozone-1', expiresInDays: null }
  const [first, second] = [await tokens.add(actor, device), await tokens.add(actor, device)]
  await tokens.revoke(actor, first.token.id)
  expect(await ownerOf(first.secret)).toBeUndefined()
  expect(await ownerOf(second.secret)).toBe('ozone-1')
  expect(store.shelves.tokens.size).toBe(1)
  expect(revoked).toEqual([{ tokenId: first.token.id }])
  expect(audit.at(-1)).toMatchObject({ action: 'revoke_token', subject: 'device:ozone-1', before: { id: first.token.id, kind: 'device' } })
  await expect(tokens.revoke(actor, first.token.id)).rejects.toMatchObject({ code: 'not_found' })
  expect(revoked).toHaveLength(1)
})

test('a code of ten minutes is exchanged once for the token of its machine', async () => {
  const { tokens, clock, ownerOf, audit, revoked, store } = await ready()
  const { code, expiresAt } = await tokens.activationCode(actor, 'gate_out')
  expect(Date.parse(expiresAt)).toBe(clock.now() + 10 * 60_000)
  expect(JSON.stringify([...store.shelves.activations.values()])).not.toContain(code)
  clock.jump(clock.now() + activationLifetimeMs - 1)
  const { machineId, secret } = await tokens.enroll({ code, source: '10.0.0.8' })
  expect([machineId, await ownerOf(secret)]).toEqual(['gate_out', 'gate_out'])
  expect(revoked).toEqual([{ machineId: 'gate_out' }])
  await expect(tokens.enroll({ code, source: '10.0.0.8' })).rejects.toMatchObject(wrong)
  expect(audit.map(act => [act.action, act.subject, act.source])).toEqual([
    ['make_activation_code', 'gate_out', '10.0.0.1'],
    ['enroll', 'gate_out', '10.0.0.8'],
    ['enroll_failed', 'gate_out', '10.0.0.8'],
  ])
  for (const hidden of [code, secret, digest(code), digest(secret)]) expect(JSON.stringify(audit)).not.toContain(hidden)
})

test('a code that is too old, for another machine, or void since a newer one was made, gives nothing and uses nothing up', async () => {
  const { tokens, clock, ofMachine, revoked } = await ready()
  const old = await tokens.activationCode(actor, 'gate_out')
  const other = await tokens.activationCode(actor, 'gate_in')
  const code = await tokens.activationCode(actor, 'gate_out')
  await expect(tokens.enroll({ code: old.code, source: 'a' })).rejects.toMatchObject(wrong)
  await expect(tokens.enroll({ code: other.code, machineId: 'gate_out', source: 'a' })).rejects.toMatchObject(wrong)
  // It was not used up by the wrong machine, nor made void by the code of another.
  expect(await tokens.enroll({ code: other.code, machineId: 'gate_in', source: 'a' })).toMatchObject({ machineId: 'gate_in' })
  clock.jump(clock.now() + activationLifetimeMs)
  await expect(tokens.enroll({ code: code.code, source: 'a' })).rejects.toMatchObject(wrong)
  expect(ofMachine('gate_out')).toEqual([])
  expect(revoked).toEqual([{ machineId: 'gate_in' }])
})

test('a code may be typed in capitals and with spaces around', async () => {
  const { tokens } = await ready()
  const { code } = await tokens.activationCode(actor, 'gate_out')
  expect(await tokens.enroll({ code: `  ${code.toUpperCase()}\n` })).toMatchObject({ machineId: 'gate_out' })
})

test('who guesses codes has to wait, with the right one too; another address does not', async () => {
  const { tokens, clock } = await ready()
  const { code } = await tokens.activationCode(actor, 'gate_out')
  const guess = (source: string, given = 'aaaa-bbbb-cccc-dddd') => tokens.enroll({ code: given, source })
  for (let n = 0; n < 5; n++) await expect(guess('10.0.0.66')).rejects.toMatchObject(wrong)
  await expect(guess('10.0.0.66', code)).rejects.toMatchObject({ code: 'rate_limited', detail: { retry_after_s: 30 } })
  await expect(guess('10.0.0.7')).rejects.toMatchObject(wrong)
  await clock.advance(30_000)
  expect(await guess('10.0.0.66', code)).toMatchObject({ machineId: 'gate_out' })
})

test('many guesses at once are not all let through', async () => {
  const { tokens } = await ready()
  const guesses = Array.from({ length: 12 }, (_, n) => tokens.enroll({ code: `aaaa-bbbb-cccc-${n}`, source: '10.0.0.66' }))
  const codes = (await Promise.allSettled(guesses)).map(result => (result as PromiseRejectedResult).reason.code as string)
  expect(codes.filter(code => code === 'unauthenticated')).toHaveLength(5)
  expect(codes.filter(code => code === 'rate_limited')).toHaveLength(7)
})

test('two enrolments with one code at once give exactly one token', async () => {
  const { tokens, ofMachine } = await ready()
  const { code } = await tokens.activationCode(actor, 'gate_out')
  const results = await Promise.allSettled(['a', 'b'].map(source => tokens.enroll({ code, source })))
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(ofMachine('gate_out')).toHaveLength(1)
})

test('who is enrolled anew loses the token he had, and the link made with it; no other machine does', async () => {
  const { tokens, ownerOf, enrolled, revoked, store } = await ready()
  const [earlier, other] = [await enrolled('gate_out'), await enrolled('gate_in')]
  const device = await tokens.add(actor, { ...till, kind: 'device', machineId: 'gate_out' })
  const { code } = await tokens.activationCode(actor, 'gate_out')
  // Making the code takes nothing away yet.
  expect(await ownerOf(earlier)).toBe('gate_out')
  const { secret } = await tokens.enroll({ code })
  expect([await ownerOf(earlier), await ownerOf(secret), await ownerOf(other)]).toEqual([undefined, 'gate_out', 'gate_in'])
  expect(store.shelves.tokens.has(device.token.id)).toBe(true)
  expect(revoked).toEqual([{ machineId: 'gate_out' }])
})

test('the code of the site file has no end, but is good once, however often the hub starts', async () => {
  const store = memoryStore()
  const listed = [{ machineId: 'gate_out', code: 'Listed-In-The-Site-File' }]
  const { code } = listed[0] ?? { code: '' }
  const first = await ready(store)
  await first.tokens.prelist(listed)
  // A code from the console does not take its place.
  await first.tokens.activationCode(actor, 'gate_out')
  first.clock.jump(first.clock.now() + 400 * dayMs)
  await first.tokens.prelist(listed)
  expect(await first.tokens.enroll({ code, machineId: 'gate_out' })).toMatchObject({ machineId: 'gate_out' })
  const restarted = await ready(store)
  await restarted.tokens.prelist(listed)
  await expect(restarted.tokens.enroll({ code })).rejects.toMatchObject(wrong)
  await restarted.tokens.prelist([])
  await restarted.tokens.prelist([{ machineId: 'gate_in', code }])
  await expect(restarted.tokens.enroll({ code })).rejects.toMatchObject(wrong)
})

test('a code that is no longer in the site file is void, and one given to another machine is that one’s', async () => {
  const { tokens } = await ready()
  await tokens.prelist([
    { machineId: 'gate_in', code: 'taken-out-of-the-file' },
    { machineId: 'gate_out', code: 'moved-to-another-gate' },
  ])
  await tokens.prelist([{ machineId: 'gate_in', code: 'moved-to-another-gate' }])
  await expect(tokens.enroll({ code: 'taken-out-of-the-file' })).rejects.toMatchObject(wrong)
  expect(await tokens.enroll({ code: 'moved-to-another-gate' })).toMatchObject({ machineId: 'gate_in' })
})

test('a renewed token takes over only once the machine has it', async () => {
  const { tokens, enrolled, ownerOf, ofMachine, revoked, audit } = await ready()
  const old = await enrolled('gate_out')
  let fresh = ''
  await tokens.renew(actor, 'gate_out', async secret => {
    fresh = secret
    expect([await ownerOf(old), await ownerOf(fresh)]).toEqual(['gate_out', 'gate_out'])
  })
  expect([await ownerOf(old), await ownerOf(fresh)]).toEqual([undefined, 'gate_out'])
  expect(ofMachine('gate_out')).toHaveLength(1)
  expect(revoked).toEqual([])
  expect(audit.at(-1)).toMatchObject({ action: 'renew_token', subject: 'machine:gate_out' })
  for (const hidden of [fresh, digest(fresh)]) expect(JSON.stringify(audit)).not.toContain(hidden)
})

const broken = new CodedError('outcome_unknown', 'it did not say')
const failing = () => Promise.reject(broken)

test('after a delivery that failed both tokens work, until the next that does not', async () => {
  const { tokens, enrolled, ownerOf, ofMachine, audit } = await ready()
  const old = await enrolled('gate_out')
  let maybe = ''
  const lost = tokens.renew(actor, 'gate_out', secret => {
    maybe = secret
    return failing()
  })
  await expect(lost).rejects.toBe(broken)
  expect([await ownerOf(old), await ownerOf(maybe)]).toEqual(['gate_out', 'gate_out'])
  expect(audit.at(-1)).toMatchObject({ action: 'renew_token_failed', subject: 'machine:gate_out' })
  await tokens.renew(actor, 'gate_out', async () => undefined)
  expect([await ownerOf(old), await ownerOf(maybe)]).toEqual([undefined, undefined])
  expect(ofMachine('gate_out')).toHaveLength(1)
})

test('a revoked machine is out with every token it has, the one of a failed renewal too', async () => {
  const { tokens, enrolled, ofMachine, revoked } = await ready()
  await enrolled('gate_out')
  await expect(tokens.renew(actor, 'gate_out', failing)).rejects.toBe(broken)
  await tokens.revoke(actor, ofMachine('gate_out')[0]?.id ?? '')
  expect(ofMachine('gate_out')).toEqual([])
  expect(revoked).toEqual([{ machineId: 'gate_out' }])
})

test('a device that is called like a machine takes nothing of it along when it is revoked', async () => {
  const { tokens, enrolled, ownerOf, revoked } = await ready()
  const secret = await enrolled('gate_out')
  const device = await tokens.add(actor, { ...till, kind: 'device', machineId: 'gate_out' })
  await tokens.revoke(actor, device.token.id)
  expect([await ownerOf(secret), revoked]).toEqual(['gate_out', [{ tokenId: device.token.id }]])
})

test('a machine revoked while it is given a new token stays out', async () => {
  const { tokens, enrolled, ofMachine } = await ready()
  await enrolled('gate_out')
  const renewal = tokens.renew(actor, 'gate_out', () => tokens.revoke(actor, ofMachine('gate_out')[0]?.id ?? ''))
  await expect(renewal).rejects.toMatchObject({ code: 'conflict' })
  expect(ofMachine('gate_out')).toEqual([])
})

test('a machine enrolled elsewhere while the earlier one is given a new token keeps what it enrolled with', async () => {
  const { tokens, enrolled, ownerOf, ofMachine } = await ready()
  await enrolled('gate_out')
  let elsewhere = ''
  const renewal = tokens.renew(actor, 'gate_out', async () => {
    elsewhere = (await tokens.enroll({ code: (await tokens.activationCode(actor, 'gate_out')).code })).secret
  })
  await expect(renewal).rejects.toMatchObject({ code: 'conflict' })
  expect(await ownerOf(elsewhere)).toBe('gate_out')
  expect(ofMachine('gate_out')).toHaveLength(1)
})
