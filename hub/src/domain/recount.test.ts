import { expect, test } from 'vitest'
import { correctionOf, goneSign, hasStrangers, strangersFadeMs } from './recount.ts'

const countedAt = '2026-01-20T10:00:00.000Z'
const nowMs = Date.parse(countedAt) + 60_000
const quiet = { stillOpen: 10, endedByHand: 0, allEndedByHand: 0 }

test('stays without a vehicle are taken off, and each of them only until it is ended by hand', () => {
  const recount = { counted: 7, openStays: 10, countedAt }
  expect(correctionOf(recount, quiet, 0, nowMs)).toBe(-3)
  expect(correctionOf(recount, { stillOpen: 8, endedByHand: 2, allEndedByHand: 2 }, 0, nowMs)).toBe(-1)
  expect(correctionOf(recount, { stillOpen: 6, endedByHand: 4, allEndedByHand: 9 }, 0, nowMs)).toBe(0)
})

test('when most stays of then have left, no more are taken off than are still open', () => {
  const recount = { counted: 7, openStays: 10, countedAt }
  expect(correctionOf(recount, { ...quiet, stillOpen: 2 }, 0, nowMs)).toBe(-2)
  expect(correctionOf(recount, { ...quiet, stillOpen: 0 }, 0, nowMs)).toBe(0)
})

test('vehicles without a stay are added until they drive out, and believed in for a day', () => {
  const recount = { counted: 13, openStays: 10, countedAt }
  expect(correctionOf(recount, quiet, 0, nowMs)).toBe(3)
  expect(correctionOf(recount, quiet, 2, nowMs)).toBe(1)
  expect(correctionOf(recount, quiet, 9, nowMs)).toBe(0)
  expect(correctionOf(recount, quiet, 0, Date.parse(countedAt) + strangersFadeMs)).toBe(0)
})

test('who was let out by hand after his stay was ended is not taken for a vehicle without a stay', () => {
  expect(correctionOf({ counted: 13, openStays: 10, countedAt }, { ...quiet, allEndedByHand: 2 }, 2, nowMs)).toBe(3)
})

test('a count that agrees corrects nothing', () => {
  expect(correctionOf({ counted: 10, openStays: 10, countedAt }, quiet, 5, nowMs)).toBe(0)
})

test('only where more were counted than stays is it asked who drove out for none, and only for a day', () => {
  const recount = {
    id: '',
    outletId: 'pusat',
    zoneId: 'main',
    vehicleClass: 'car',
    countedAt,
    counted: 3,
    derived: 2,
    openStays: 2,
    endedStays: 0,
    actor: 'user:a',
    reason: 'r',
  }
  expect(hasStrangers(recount, nowMs)).toBe(true)
  expect(hasStrangers({ ...recount, counted: 2 }, nowMs)).toBe(false)
  expect(hasStrangers(recount, nowMs + strangersFadeMs)).toBe(false)
})

test('a barrier that opened says more than money, and money more than time', () => {
  expect(['leaving', 'paid', 'inside', 'paying'].map(state => goneSign({ state }))).toEqual([
    'barrier_opened',
    'paid',
    'long_inside',
    'long_inside',
  ])
})
