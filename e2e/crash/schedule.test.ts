import { expect, test } from 'vitest'
import { describeSchedule, scheduleOf } from './schedule.ts'

const many = Array.from({ length: 300 }, (_, seed) => scheduleOf(seed, 'mysql'))

test('the same seed gives the same schedule, another seed another', () => {
  expect(scheduleOf(7, 'mysql')).toEqual(scheduleOf(7, 'mysql'))
  expect(new Set(many.map(describeSchedule)).size).toBe(many.length)
})

test('every schedule kills a process and harms a link; all of them together do everything to everyone', () => {
  for (const { mishaps, loadMs } of many) {
    expect(mishaps.some(mishap => mishap.kind === 'kill')).toBe(true)
    expect(mishaps.some(mishap => mishap.kind !== 'kill')).toBe(true)
    expect(mishaps.every(mishap => mishap.atMs < loadMs)).toBe(true)
  }
  const seen = new Set(many.flatMap(({ mishaps }) => mishaps.map(mishap => (mishap.kind === 'kill' ? mishap.what : mishap.kind))))
  expect([...seen].toSorted()).toEqual(['cut', 'database', 'delay', 'duplicate', 'gate_in', 'gate_out', 'hub', 'silent', 'spoil'])
})

test('a database in a file has no process to kill', () => {
  const kills = Array.from({ length: 300 }, (_, seed) => scheduleOf(seed, 'sqlite')).flatMap(({ mishaps }) => mishaps)
  expect(kills.some(mishap => mishap.kind === 'kill' && mishap.what === 'database')).toBe(false)
})
