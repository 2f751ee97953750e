import { expect, test } from 'vitest'
import type { GateOrder } from '../../api/endpoints.ts'
import { createActs } from './control-acts.ts'

/** A panel whose orders end as `answer` says, and what was ordered. */
function panel(answer: () => Promise<void> = () => Promise.resolve()) {
  const sent: GateOrder[] = []
  const acts = createActs({
    send(order) {
      sent.push(order)
      return answer()
    },
  })
  return { acts, sent }
}

test('the reason of one opening is not that of the next', async () => {
  const { acts, sent } = panel()
  acts.reason.pick('vip')
  acts.open()
  await expect.poll(() => acts.reason.picked()).toBe(undefined)
  acts.open()
  expect([sent.map(order => order.reason), acts.missing()]).toEqual([['vip'], true])
})

test('own words are gone with the command, also when the gate is held open', async () => {
  const { acts, sent } = panel()
  acts.reason.pick('other')
  acts.reason.setOwn('tree on the lane')
  await acts.holdOpen()
  expect([sent[0]?.reason, acts.reason.picked(), acts.reason.own()]).toEqual(['tree on the lane', undefined, ''])
})

test('a refused command keeps its reason for the next try', async () => {
  const { acts } = panel(() => Promise.reject(new Error('away')))
  acts.reason.pick('vip')
  await expect(acts.holdOpen()).rejects.toThrow('away')
  expect(acts.reason.picked()).toBe('vip')
})

test('a reason chosen while a command is on its way stays', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { acts } = panel(() => promise)
  acts.reason.pick('vip')
  const given = acts.holdOpen()
  acts.reason.pick('emergency')
  resolve()
  await given
  expect(acts.reason.picked()).toBe('emergency')
})
