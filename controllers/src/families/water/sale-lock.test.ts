/** Who locked the sale is known from the command on: in the books, on the screens, and after a restart. */
import { expect, test } from 'vitest'
import { initialWater, savedPart } from './machine.ts'
import { qualityStatusOf } from './quality-status.ts'
import { readSaved } from './saved.ts'
import { testConfig, testWater } from './test-water.ts'
import type { SaleInput } from './sale-state.ts'

const watched = { ...testConfig, quality: { ...testConfig.quality, sensor: { staleMs: 60_000 } } }
const lock: Extract<SaleInput, { kind: 'sale_lock' }> = {
  kind: 'sale_lock',
  id: 'l1',
  locked: true,
  reason: 'it smells',
  by: 'user:ani@pusat',
}

test('the fact and the status name who locked the sale and why, also after a restart, and who unlocked it', () => {
  const water = testWater()
  water.send(lock)
  for (const one of [water, water.restart()])
    expect(qualityStatusOf(one.state(), watched)).toMatchObject({ locked_by: 'user:ani@pusat', lock_reason: 'it smells' })
  water.send({ ...lock, id: 'l2', locked: false, reason: 'cleaned', by: 'user:budi@pusat' })
  expect(qualityStatusOf(water.state(), watched)).not.toHaveProperty('locked_by')
  expect(water.facts().flatMap(fact => (fact.type === 'sale_locked' ? [fact.payload] : []))).toEqual([
    { locked: true, reason: 'it smells', by: 'user:ani@pusat', command_id: 'l1' },
    { locked: false, reason: 'cleaned', by: 'user:budi@pusat', command_id: 'l2' },
  ])
})

test('where nobody said who, as with what an earlier version saved, the reason stands in its place', () => {
  const { shop, ...rest } = savedPart(initialWater(null))
  const saved = readSaved(JSON.stringify({ ...rest, shop: { ...shop, locked: 'it smells' } }))
  expect(saved?.shop.locked).toEqual({ by: null, reason: 'it smells' })
  expect(qualityStatusOf(initialWater(saved), watched)).toMatchObject({ locked_by: 'it smells', lock_reason: 'it smells' })
})
