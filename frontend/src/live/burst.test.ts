import { ManualClock } from '@palang/kit/clock'
import { expect, test } from 'vitest'
import { createBurst } from './burst.ts'

function rig() {
  const clock = new ManualClock()
  let runs = 0
  const burst = createBurst(clock, 100, () => runs++)
  return { clock, burst, runs: () => runs }
}

test('a burst is worked off once, when it has settled', async () => {
  const { clock, burst, runs } = rig()
  for (let event = 0; event < 3; event++) {
    burst.note()
    await clock.advance(99)
  }
  expect(runs()).toBe(0)
  await clock.advance(1)
  expect(runs()).toBe(1)
  await clock.advance(10_000)
  expect(runs()).toBe(1)
})

test('events that never pause do not put the work off for ever', async () => {
  const { clock, burst, runs } = rig()
  for (let event = 0; event < 100; event++) {
    burst.note()
    await clock.advance(50)
  }
  expect(runs()).toBe(10)
})

test('nothing runs once it was stopped', async () => {
  const { clock, burst, runs } = rig()
  burst.note()
  burst.stop()
  await clock.advance(10_000)
  expect(runs()).toBe(0)
})
