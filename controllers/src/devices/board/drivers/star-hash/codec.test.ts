import { expect, test } from 'vitest'
import { decodeFrame, maxFrameBytes } from './codec.ts'

test.each([
  ['IN1ON', { kind: 'input', input: 'loop1', on: true }],
  ['IN1OFF', { kind: 'input', input: 'loop1', on: false }],
  ['IN2ON', { kind: 'input', input: 'ticket_button', on: true }],
  ['IN2OFF', { kind: 'input', input: 'ticket_button', on: false }],
  ['IN3ON', { kind: 'input', input: 'loop2', on: true }],
  ['IN3OFF', { kind: 'input', input: 'loop2', on: false }],
  ['IN4ON', { kind: 'input', input: 'help_button', on: true }],
  ['W00CE754C', { kind: 'card', card: { cardId: '0013530444', raw: '00CE754C' } }],
  ['WCE754C', { kind: 'card', card: { cardId: '0013530444', raw: 'CE754C' } }],
  ['XE2801160600002083D3A5C91', { kind: 'card', card: { cardId: 'E2801160600002083D3A5C91', raw: 'E2801160600002083D3A5C91' } }],
  ['POWERON', { kind: 'power' }],
  ['PINGOK', { kind: 'answer' }],
  ['OUT1ONOK', { kind: 'answer' }],
  ['STAT100000000', { kind: 'answer' }],
  ['W00CE754', { kind: 'fault', reason: 'card' }],
  ['W', { kind: 'fault', reason: 'card' }],
  ['IN5ON', { kind: 'fault', reason: 'format' }],
  ['IN1ONX', { kind: 'fault', reason: 'format' }],
  ['in1on', { kind: 'fault', reason: 'format' }],
  ['TRIG1', { kind: 'fault', reason: 'format' }],
  ['', { kind: 'fault', reason: 'format' }],
] as const)('%j', (text, expected) => {
  expect(decodeFrame(text, 'hex')).toEqual(expected)
})

test('a board set to decimal writes the same cards in other digits', () => {
  for (const text of ['W13530444', 'W0013530444'])
    expect(decodeFrame(text, 'decimal')).toMatchObject({ kind: 'card', card: { cardId: '0013530444' } })
  expect(decodeFrame('W00CE754C', 'decimal')).toEqual({ kind: 'fault', reason: 'card' })
})

test('the longest tag fits a frame', () => {
  expect(decodeFrame(`X${'A'.repeat(64)}`, 'hex').kind).toBe('card')
  expect(`X${'A'.repeat(64)}`).toHaveLength(maxFrameBytes)
})
