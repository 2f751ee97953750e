import { expect, test } from 'vitest'
import { mutex } from './mutex.ts'

test('work runs one at a time in the order asked for, also after a failure', async () => {
  const one = mutex()
  const log: string[] = []
  const work = (name: string, fails = false) =>
    one.run(async () => {
      log.push(`${name} begins`)
      await Promise.resolve()
      log.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    })
  const results = await Promise.allSettled([work('a'), work('b', true), work('c')])
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
  expect(results.map(r => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
