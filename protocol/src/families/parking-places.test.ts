import { expect, test } from 'vitest'
import { openTo } from './parking-places.ts'

test('the last places are for members, and none for nobody unless theirs is guaranteed', () => {
  const usual = { reserved: 0, members_guaranteed: false }
  expect([1, 0, -1].map(left => openTo({ ...usual, left }))).toEqual(['everyone', 'nobody', 'nobody'])
  expect([3, 2, 1, 0].map(left => openTo({ ...usual, left, reserved: 2 }))).toEqual(['everyone', 'members', 'members', 'nobody'])
  expect(openTo({ left: -3, reserved: 0, members_guaranteed: true })).toBe('members')
})

test('places nobody counts are open to everyone', () => {
  expect(openTo({ left: null, reserved: 9, members_guaranteed: false })).toBe('everyone')
})
