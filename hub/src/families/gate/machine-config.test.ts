import { expect, test } from 'vitest'
import type { MemberKeyRecord, MemberRecord } from '../../store/identity-records.ts'
import type { CardRecord } from '../../store/records.ts'
import { noPayments } from '../../payments/testing/no-payments.ts'
import { sharedSettings } from '../registry.ts'
import { gateConfig, maxListBytes } from './machine-config.ts'
import { memberKeyId } from './membership.ts'
import { gateRig } from './testing/gate-rig.ts'

const at = '2026-01-20T10:00:00.000Z'

function card(id: string, change: Partial<CardRecord> = {}): CardRecord {
  const blank = { holder: null, licensePlate: null, vehicleClass: null, validFrom: null, validUntil: null }
  return { id, kind: 'member', status: 'active', ...blank, createdAt: at, updatedAt: at, ...change }
}

interface Membership {
  member: MemberRecord
  keys: MemberKeyRecord[]
}

/** A membership and what belongs to it, `change` to one that is good without limits. */
function membership(id: string, own: { cards?: string[]; plates?: string[] }, change: Partial<MemberRecord> = {}): Membership {
  const blank = { validFrom: null, validUntil: null, note: null, noticedUntil: null, createdAt: at, updatedAt: at }
  const keys = (kind: 'card' | 'plate', values: string[] = []) =>
    values.map(value => ({ id: memberKeyId(kind, value), memberId: id, kind, value, label: value }))
  return {
    member: { id, name: id, status: 'active', maxInside: 1, ...blank, ...change },
    keys: [...keys('card', own.cards), ...keys('plate', own.plates)],
  }
}

/** What a gate of a site with these cards and memberships is told, and how often the log warns of any left out. */
async function told(cards: readonly CardRecord[], memberships: readonly Membership[] = []) {
  const { store, site, log, shelves, hold } = await gateRig()
  for (const each of cards) shelves.cards.set(each.id, each)
  for (const { member, keys } of memberships) {
    shelves.members.set(member.id, member)
    for (const key of keys) shelves.memberKeys.set(key.id, key)
  }
  const warnings: unknown[] = []
  const { config, version } = await gateConfig(
    { store, site, hold, log: Object.assign(log, { warn: (...about: unknown[]) => warnings.push(about) }) },
    at,
  )
  return { ...config, version, warnings: warnings.length }
}

const blocked = { status: 'blocked' } as const
const many = (count: number, name: string, change: Partial<CardRecord> = {}) =>
  Array.from({ length: count }, (_, index) => card(`${name}${String(index).padStart(64 - name.length, '0')}`, change))

const earlier = '2026-01-01T00:00:00.000Z'
const later = '2026-02-01T00:00:00.000Z'

test('members valid now and blocked cards of every kind are told, visitors and members out of their time are not', async () => {
  const { members, blocked: kept } = await told([
    card('MEMBER'),
    card('IN_TIME', { validFrom: earlier, validUntil: later }),
    card('EXPIRED', { validUntil: earlier }),
    card('NOT_YET', { validFrom: later }),
    card('VISITOR', { kind: 'visitor' }),
    card('BLOCKED_MEMBER', blocked),
    card('BLOCKED_VISITOR', { kind: 'visitor', ...blocked }),
  ])
  expect([members.toSorted(), kept.toSorted()]).toEqual([
    ['IN_TIME', 'MEMBER'],
    ['BLOCKED_MEMBER', 'BLOCKED_VISITOR'],
  ])
})

test('cards and plates of memberships that are good now are told, those of others are not; a suspended one blocks its cards', async () => {
  const {
    members,
    blocked: kept,
    plates,
  } = await told(
    [],
    [
      membership('m1', { cards: ['GOOD', 'GOOD_TOO'], plates: ['B1234XYZ', 'D88QA'] }),
      membership('m2', { cards: ['IN_TIME'], plates: ['B1A'] }, { validFrom: earlier, validUntil: at }),
      membership('m3', { cards: ['OVER'], plates: ['B2B'] }, { validUntil: earlier }),
      membership('m4', { cards: ['NOT_YET'], plates: ['B3C'] }, { validFrom: later }),
      membership('m5', { cards: ['SUSPENDED'], plates: ['B4D'] }, { status: 'suspended' }),
    ],
  )
  expect([members.toSorted(), kept, plates.toSorted()]).toEqual([
    ['GOOD', 'GOOD_TOO', 'IN_TIME'],
    ['SUSPENDED'],
    ['B1234XYZ', 'B1A', 'D88QA'],
  ])
})

