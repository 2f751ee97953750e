import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { debounce, debounceMs } from './debounce.ts'

test('two cards read by turns are one tap each, until they were away', async () => {
  const clock = new ManualClock()
  const isNew = debounce(clock)
  const told: string[] = []
  for (let read = 0; read < 40; read += 1) {
    const card = read % 2 === 0 ? 'A' : 'B'
    if (isNew(card)) told.push(card)
    await clock.advance(debounceMs / 10)
  }
  expect(told).toEqual(['A', 'B'])
  await clock.advance(debounceMs)
  expect([isNew('A'), isNew('B'), isNew('A')]).toEqual([true, true, false])
})

test('a card that stays counts anew only after it was not seen for the whole time', async () => {
  const clock = new ManualClock()
  const isNew = debounce(clock)
  expect(isNew('A')).toBe(true)
  await clock.advance(debounceMs - 1)
  expect(isNew('A')).toBe(false)
  await clock.advance(debounceMs - 1)
  expect(isNew('A')).toBe(false)
  await clock.advance(debounceMs)
  expect(isNew('A')).toBe(true)
})
