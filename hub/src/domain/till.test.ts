import { isCoded, messageOf } from '@palang/kit'
import { expect, test } from 'vitest'
import { payment } from '../store/contract/samples.ts'
import { remaining, takeable } from './till.ts'

const paid = payment({ amount: 9000 })
const back = (amount: number) => payment({ kind: 'refund', amount: -amount, reversesId: paid.id })

test('what is left of a payment is what nobody has taken back', () => {
  expect(remaining(paid, [])).toBe(9000)
  expect(remaining(paid, [back(4000), back(5000)])).toBe(0)
})

test('all that is left is taken back unless less is asked for', () => {
  expect(takeable(paid, [], undefined)).toBe(9000)
  expect(takeable(paid, [back(4000)], undefined)).toBe(5000)
  expect(takeable(paid, [back(4000)], 1000)).toBe(1000)
})

test.each([
  ['more than is left', paid, [back(4000)], 5001, 'only 5000 IDR'],
  ['what was taken back already', paid, [back(9000)], undefined, 'already'],
  ['a refund', back(100), [], undefined, 'adjustment'],
] as const)('%s cannot be taken back', async (_what, entry, reversals, asked, says) => {
  const take = async () => takeable(entry, reversals, asked)
  const refusal: unknown = await take().catch((error: unknown) => error)
  expect(isCoded(refusal, 'conflict')).toBe(true)
  expect(messageOf(refusal)).toContain(says)
})
