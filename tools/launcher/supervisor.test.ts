import { backoff, ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { fakeChild, type FakeChild } from './fake-child.ts'
import { ProgramFailed, Supervised, supervisorDelays, type ProgramState } from './supervisor.ts'

function supervise({ obedient = true } = {}) {
  const clock = new ManualClock()
  const children: FakeChild[] = []
  const states: ProgramState[] = []
  const supervised = new Supervised({
    name: 'hub',
    clock,
    backoff: backoff(100, 1000, () => 0.999),
    spawn() {
      const child = fakeChild({ obedient })
      children.push(child)
      return child
    },
    onState: state => states.push(state),
  })
  const child = (index = children.length - 1): FakeChild => {
    const found = children[index]
    if (found === undefined) throw new Error(`no child ${index}`)
    return found
  }
  return { clock, children, states, supervised, child }
}

test('start resolves with the first ready message', async () => {
  const { supervised, child } = supervise()
  const started = supervised.start()
  child().becomeReady({ url: 'http://localhost:8000' })
  await expect(started).resolves.toEqual({ kind: 'ready', url: 'http://localhost:8000' })
})

test.each([['hello'], [{ kind: 'log' }], [null], [{ ready: true }]])('message %j does not make a program ready', message => {
  const { supervised, child } = supervise()
  supervised.start().catch(() => undefined)
  child().say(message)
  expect(supervised.state.state).toBe('starting')
})

test('a killed program starts again after a delay that grows', async () => {
  const { supervised, child, children, states, clock } = supervise()
  void supervised.start()
  child().becomeReady()
  const waits: number[] = []
  for (let crash = 0; crash < 4; crash++) {
    child().exit({ signal: 'SIGKILL' })
    const state = states.at(-1)
    if (state?.state !== 'waiting') throw new Error(`expected waiting, found ${state?.state}`)
    expect(state.because).toBe('killed by SIGKILL')
    waits.push(state.restartInMs)
    await clock.advance(state.restartInMs)
    child().becomeReady()
  }
  expect(children).toHaveLength(5)
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(waits.at(-1)).toBeGreaterThan(waits[0] ?? 0)
  expect(supervised.state.state).toBe('ready')
})

test('a program that ran steadily waits briefly again after its next crash', async () => {
  const { supervised, child, states, clock } = supervise()
  void supervised.start()
  const waitAfterCrash = () => {
    child().exit({ code: 1 })
    const state = states.at(-1)
    return state?.state === 'waiting' ? state.restartInMs : Number.NaN
  }
  child().becomeReady()
  const first = waitAfterCrash()
  await clock.advance(first)
  child().becomeReady()
  const second = waitAfterCrash()
  await clock.advance(second)
  child().becomeReady()
  await clock.advance(supervisorDelays.steadyMs)
  expect(waitAfterCrash()).toBe(first)
  expect(second).toBeGreaterThan(first)
})

test.each([
  [2, 'its configuration is wrong (exit code 2)'],
  [3, 'its port is taken (exit code 3)'],
])('exit code %i is final: start fails with it and nothing is started again', async (exitCode, because) => {
  const { supervised, child, children, clock } = supervise()
  const started = supervised.start()
  child().exit({ code: exitCode })
  await expect(started).rejects.toMatchObject({ exitCode })
  await clock.advance(60_000)
  expect(children).toHaveLength(1)
  expect(supervised.state).toEqual({ state: 'failed', exitCode, because: `${because} before it was ready` })
})

test('a program that never becomes ready is given up after five attempts', async () => {
  const { supervised, child, children, clock } = supervise()
  const failure = supervised.start().catch((error: unknown) => error)
  for (let attempt = 0; attempt < 5; attempt++) {
    child().exit({ code: 1 })
    await clock.advance(1000)
  }
  expect(await failure).toBeInstanceOf(ProgramFailed)
  expect(children).toHaveLength(5)
})

test('a program that hangs before it is ready is killed and started again', async () => {
  const { supervised, children, clock } = supervise()
  supervised.start().catch(() => undefined)
  await clock.advance(supervisorDelays.readyMs)
  expect(children[0]?.received).toEqual(['SIGKILL'])
  await clock.advance(1000)
  expect(children).toHaveLength(2)
})

test('a program that hangs after it was ready is ended and started again', async () => {
  const { supervised, child, children, states, clock } = supervise()
  void supervised.start()
  child().becomeReady()
  for (let i = 0; i < 20; i++) {
    child().say({ kind: 'here' })
    await clock.advance(supervisorDelays.askMs)
  }
  expect(children).toHaveLength(1)
  await clock.advance(7 * supervisorDelays.askMs)
  expect(children[0]?.received.at(-1)).toBe('SIGKILL')
  expect(states).toContainEqual(expect.objectContaining({ state: 'waiting', because: 'it hung and was ended' }))
  expect(children).toHaveLength(2)
})

test('a program that never answers is not held to it', async () => {
  const { supervised, child, children, clock } = supervise()
  void supervised.start()
  child().becomeReady()
  await clock.advance(100 * supervisorDelays.askMs)
  expect(children).toHaveLength(1)
  expect(supervised.state.state).toBe('ready')
})

test('stop sends the stop message and does not start the program again', async () => {
  const { supervised, child, children, clock } = supervise()
  void supervised.start()
  child().becomeReady()
  await supervised.stop()
  await clock.advance(60_000)
  expect(child().received).toEqual(['{"kind":"stop"}'])
  expect(children).toHaveLength(1)
  expect(supervised.state.state).toBe('stopped')
})

test('a deaf program gets SIGTERM, then SIGKILL', async () => {
  const { supervised, child, clock } = supervise({ obedient: false })
  void supervised.start()
  child().becomeReady()
  const stopped = supervised.stop()
  await clock.advance(supervisorDelays.stopToTermMs)
  expect(child().received).toEqual(['{"kind":"stop"}', 'SIGTERM'])
  await clock.advance(supervisorDelays.stopToKillMs - supervisorDelays.stopToTermMs)
  await stopped
  expect(child().received).toEqual(['{"kind":"stop"}', 'SIGTERM', 'SIGKILL'])
})

test('stopping while waiting to start again cancels the restart', async () => {
  const { supervised, child, children, clock } = supervise()
  void supervised.start()
  child().becomeReady()
  child().exit({ code: 1 })
  await supervised.stop()
  await clock.advance(60_000)
  expect(children).toHaveLength(1)
})

test('stopping twice, and stopping what never started, is harmless', async () => {
  const { supervised, child } = supervise()
  await supervised.stop()
  expect(supervised.state.state).toBe('stopped')
  const started = supervised.start()
  child().becomeReady()
  await started
  await Promise.all([supervised.stop(), supervised.stop()])
  expect(child().received).toEqual(['{"kind":"stop"}'])
})
