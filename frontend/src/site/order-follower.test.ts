import { ManualClock } from '@palang/kit/clock'
import type { CommandState, CommandView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { ApiProblem } from '../api/problem.ts'
import { type CommandStory, newStory } from './command-life.ts'
import { askEveryMs, followOrders } from './order-follower.ts'

const open = { action: 'open', duration: 10, reason: 'guest' } as const
const stop = { action: 'stop', reason: 'stop' } as const

function view(id: string, state: CommandState, more: Partial<CommandView> = {}): CommandView {
  return {
    id,
    command_id: id,
    machine_id: 'gate_in',
    type: 'gate_control',
    payload: {},
    state,
    evidence: null,
    error: null,
    actor: 'user:admin@palang.local',
    reason: null,
    session_id: null,
    created_at: '2026-01-20T10:30:00.000Z',
    deadline: '2026-01-20T10:30:10.000Z',
    ended_at: null,
    ...more,
  }
}

function rig() {
  const clock = new ManualClock()
  const posts: PromiseWithResolvers<CommandView>[] = []
  const asked: string[] = []
  const shown: CommandStory[] = []
  const told: CommandStory[] = []
  let recorded: () => Promise<CommandView> = () => Promise.reject(new ApiProblem({ code: 'network', status: 0, retryable: true }))
  const follower = followOrders<{ action: 'open' | 'stop'; reason: string }>({
    clock,
    moves: ({ action }) => action !== 'stop',
    give() {
      const post = Promise.withResolvers<CommandView>()
      posts.push(post)
      return post.promise
    },
    record(id) {
      asked.push(id)
      return recorded()
    },
    show: story => shown.push(story),
    tell: story => told.push(story),
    words: () => 'in words',
  })
  return {
    clock,
    follower,
    posts,
    asked,
    told,
    records: (answer: () => Promise<CommandView>) => (recorded = answer),
    now: () => shown.at(-1),
    heard: (id: string, ...states: CommandState[]) =>
      follower.heard({
        id,
        machineId: 'gate_in',
        steps: states.map(state => ({ state, atMs: clock.now() })),
        evidence: undefined,
        error: undefined,
      }),
  }
}

test('a Stop given while Open is still being sent keeps its own story: Open’s answer and its end touch nothing of it', async () => {
  const { clock, follower, posts, now, heard, told } = rig()
  const opening = follower.send(open)
  const stopping = follower.send(stop)
  posts[0]?.resolve(view('c-open', 'accepted'))
  await opening
  expect(now()).toMatchObject({ action: 'stop', state: 'sent', id: undefined })
  heard('c-open', 'accepted', 'failed')
  expect(told).toEqual([])
  posts[1]?.resolve(view('c-stop', 'accepted'))
  await stopping
  await clock.advance(1)
  heard('c-stop', 'accepted', 'succeeded')
  expect(told).toMatchObject([{ id: 'c-stop', action: 'stop', state: 'succeeded' }])
})

test('an Open that fails after Stop was given is not told as a failed Stop', async () => {
  const { follower, posts, now, told } = rig()
  const opening = follower.send(open)
  void follower.send(stop)
  posts[0]?.reject(new ApiProblem({ code: 'conflict', status: 409, retryable: false }))
  await expect(opening).rejects.toMatchObject({ code: 'conflict' })
  expect(now()).toMatchObject({ action: 'stop', state: 'sent' })
  expect(told).toEqual([])
})

test.each([
  ['a database that failed after the gate had it', 503, 'database_unavailable', 'unknown'],
  ['a fault of the hub', 500, 'internal', 'unknown'],
  ['no answer', 0, 'network', 'unknown'],
  ['an answer nobody can read', 400, 'unexpected', 'unknown'],
  ['no right to it', 403, 'forbidden', 'rejected'],
  ['no such gate', 404, 'unknown_machine', 'rejected'],
])('without a record, %s (%i %s) ends %s', async (_what, status, code, state) => {
  const { follower, posts, told } = rig()
  const sending = follower.send(open)
  posts[0]?.reject(new ApiProblem({ code, status, retryable: false }))
  await expect(sending).rejects.toMatchObject({ code })
  expect(told).toMatchObject([{ state, error: { code } }])
})

test('a refusal on record ends as it was recorded, with its reason', async () => {
  const { follower, posts, told } = rig()
  const sending = follower.send(open)
  const command = view('c1', 'failed', { error: { code: 'barrier_blocked', message: 'a car is below' } })
  posts[0]?.reject(new ApiProblem({ code: 'conflict', status: 409, retryable: false, command }))
  await expect(sending).rejects.toMatchObject({ code: 'conflict' })
  expect(told).toMatchObject([{ id: 'c1', state: 'failed', error: { code: 'barrier_blocked' } }])
})

test('a command on record that has not ended is followed, whatever the answer said', async () => {
  const { clock, follower, posts, records, told } = rig()
  const sending = follower.send(open)
  posts[0]?.reject(new ApiProblem({ code: 'database_unavailable', status: 503, retryable: true, command: view('c1', 'sent') }))
  await expect(sending).rejects.toMatchObject({ code: 'database_unavailable' })
  expect(told).toEqual([])
  records(() => Promise.resolve(view('c1', 'succeeded')))
  await clock.advance(askEveryMs)
  expect(told).toMatchObject([{ id: 'c1', state: 'succeeded' }])
})

test('only the newest command is asked for', async () => {
  const { clock, follower, posts, asked } = rig()
  for (const [index, order] of [open, stop].entries()) {
    const sending = follower.send(order)
    posts[index]?.resolve(view(`c${index}`, 'accepted'))
    await sending
  }
  await clock.advance(askEveryMs)
  expect(asked).toEqual(['c1'])
})

test('the hub is asked until the command has ended, also after an answer was lost', async () => {
  const { clock, follower, posts, asked, records, told } = rig()
  const sending = follower.send(open)
  posts[0]?.resolve(view('c1', 'accepted'))
  await sending
  await clock.advance(askEveryMs)
  expect(told).toEqual([])
  records(() => Promise.resolve(view('c1', 'accepted')))
  await clock.advance(askEveryMs)
  expect(told).toEqual([])
  records(() => Promise.resolve(view('c1', 'succeeded', { evidence: { kind: 'limit_switch' } })))
  await clock.advance(askEveryMs)
  expect(told).toMatchObject([{ state: 'succeeded', evidence: { kind: 'limit_switch' } }])
  await clock.advance(askEveryMs * 5)
  expect(asked).toHaveLength(3)
})

test('the hub is asked at once when the link is back', async () => {
  const { clock, follower, posts, records, told } = rig()
  const sending = follower.send(open)
  posts[0]?.resolve(view('c1', 'accepted'))
  await sending
  records(() => Promise.resolve(view('c1', 'succeeded')))
  follower.askNow()
  await clock.advance(0)
  expect(told).toMatchObject([{ state: 'succeeded' }])
})

test('a command found under way when the page opens is followed to its end', async () => {
  const { clock, follower, records, now, told } = rig()
  records(() => Promise.resolve(view('c1', 'succeeded')))
  follower.take({ ...newStory({ action: 'open' }, clock.now(), true), id: 'c1' })
  await clock.advance(0)
  expect(now()).toMatchObject({ state: 'succeeded' })
  expect(told).toHaveLength(1)
})

test('a command the hub does not know ends unknown', async () => {
  const { clock, follower, posts, records, told } = rig()
  const sending = follower.send(open)
  posts[0]?.resolve(view('c1', 'accepted'))
  await sending
  records(() => Promise.reject(new ApiProblem({ code: 'not_found', status: 404, retryable: false })))
  await clock.advance(askEveryMs)
  expect(told).toMatchObject([{ state: 'unknown' }])
})

test('what the machine’s journal says of an unknown command is shown and told, once', async () => {
  const { follower, posts, heard, now, told } = rig()
  const sending = follower.send(open)
  posts[0]?.resolve(view('c1', 'accepted'))
  await sending
  heard('c1', 'accepted', 'unknown')
  heard('c1', 'accepted', 'unknown')
  expect(told).toMatchObject([{ state: 'unknown' }])
  heard('c1', 'accepted', 'unknown', 'failed')
  heard('c1', 'accepted', 'unknown', 'failed', 'succeeded')
  expect(now()).toMatchObject({ state: 'failed' })
  expect(told).toMatchObject([{ state: 'unknown' }, { state: 'failed' }])
})

test('the hub is asked for an unknown command when the link is back, and not again and again', async () => {
  const { clock, follower, posts, asked, records, told } = rig()
  const sending = follower.send(open)
  posts[0]?.resolve(view('c1', 'unknown'))
  await sending
  await clock.advance(askEveryMs * 3)
  expect(asked).toEqual([])
  records(() => Promise.resolve(view('c1', 'unknown')))
  follower.askNow()
  await clock.advance(0)
  records(() => Promise.resolve(view('c1', 'succeeded', { evidence: { kind: 'limit_switch' } })))
  follower.askNow()
  await clock.advance(askEveryMs * 3)
  expect(asked).toHaveLength(2)
  expect(told).toMatchObject([{ state: 'unknown' }, { state: 'succeeded', evidence: { kind: 'limit_switch' } }])
})

test('the movement a machine reports is noted once, and only the one that was asked for', async () => {
  const { clock, follower, posts, now } = rig()
  const sending = follower.send(open)
  posts[0]?.resolve(view('c1', 'accepted'))
  await sending
  follower.saw(action => action === 'stop')
  expect(now()?.movingAtMs).toBeUndefined()
  follower.saw(action => action === 'open')
  const movedAtMs = clock.now()
  await clock.advance(500)
  follower.saw(action => action === 'open')
  expect(now()?.movingAtMs).toBe(movedAtMs)
})

test('nothing is asked once the page has gone', async () => {
  const { clock, follower, posts, asked } = rig()
  const sending = follower.send(open)
  posts[0]?.resolve(view('c1', 'accepted'))
  await sending
  follower.stop()
  await clock.advance(askEveryMs * 3)
  expect(asked).toEqual([])
})
