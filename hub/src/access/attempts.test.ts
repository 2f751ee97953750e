import { CodedError, ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { countAttempts, counted } from './attempts.ts'

const [email, address] = ['person@site.example', '10.0.0.7']
const wrong = () => Promise.reject(new CodedError('unauthenticated', 'wrong'))

function counting() {
  const clock = new ManualClock()
  const attempts = countAttempts(clock)
  const tried = (prove: () => Promise<unknown>) => counted(attempts, email, address, prove).catch((error: unknown) => error)
  return { clock, attempts, tried, waitMs: () => attempts.waitMs(email, address) }
}

test.each(['database_unavailable', 'rate_limited', 'internal'])(
  'a try that ended as %s was judged by nobody and costs nothing',
  async code => {
    const { tried, waitMs } = counting()
    for (let n = 0; n < 40; n++) expect(await tried(() => Promise.reject(new CodedError(code, 'not now')))).toMatchObject({ code })
    expect(waitMs()).toBe(0)
  },
)

test.each(['unauthenticated', 'wrong_code'])('five tries that ended as %s make the sixth wait', async code => {
  const { tried, waitMs } = counting()
  for (let n = 0; n < 5; n++) await tried(() => Promise.reject(new CodedError(code, 'wrong')))
  expect(waitMs()).toBe(30_000)
})

test('a try that nobody judged leaves the failures before it as they stood, and when', async () => {
  const { clock, tried, waitMs } = counting()
  for (let n = 0; n < 5; n++) await tried(wrong)
  await clock.advance(30_000)
  await tried(() => Promise.reject(new CodedError('database_unavailable', 'away')))
  expect(waitMs()).toBe(0)
  await tried(wrong)
  expect(waitMs()).toBe(60_000)
})

test('of two tries at once, the one nobody judged takes nothing from the other', async () => {
  const { clock, tried, waitMs } = counting()
  for (let n = 0; n < 4; n++) await tried(wrong)
  const away = Promise.withResolvers<never>()
  const first = tried(() => away.promise)
  await clock.advance(30_000)
  await tried(wrong)
  expect(waitMs()).toBe(60_000)
  away.reject(new CodedError('database_unavailable', 'away'))
  await first
  expect(waitMs()).toBe(30_000)
})

test('a try that is right does not let another through that is being judged', async () => {
  const { attempts, tried, waitMs } = counting()
  for (let n = 0; n < 4; n++) attempts.began(email, address)
  await tried(() => Promise.resolve('in'))
  await tried(wrong)
  expect(waitMs()).toBe(30_000)
})

test('a right password behind the address of many others takes only its own try from their failures', async () => {
  const { attempts, tried } = counting()
  for (let n = 0; n < 29; n++) attempts.began(`other-${n}@site.example`, address)
  await tried(() => Promise.resolve('in'))
  expect(attempts.waitMs('anybody', address)).toBe(0)
  await tried(wrong)
  expect(attempts.waitMs('anybody', address)).toBe(60_000)
})
