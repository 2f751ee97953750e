import { expect, test } from 'vitest'
import { conditionOf, questions, readAnswer, statusRequest } from './status.ts'

const well = { 1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12 }

test('the questions are DLE EOT 1 to 4', () => {
  expect(questions.map(question => Buffer.from(statusRequest(question)).toString('hex'))).toEqual(['100401', '100402', '100403', '100404'])
})

test('every byte is one kind of answer, and no byte is two', () => {
  const kinds = Array.from({ length: 256 }, (_, byte) => readAnswer(byte).kind)
  expect(kinds.filter(kind => kind === 'status')).toHaveLength(16)
  expect(kinds.filter(kind => kind === 'end')).toHaveLength(64)
  // XON, XOFF, an unasked status of four bytes (its first), and line noise.
  for (const byte of [0x11, 0x13, 0x10, 0x14, 0x80, 0xff]) expect(readAnswer(byte)).toEqual({ kind: 'other' })
})

test.each([
  [{ 2: 0x16 }, 'the cover is open'],
  [{ 4: 0x72 }, 'no paper'],
  [{ 2: 0x32 }, 'no paper'],
  [{ 3: 0x1a }, 'the cutter is stuck'],
  [{ 3: 0x32 }, 'the printer is broken'],
  [{ 3: 0x52 }, 'the print head is too hot'],
  [{ 3: 0x16 }, 'a mechanical error'],
  [{ 2: 0x52 }, 'the printer reports an error'],
  [{ 2: 0x1a }, 'the feed button is pressed'],
  [{ 1: 0x1a }, 'the printer is offline'],
  [{ 1: 0x1a, 2: 0x36, 4: 0x7e }, 'the cover is open'],
  [{ 1: 0x1a, 2: 0x72, 4: 0x7e }, 'no paper'],
])('%j means: %s', (answers, reason) => {
  expect(conditionOf({ ...well, ...answers })).toEqual({ isReady: false, reason })
})

test('a drawer that is open is nothing to us, and paper that is nearly used up still prints', () => {
  expect(conditionOf({ ...well, 1: 0x16 })).toEqual({ isReady: true, isPaperLow: false })
  expect(conditionOf({ ...well, 4: 0x1e })).toEqual({ isReady: true, isPaperLow: true })
})
