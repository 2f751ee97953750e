import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { memoryStore } from '../store/testing/memory-store.ts'
import { expiredAccessDelays, sweepExpiredAccess } from './expired-access.ts'

test('what ended more than a week ago is swept away, again and again, also after the database was away', async () => {
  const [store, clock] = [memoryStore(), new ManualClock()]
  const asked: string[] = []
  store.forgetExpiredAccess = async before => {
    asked.push(before)
    if (asked.length === 1) throw new Error('away')
  }
  const sweep = sweepExpiredAccess({ store, clock, log: silentLog() })
  sweep.start()
  await clock.advance(2 * expiredAccessDelays.sweepEvery)
  expect(asked).toHaveLength(2)
  expect(asked[1]).toBe(new Date(clock.now() - expiredAccessDelays.keepFor).toISOString())
  sweep.stop()
  await clock.advance(expiredAccessDelays.sweepEvery)
  expect(asked).toHaveLength(2)
})
