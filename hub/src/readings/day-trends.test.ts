import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { createDayTrends } from './day-trends.ts'

const hourMs = 3_600_000

/** A store of which only the hours are asked; `asked` says which, as hours before now. */
function hoursOf(tdsOf: (hoursAgo: number) => number | undefined) {
  const clock = new ManualClock()
  const asked: number[] = []
  let failing = false
  const hours = async ({ from }: { from: string; to: string }) => {
    const hoursAgo = Math.floor(clock.now() / hourMs) - Date.parse(from) / hourMs
    asked.push(hoursAgo)
    if (failing) throw new Error('away')
    const tds = tdsOf(hoursAgo)
    return tds === undefined ? [] : [{ machineId: 'vending-1', startsAt: from, count: 2, tdsSum: tds * 2000, phSum: 14_200 }]
  }
  const unused = () => Promise.reject(new Error('not asked here'))
  const trends = createDayTrends({ store: { readings: { hours, buckets: unused, newest: unused, oldest: unused } }, clock })
  return { clock, asked, trends, fail: (now: boolean) => (failing = now) }
}

test('the last day is read hour by hour, once for all who ask together', async () => {
  const { trends, asked } = hoursOf(hoursAgo => (hoursAgo === 3 ? 150 : undefined))
  const [of] = await Promise.all([trends.now(), trends.now()])
  expect(asked).toEqual(Array.from({ length: 24 }, (_, index) => 23 - index))
  expect(of('vending-1').tds).toEqual(Array.from({ length: 24 }, (_, index) => (index === 20 ? 150 : null)))
  expect(of('vending-1').ph[20]).toBe(7.1)
  expect(of('another').tds.every(value => value === null)).toBe(true)
})

test('after a quarter of a minute the hours that fill are read anew, after five minutes those past', async () => {
  let late = false
  const { trends, asked, clock } = hoursOf(hoursAgo => (hoursAgo === 9 && late ? 90 : 100))
  await trends.now()
  late = true
  asked.length = 0
  await clock.advance(14_999)
  await trends.now()
  expect(asked).toEqual([])
  await clock.advance(1)
  expect((await trends.now())('vending-1').tds[14]).toBe(100)
  expect(asked).toEqual([1, 0])
  await clock.advance(285_000)
  expect((await trends.now())('vending-1').tds[14]).toBe(90)
})

test('with the new hour the oldest goes', async () => {
  const { trends, asked, clock } = hoursOf(() => 100)
  await trends.now()
  asked.length = 0
  await clock.advance(hourMs - (clock.now() % hourMs) + 1)
  const of = await trends.now()
  expect(of('vending-1').tds).toHaveLength(24)
  expect(asked).toContain(0)
  expect(asked).not.toContain(24)
})

test('what could not be read is asked for again at the next look', async () => {
  const { trends, fail } = hoursOf(() => 100)
  fail(true)
  await expect(trends.now()).rejects.toThrow('away')
  fail(false)
  expect((await trends.now())('vending-1').tds[0]).toBe(100)
})
