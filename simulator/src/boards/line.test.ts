import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBoardLine, encodeCommand } from '../../../controllers/src/devices/board/drivers/palang-line/codec.ts'
import { checksum, frame, lineAssembler, maxLineBytes, readHostLine } from './line.ts'

const word = fc.stringMatching(/^[A-Z]{1,8}$/)
const fields = fc.array(fc.stringMatching(/^[A-Za-z0-9=._-]{1,8}$/), { maxLength: 3 })
const number = fc.integer({ min: 1, max: 65_535 })

test('the checksum is that of NMEA 0183', () => {
  expect(checksum('GPGLL,5300.97914,N,00259.98174,E,125926,A')).toBe('28')
  expect(frame(1, ['PING'])).toBe('$1,PING*0D')
})

test('what the controller encodes, the board reads', () => {
  fc.assert(
    fc.property(number, word, fields, (n, name, args) => {
      expect(readHostLine(encodeCommand(n, name, args))).toEqual({ kind: 'command', number: n, word: name, args })
    }),
  )
})

test('what the board frames, the controller decodes', () => {
  fc.assert(
    fc.property(number, fields, (n, rest) => {
      expect(decodeBoardLine(frame(n, ['OK', ...rest]))).toEqual({ kind: 'ok', number: n, fields: rest })
    }),
  )
})

test('one changed bit in a command is never taken for a command', () => {
  fc.assert(
    fc.property(number, word, fields, fc.nat(), fc.integer({ min: 0, max: 6 }), (n, name, args, place, bit) => {
      const bytes = Buffer.from(frame(n, [name, ...args]), 'latin1')
      const index = place % bytes.length
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
      expect(readHostLine(bytes.toString('latin1')).kind).not.toBe('command')
    }),
  )
})

test.each([
  ['noise', { kind: 'noise' }],
  ['', { kind: 'noise' }],
  ['$5,OPEN,1000*00', { kind: 'damaged', number: 5 }],
  // One flipped bit of $44100,A: what stands after the second $ has the right checksum, but is not what was sent.
  ['$4$100,A*5C', { kind: 'damaged', number: 0 }],
  ['$5,OPEN,1000', { kind: 'damaged', number: 5 }],
  ['$99999,PING*00', { kind: 'damaged', number: 0 }],
  [frame(0, ['PING']), { kind: 'refused', number: 0, code: 'RANGE' }],
  [frame(65_536, ['PING']), { kind: 'refused', number: 0, code: 'RANGE' }],
  [frame(7, ['ping']), { kind: 'refused', number: 7, code: 'UNKNOWN' }],
  [`\x00\xff${frame(7, ['PING'])}`, { kind: 'command', number: 7, word: 'PING', args: [] }],
])('reads %j', (line, expected) => {
  expect(readHostLine(line)).toEqual(expected)
})

test('lines come out the same however the bytes are cut', () => {
  const text = `${frame(1, ['ID'])}\r\n${frame(2, ['PING'])}\n\n${'x'.repeat(80)}\n${frame(3, ['STAT'])}\n`
  const whole = lineAssembler(maxLineBytes)(Buffer.from(text))
  expect(whole.map(piece => (piece.kind === 'line' ? piece.text : piece.kind))).toEqual([
    frame(1, ['ID']),
    frame(2, ['PING']),
    'overlong',
    frame(3, ['STAT']),
  ])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), sizes => {
      const assemble = lineAssembler(maxLineBytes)
      const pieces = []
      for (let at = 0, turn = 0; at < text.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1
        pieces.push(...assemble(Buffer.from(text.slice(at, at + size))))
        at += size
      }
      expect(pieces).toEqual(whole)
    }),
  )
})

test.each([
  [60, 'line'],
  [61, 'overlong'],
])('a line of %i bytes is a %s', (length, kind) => {
  expect(lineAssembler(maxLineBytes)(Buffer.from(`${'a'.repeat(length)}\r\n`))[0]?.kind).toBe(length === 60 ? kind : 'overlong')
  expect(lineAssembler(maxLineBytes)(Buffer.from(`${'a'.repeat(length)}\n`))[0]?.kind).toBe(kind)
})