test('a card that is registered and of a membership is a member’s only where both let it in, and told once', async () => {
  const { members, blocked: kept } = await told(
    [
      card('BOTH'),
      card('VISITOR', { kind: 'visitor' }),
      card('BLOCKED', blocked),
      card('EXPIRED', { validUntil: earlier }),
      card('OF_OVER'),
      card('OF_SUSPENDED'),
    ],
    [
      membership('m1', { cards: ['BOTH', 'VISITOR', 'BLOCKED', 'EXPIRED'] }),
      membership('m2', { cards: ['OF_OVER'] }, { validUntil: earlier }),
      membership('m3', { cards: ['OF_SUSPENDED'] }, { status: 'suspended' }),
    ],
  )
  expect(kept.toSorted()).toEqual(['BLOCKED', 'OF_SUSPENDED'])
  expect(members.filter(id => !kept.includes(id)).toSorted()).toEqual(['BOTH', 'VISITOR'])
})

test('memberships of many pages are told whole, and a list that is full leaves out plates first', async () => {
  const family = (index: number) => membership(`m${index}`, { cards: [`F${index}`], plates: [`B${index}X`] })
  const families = Array.from({ length: 1200 }, (_, index) => family(index))
  const whole = await told([], families)
  expect([whole.members.length, whole.plates.length, whole.warnings]).toEqual([1200, 1200, 0])
  const full = await told(many(7800, 'B', blocked), families)
  expect([full.blocked.length, full.members.length < 1200, full.plates, full.warnings]).toEqual([7800, true, [], 1])
  const crowded = await told(many(7650, 'B', blocked), families)
  expect([crowded.members.length, crowded.warnings]).toEqual([1200, 1])
  expect(crowded.plates.length).toBeLessThan(1200)
  expect(Buffer.byteLength(JSON.stringify([crowded.blocked, crowded.members, crowded.plates]))).toBeLessThan(maxListBytes + 100)
})

test('a blocked card is told however many cards came after it', async () => {
  const { blocked: kept, members, warnings } = await told([card('OLDEST', blocked), ...many(3000, 'M')])
  expect([kept, members.length, warnings]).toEqual([['OLDEST'], 3000, 0])
})

test('where not all fit, members give way to blocked cards, the message stays small enough and the log warns', async () => {
  const { blocked: kept, members, warnings } = await told([...many(6000, 'B', blocked), ...many(6000, 'M')])
  expect(kept).toHaveLength(6000)
  expect(members.length).toBeGreaterThan(0)
  expect(members.length).toBeLessThan(6000)
  const bytes = Buffer.byteLength(JSON.stringify([kept, members]))
  expect(bytes).toBeGreaterThan(maxListBytes - 100)
  expect(bytes).toBeLessThan(maxListBytes + 100)
  expect(warnings).toBe(1)
})

test('blocked cards that do not fit are cut from the oldest, with a warning', async () => {
  const {
    blocked: kept,
    members,
    warnings,
  } = await told([card('FIRST', blocked), ...many(8000, 'B', blocked), card('LAST', blocked), card('M')])
  expect([kept[0], kept.includes('FIRST'), members, warnings]).toEqual(['LAST', false, [], 1])
})

test('the version changes with the content and only with it', async () => {
  const [first, again, other] = [await told([card('A')]), await told([card('A')]), await told([card('A', blocked)])]
  expect(again.version).toBe(first.version)
  expect(other.version).not.toBe(first.version)
})

test('gates that come back together share one reading of the cards, one that comes later sees the change', async () => {
  const { store, site, log, clock, shelves, hold } = await gateRig()
  let readings = 0
  const { ofStanding } = store.cards
  store.cards.ofStanding = (standing, page) => {
    if (standing === 'blocked') readings += 1
    return ofStanding(standing, page)
  }
  const settingsOf = sharedSettings({ store, site, log, clock, hold, payments: noPayments })
  const settings = async () => (await settingsOf('gate'))('gate_in')
  const [first, second] = await Promise.all([settings(), settings()])
  expect([second.version, readings]).toEqual([first.version, 1])
  shelves.cards.set('B', card('B', blocked))
  expect([(await settings()).config['blocked'], readings]).toEqual([['B'], 2])
})
