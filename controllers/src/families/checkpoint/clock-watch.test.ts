import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { clockWatch } from './clock-watch.ts'

test('a clock that was set is told once, one that runs a little differently never', async () => {
  const clock = new ManualClock()
  const look = clockWatch(clock)
  await clock.advance(3_600_000)
  expect(look()).toBeNull()
  clock.jump(clock.now() + 120_000)
  expect(look()).toBeNull()
  clock.jump(clock.now() + 1)
  expect(look()).toEqual({ byMs: 120_001 })
  expect(look()).toBeNull()
  clock.jump(clock.now() - 86_400_000)
  expect(look()).toEqual({ byMs: -86_400_000 })
})
