import { expect, test } from 'vitest'
import { Lifecycle, type Part } from './lifecycle.ts'

function parts(failing?: { at: string; on: 'start' | 'stop' }) {
  const calls: string[] = []
  const part = (name: string): Part => ({
    name,
    start() {
      calls.push(`start ${name}`)
      if (failing?.at === name && failing.on === 'start') throw new Error(`${name} failed`)
    },
    stop() {
      calls.push(`stop ${name}`)
      if (failing?.at === name && failing.on === 'stop') throw new Error(`${name} failed`)
    },
  })
  return { calls, lifecycle: new Lifecycle([part('a'), part('b'), part('c')]) }
}

test('stops in reverse order, once', async () => {
  const { calls, lifecycle } = parts()
  await lifecycle.start()
  await lifecycle.stop()
  await lifecycle.stop()
  expect(calls).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a'])
})

test('a failing start stops what had started and is reported', async () => {
  const { calls, lifecycle } = parts({ at: 'c', on: 'start' })
  await expect(lifecycle.start()).rejects.toThrow('c failed')
  expect(calls).toEqual(['start a', 'start b', 'start c', 'stop b', 'stop a'])
})

test('a failing stop does not spare the others', async () => {
  const { calls, lifecycle } = parts({ at: 'b', on: 'stop' })
  await lifecycle.start()
  await expect(lifecycle.stop()).rejects.toThrow('b failed')
  expect(calls.slice(3)).toEqual(['stop c', 'stop b', 'stop a'])
})
