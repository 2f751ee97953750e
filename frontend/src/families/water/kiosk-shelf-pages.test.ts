import { expect, test } from 'vitest'
import { pageOf, shareOf } from './kiosk-shelf-pages.ts'

const goods = (count: number) => Array.from({ length: count }, (_, index) => ({ volumeMl: (index + 1) * 100, price: 500 }))

test('eight stand at once; of more every one is reached by turning, and after the last page comes the first', () => {
  expect(pageOf(goods(8), 3)).toMatchObject({ page: 0, pages: 1, goods: { length: 8 } })
  for (const count of [9, 14, 15, 24]) {
    const { pages } = pageOf(goods(count), 0)
    const seen = Array.from({ length: pages }, (_, turned) => pageOf(goods(count), turned).goods).flat()
    expect(seen).toEqual(goods(count))
    expect(pageOf(goods(count), pages)).toEqual(pageOf(goods(count), 0))
  }
})

test('the larger is drawn taller, the tallest fills its place, and a glass beside a gallon is still to be seen', () => {
  const beside = [250, 600, 1_500, 19_000].map(volumeMl => ({ volumeMl, price: 1 }))
  const shares = beside.map(({ volumeMl }) => shareOf(volumeMl, beside))
  expect(shares.toSorted((a, b) => a - b)).toEqual(shares)
  expect(shares.at(-1)).toBe(1)
  expect(shares[0]).toBeGreaterThan(0.3)
})
