import { expect, test } from 'vitest'
import type { ActResult } from '../status.ts'
import { ticketJob } from './contract.ts'
import { jobBook } from './job-book.ts'

test('a lost job no longer offered is still not known to be printed, and not printed again', async () => {
  const onPaper: string[] = []
  const broken: ActResult = { ok: false, code: 'timeout', message: 'no paper', moved: 'maybe' }
  const book = jobBook(
    job => {
      onPaper.push(job.id)
      return Promise.resolve(broken)
    },
    () => 1,
  )
  for (let i = 1; i <= 21; i++) await book.print(ticketJob(`T-${i}`))
  expect(book.lost().map(job => job.id)).toEqual(Array.from({ length: 20 }, (_, i) => `T-${i + 2}`))
  expect(await book.print(ticketJob('T-1'))).toEqual({
    ok: false,
    code: 'timeout',
    message: 'whether T-1 was printed is not known',
    moved: 'maybe',
  })
  expect(await book.reprint('T-1')).toMatchObject({ ok: false, code: 'not_supported' })
  expect(onPaper.filter(id => id === 'T-1')).toHaveLength(1)
})
