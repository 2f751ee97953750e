import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineSplitter } from '../../../../io/line-splitter.ts'
import {
  checksum,
  decodeBoardLine,
  decodeHostLine,
  encodeCommand,
  encodeLine,
  maxAnswerBytes,
  maxCommandBytes,
  maxNumber,
  type BoardLine,
} from './codec.ts'

const number = fc.integer({ min: 1, max: maxNumber })
const text = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength })
const value = text('abcdefghijklmnopqrstuvwxyzABCXYZ0123456789=._- ', 1, 10)
const word = text('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 1, 8)
const command = fc.record({ number, word, args: fc.array(text('0123456789', 1, 6), { maxLength: 3 }) })

/** A valid line of the board and what it means. */
const boardLine = fc.oneof(
  fc.record({ kind: fc.constant('ok' as const), number, fields: fc.array(value, { maxLength: 5 }) }),
  fc.record({ kind: fc.constant('err' as const), number: fc.integer({ min: 0, max: maxNumber }), code: word }),
  fc.record({ kind: fc.constant('event' as const), name: word, fields: fc.array(value, { minLength: 1, maxLength: 3 }) }),
  fc.record({ kind: fc.constant('boot' as const), firmware: value, cause: value, boot: value }),
)

function write(line: Exclude<BoardLine, { kind: 'fault' }>): string {
  switch (line.kind) {
    case 'ok':
      return encodeLine(line.number, ['OK', ...line.fields], maxAnswerBytes)
    case 'err':
      return encodeLine(line.number, ['ERR', line.code], maxAnswerBytes)
    case 'event':
      return encodeLine(0, ['EVT', line.name, ...line.fields], maxAnswerBytes)
    case 'boot':
      return encodeLine(0, ['BOOT', line.firmware, line.cause, line.boot], maxAnswerBytes)
  }
}

function readAll(chunks: readonly Uint8Array[]): { lines: BoardLine[]; dropped: number[] } {
  const lines: BoardLine[] = []
  const dropped: number[] = []
  const splitter = lineSplitter({
    maxBytes: maxAnswerBytes,
    onLine: line => lines.push(decodeBoardLine(line)),
    onDropped: bytes => dropped.push(bytes),
  })
  for (const chunk of chunks) splitter.push(chunk)
  return { lines, dropped }
}

test('the lines of docs/protocols/palang-line.md', () => {
  expect(encodeCommand(1, 'ID')).toBe('$1,ID*10')
  expect(encodeCommand(7, 'OPEN', [5000])).toBe('$7,OPEN,5000*26')
  expect(decodeBoardLine('$7,OK*1F')).toEqual({ kind: 'ok', number: 7, fields: [] })
  expect(decodeBoardLine(encodeLine(0, ['ERR', 'CHECKSUM'], maxAnswerBytes))).toEqual({ kind: 'err', number: 0, code: 'CHECKSUM' })
  expect(decodeBoardLine(encodeLine(0, ['EVT', 'POURED', '270', 'done'], maxAnswerBytes))).toEqual({
    kind: 'event',
    name: 'POURED',
    fields: ['270', 'done'],
  })
})

describe('properties', () => {
  test('a command comes out as it went in', () => {
    fc.assert(
      fc.property(command, ({ number: n, word: w, args }) => {
        expect(decodeHostLine(encodeCommand(n, w, args))).toEqual({ kind: 'command', number: n, word: w, args })
      }),
    )
  })

  test('a line of the board comes out as it went in', () => {
    fc.assert(
      fc.property(boardLine, line => {
        expect(decodeBoardLine(write(line))).toEqual(line)
      }),
    )
  })

  test('no single changed bit makes another valid line, in either direction', () => {
    fc.assert(
      fc.property(boardLine, command, (line, { number: n, word: w, args }) => {
        for (const [sent, decode] of [
          [write(line), decodeBoardLine],
          [encodeCommand(n, w, args), decodeHostLine],
        ] as const) {
          const bytes = Buffer.from(sent, 'latin1')
          for (let bit = 0; bit < bytes.length * 8; bit++) {
            const broken = Buffer.from(bytes)
            broken.writeUInt8(broken.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
            expect([decode(broken.toString('latin1')).kind, broken.toString('latin1')]).toEqual(['fault', broken.toString('latin1')])
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  test('lines come out whole however the bytes are cut or glued', () => {
    fc.assert(
      fc.property(fc.array(boardLine, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const bytes = Buffer.from(lines.map(line => write(line) + end).join(''), 'latin1')
        expect(readAll([bytes]).lines).toEqual(lines)
        expect(readAll([...bytes].map(byte => Uint8Array.of(byte))).lines).toEqual(lines)
        for (let cut = 1; cut < bytes.length; cut++) expect(readAll([bytes.subarray(0, cut), bytes.subarray(cut)]).lines).toEqual(lines)
      }),
      { numRuns: 30 },
    )
  })

  test('garbage between lines costs no valid line and makes none', () => {
    const garbage = fc.uint8Array({ maxLength: 300 }).map(bytes => Buffer.from(bytes.filter(byte => byte !== 0x24)))
    fc.assert(
      fc.property(garbage, boardLine, garbage, boardLine, (before, first, between, second) => {
        const newline = Buffer.from('\n')
        const bytes = Buffer.concat([
          before,
          newline,
          Buffer.from(`${write(first)}\n`, 'latin1'),
          between,
          newline,
          Buffer.from(`${write(second)}\n`, 'latin1'),
        ])
        expect(readAll([bytes]).lines.filter(line => line.kind !== 'fault')).toEqual([first, second])
      }),
    )
  })

  test('any text at all is decoded to something without throwing', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('$', '*', ',', '0', '7', 'A', 'OK', 'ERR', 'EVT', ' ', '\u0000', '\u00ff', '\u{1f600}'),
          maxLength: 60,
        }),
        line => {
          expect(typeof decodeBoardLine(line).kind).toBe('string')
          expect(typeof decodeHostLine(line).kind).toBe('string')
        },
      ),
    )
  })
})

describe('refused', () => {
  test.each([
    ['', 'format'],
    ['hello', 'format'],
    ['$1,OK', 'format'],
    ['$1,OK*1', 'format'],
    ['$1,OK*00', 'checksum'],
    [`$01,OK*${checksum('01,OK')}`, 'format'],
    [`$0,OK*${checksum('0,OK')}`, 'format'],
    [`$65536,OK*${checksum('65536,OK')}`, 'format'],
    [`$1,EVT,GATE,open,5*${checksum('1,EVT,GATE,open,5')}`, 'format'],
    [`$0,EVT,GATE*${checksum('0,EVT,GATE')}`, 'format'],
    [`$0,BOOT,1.0*${checksum('0,BOOT,1.0')}`, 'format'],
    [`$1,ERR*${checksum('1,ERR')}`, 'format'],
    [`$1,OK*${checksum('1,OK').toLowerCase()}x`, 'format'],
    [`$1,OK,a$b*${checksum('1,OK,a$b')}`, 'format'],
    [`$1,OK,\u00e9*${checksum('1,OK,\u00e9')}`, 'format'],
    [`$1,OK,${'x'.repeat(maxAnswerBytes)}*00`, 'length'],
  ])('%j as a line of the board: %s', (line, reason) => {
    expect(decodeBoardLine(line)).toMatchObject({ kind: 'fault', reason })
  })

  test('commands the line cannot carry are never written', () => {
    expect(() => encodeCommand(0, 'PING')).toThrow('line')
    expect(() => encodeCommand(65_536, 'PING')).toThrow('line')
    expect(() => encodeCommand(1.5, 'PING')).toThrow('line')
    expect(() => encodeCommand(1, 'ping')).toThrow('line')
    expect(() => encodeCommand(1, 'CFG', ['a,b'])).toThrow('line')
    expect(() => encodeCommand(1, 'CFG', ['a\nb'])).toThrow('line')
    expect(() => encodeCommand(1, 'CFG', ['x'.repeat(maxCommandBytes)])).toThrow('line')
  })
})
