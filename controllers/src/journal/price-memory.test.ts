import { digestOf } from '@palang/kit'
import { tariff } from '@palang/tariff'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyTariff } from '../../../tariff/src/any-tariff.test-support.ts'
import { priceMemory } from './price-memory.ts'

const at = '2026-01-20T10:00:00.000Z'

function memory() {
  const meta = new Map<string, string>()
  const journal = { meta: (name: string) => meta.get(name) ?? null, setMeta: (name: string, value: string) => void meta.set(name, value) }
  return { meta, open: () => priceMemory(journal) }
}

const listWith = (definition: unknown) => ({
  timezone: 'Asia/Jakarta',
  tariffs: [definition],
  periods: [{ from: '2026-01-01T00:00:00.000Z', id: 'standard', version: 1 }],
})
const handed = (definition: unknown) => {
  const list = listWith(definition)
  return { prices: { digest: digestOf(JSON.stringify(list)), list }, ticket_key: 'a key of a whole site' }
}
const standard = tariff.parse({
  id: 'standard',
  version: 1,
  currency: 'IDR',
  classes: { car: { first: { minutes: 60, amount: 5000 }, following: { minutes: 60, amount: 3000 } } },
})

test('whatever tariffs were handed over are there after a restart, with their day and digest', () => {
  fc.assert(
    fc.property(anyTariff, given => {
      const { open } = memory()
      const config = handed(JSON.parse(JSON.stringify(given)))
      open().update(config, at)
      expect(open().prices()).toMatchObject({ digest: config.prices.digest, at, list: { tariffs: [given] } })
    }),
    { numRuns: 50 },
  )
})

test('a list that lost or changed a part on the way or on the disk is none; the one before it stays', () => {
  const { open, meta } = memory()
  const kept = open()
  kept.update(handed(standard), at)
  const broken = handed({ ...standard, version: 2 })
  kept.update({ ...broken, prices: { ...broken.prices, list: { ...broken.prices.list, periods: [] } } }, at)
  kept.update({ members: [] }, at)
  expect(kept.prices()?.list.tariffs[0]?.version).toBe(1)
  meta.set('prices', (meta.get('prices') ?? '').replace('5000', '50'))
  expect(open().prices()).toBeNull()
})

test('the same told again is not written again', () => {
  const { open, meta } = memory()
  const kept = open()
  kept.update(handed(standard), at)
  const before = meta.get('prices')
  kept.update(handed(standard), '2026-01-21T10:00:00.000Z')
  expect(meta.get('prices')).toBe(before)
})
