import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { Crew } from './crew.ts'
import { fakeChild, type FakeChild } from './fake-child.ts'
import type { ProgramPlan } from './programs.ts'

function plan(name: string, stage: number): ProgramPlan {
  return { name, stage, file: `${name}.ts`, parameters: [], environment: ready => ({ SEEN: [...ready.keys()].join(' ') }) }
}

function crewOf(...plans: ProgramPlan[]) {
  const clock = new ManualClock()
  const children = new Map<string, FakeChild[]>()
  const environments: string[] = []
  const events: string[] = []
  const crew = new Crew({
    plans,
    clock,
    random: () => 0,
    spawn(of, environment) {
      const child = fakeChild()
      children.set(of.name, [...(children.get(of.name) ?? []), child])
      environments.push(`${of.name}: ${environment['SEEN']}`)
      return child
    },
    onState: (name, state, isRestart) => events.push(`${name} ${state.state}${isRestart && state.state === 'ready' ? ' again' : ''}`),
  })
  const latest = (name: string): FakeChild => {
    const child = children.get(name)?.at(-1)
    if (child === undefined) throw new Error(`${name} was not started`)
    return child
  }
  return { clock, crew, latest, environments, events }
}

test('stages start one after the other and know what the earlier ones said', async () => {
  const { crew, latest, environments, clock } = crewOf(plan('simulator', 0), plan('hub', 1), plan('gate_in', 2), plan('gate_out', 2))
  const started = crew.start()
  for (const name of ['simulator', 'hub', 'gate_in', 'gate_out']) {
    latest(name).becomeReady()
    await clock.advance(0)
  }
  await started
  expect(environments).toEqual(['simulator: ', 'hub: simulator', 'gate_in: simulator hub', 'gate_out: simulator hub'])
})

test('stopping goes the other way round', async () => {
  const { crew, latest, events, clock } = crewOf(plan('hub', 1), plan('gate_in', 2))
  const started = crew.start()
  latest('hub').becomeReady()
  await clock.advance(0)
  latest('gate_in').becomeReady()
  await started
  await crew.stop()
  expect(events.filter(event => event.endsWith('stopped'))).toEqual(['gate_in stopped', 'hub stopped'])
})

test('a stop during the start starts nothing more and leaves nothing behind', async () => {
  const { crew, latest, events, clock } = crewOf(plan('hub', 1), plan('gate_in', 2))
  const started = crew.start()
  latest('hub').becomeReady()
  await crew.stop()
  await clock.advance(60_000)
  await started
  expect(events).toEqual(['hub starting', 'hub ready', 'gate_in stopped', 'hub stopping', 'hub stopped'])
})

test('a crash of one program leaves the others running and is told apart from the first start', async () => {
  const { crew, latest, events, clock } = crewOf(plan('hub', 1), plan('gate_in', 1))
  const started = crew.start()
  latest('hub').becomeReady()
  latest('gate_in').becomeReady()
  await started
  latest('hub').exit({ signal: 'SIGKILL' })
  await clock.advance(1000)
  latest('hub').becomeReady()
  expect(events.slice(4)).toEqual(['hub waiting', 'hub starting', 'hub ready again'])
  expect(latest('gate_in').received).toEqual([])
})

test('a program that is ready before it is of use is waited for, and not for ever', async () => {
  const simulator = { ...plan('simulator', 0), settledBy: 'watching' }
  const told = async (act: (rig: ReturnType<typeof crewOf>) => Promise<void> | void) => {
    const rig = crewOf(simulator, plan('hub', 0))
    let isUp = false
    void rig.crew.start().then(() => (isUp = true))
    rig.latest('simulator').becomeReady()
    rig.latest('hub').becomeReady()
    await rig.clock.advance(1)
    expect(isUp).toBe(false)
    await act(rig)
    await rig.clock.advance(0)
    return isUp
  }
  expect(await told(({ latest }) => latest('simulator').say({ kind: 'watching' }))).toBe(true)
  expect(await told(({ latest }) => latest('hub').say({ kind: 'watching' }))).toBe(false)
  expect(await told(({ clock }) => clock.advance(15_000))).toBe(true)
})
