import { expect, test } from 'vitest'
import { camerasInTurn } from './camera-turns.ts'

test('a few cameras are watched all the time', () => {
  expect(camerasInTurn(['a', 'b'], 7, 4)).toEqual(['a', 'b'])
  expect(camerasInTurn([], 0, 4)).toEqual([])
})

test('of many, each has its turn, and never more than fit are watched at once', () => {
  const ids = ['a', 'b', 'c', 'd', 'e']
  const rounds = Array.from({ length: 5 }, (_, round) => camerasInTurn(ids, round, 2))
  expect(rounds.every(round => new Set(round).size === 2)).toBe(true)
  expect(rounds.slice(0, 3).flat()).toEqual(['a', 'b', 'c', 'd', 'e', 'a'])
})
