import { expect, test } from 'vitest'
import { describeTyped, runTyped, typedNumber, typedSwitch, type Thing } from './typed-words.ts'

const things: Thing[] = [
  {
    name: 'board',
    words: { open: { usage: '<ms>', run: ([ms]) => `board ${typedNumber(ms)}` }, stop: { usage: '', run: () => 'board stops' } },
  },
  { name: 'cash', words: { stop: { usage: '', run: () => 'cash stops' } } },
  { name: 'reader', words: {} },
]
const always = { help: { usage: '', run: () => 'helped' } }

test.each([
  ['open 500', 'board 500'],
  ['board open 500', 'board 500'],
  ['stop', 'board stops'],
  ['cash stop', 'cash stops'],
  ['help', 'helped'],
  ['open', 'expected a whole number (found nothing)'],
  ['open -1', 'expected a whole number (found -1)'],
  ['reader stop', 'there is no "reader stop" here; "help" lists what there is'],
  ['constructor', 'there is no "constructor" here; "help" lists what there is'],
  ['board __proto__', 'there is no "board __proto__" here; "help" lists what there is'],
])('%s is answered with %s', async (typed, answer) => {
  expect(await runTyped(things, always, typed.split(' '))).toBe(answer)
})

test('the help lists each thing that knows a word', () => {
  expect(describeTyped(things, always).split('\n')).toEqual(['  board: open <ms> | stop', '  cash: stop', '  always: help'])
})

test('a switch is on or off', () => {
  expect([typedSwitch('on'), typedSwitch('off')]).toEqual([true, false])
  expect(() => typedSwitch('1')).toThrow('expected on or off (found 1)')
})
