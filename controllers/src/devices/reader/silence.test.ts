import { ManualClock, type Clock } from '@palang/kit'
import { expect, test } from 'vitest'
import { afterSilence, silenceMs } from './silence.ts'

test('silence is over after its whole time, and not when bytes came before', async () => {
  const clock = new ManualClock()
  let over = 0
  afterSilence(clock, () => (over += 1))
  await clock.advance(silenceMs - 1)
  expect(over).toBe(0)
  await clock.advance(1)
  expect(over).toBe(1)
  for (const heardMs of [0, silenceMs / 2, silenceMs - 1]) {
    const timer = afterSilence(clock, () => (over += 1))
    await clock.advance(heardMs)
    timer.cancel()
  }
  await clock.advance(silenceMs * 2)
  expect(over).toBe(1)
})

test('a process that stood still hears what has arrived before it takes it for silence', () => {
  const due: (() => void)[] = []
  const late: Clock = {
    now: () => 0,
    monotonic: () => 0,
    every: () => ({ cancel: () => undefined }),
    after(_, work) {
      due.push(work)
      return { cancel: () => due.splice(due.indexOf(work), 1) }
    },
  }
  let isOver = false
  const timer = afterSilence(late, () => (isOver = true))
  // The time is long past: the event loop runs what is due, and only then what the port has read.
  due.shift()?.()
  expect(isOver).toBe(false)
  timer.cancel()
  expect(due).toEqual([])
})
