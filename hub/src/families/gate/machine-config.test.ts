import { expect, test } from 'vitest'
import type { CardRecord } from '../../store/records.ts'
import { sharedSettings } from '../registry.ts'
import { gateConfig, maxListBytes } from './machine-config.ts'
import { gateRig } from './testing/gate-rig.ts'

const at = '2026-01-20T10:00:00.000Z'

function card(id: string, change: Partial<CardRecord> = {}): CardRecord {
  const blank = { holder: null, licensePlate: null, vehicleClass: null, validFrom: null, validUntil: null }
  return { id, kind: 'member', status: 'active', ...blank, createdAt: at, updatedAt: at, ...change }
}

/** What a gate of a site with these cards is told, and how often the log warns of cards left out. */
async function told(cards: readonly CardRecord[]) {
  const { store, site, log, shelves, hold } = await gateRig()
  for (const each of cards) shelves.cards.set(each.id, each)
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

test('members valid now and blocked cards of every kind are told, visitors and members out of their time are not', async () => {
  const earlier = '2026-01-01T00:00:00.000Z'
  const later = '2026-02-01T00:00:00.000Z'
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
  const settingsOf = sharedSettings({ store, site, log, clock, hold })
  const [first, second] = await Promise.all([settingsOf('gate'), settingsOf('gate')])
  expect([second.version, readings]).toEqual([first.version, 1])
  shelves.cards.set('B', card('B', blocked))
  expect([(await settingsOf('gate')).config['blocked'], readings]).toEqual([['B'], 2])
})
