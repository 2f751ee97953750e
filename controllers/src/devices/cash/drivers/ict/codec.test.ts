import { usualIctBytes } from '@palang/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeIct, ictDecoder, isStanding, type IctBytes, type IctSaying } from './codec.ts'

/** What `bytes` mean, in words, with the silence behind them. */
function read(bytes: readonly number[], table: IctBytes = usualIctBytes): string[] {
  const decoder = ictDecoder(table)
  return [...decoder.push(Uint8Array.from(bytes)), ...decoder.silence()].map(word)
}

function word(saying: IctSaying): string {
  switch (saying.kind) {
    case 'escrow':
    case 'channel':
      return `${saying.kind} ${saying.channel}`
    case 'fault':
      return saying.fault
    case 'half':
      return `half ${saying.of}`
    case 'unknown':
      return `unknown ${saying.byte.toString(16)}`
    default:
      return saying.kind
  }
}

test.each<[string, number[], string[]]>([
  ['the power-up', [0x80, 0x8f], ['power_up']],
  ['each channel', [0x81, 0x40, 0x81, 0x44, 0x81, 0x4f], ['escrow 0', 'escrow 4', 'escrow 15']],
  ['the end of a note', [0x10, 0x11], ['stacked', 'returned']],
  ['how it is', [0x3e, 0x5e, 0x71], ['enabled', 'disabled', 'busy']],
  ['a byte that means nothing', [0x00, 0x50], ['unknown 0', 'unknown 50']],
  ['a note whose channel is missing', [0x81], ['half escrow']],
  ['a note whose channel is something else', [0x81, 0x3e], ['half escrow', 'enabled']],
  ['a channel without its beginning', [0x42], ['channel 2']],
  ['a power-up cut short', [0x80], ['half power_up']],
  ['a power-up without its beginning', [0x8f], ['half power_up']],
  ['a power-up cut by a note', [0x80, 0x81, 0x40], ['half power_up', 'escrow 0']],
  ['a doubled beginning', [0x81, 0x81, 0x40], ['escrow 0']],
  ['every byte doubled', [0x80, 0x80, 0x8f, 0x8f], ['power_up', 'half power_up']],
])('%s is understood', (_name, bytes, meanings) => {
  expect(read(bytes)).toEqual(meanings)
})

test('every fault of the published range has a name', () => {
  const names = read(Array.from({ length: 16 }, (_, index) => 0x20 + index))
  expect(names.slice(0, 11)).toEqual([
    'motor_failure',
    'checksum_error',
    'jam',
    'note_removed',
    'stacker_open',
    'sensor_problem',
    'communication_failure',
    'fishing',
    'stacker_full_or_stuck',
    'note_rejected',
    'invalid_command',
  ])
  expect(names.at(-1)).toBe('fault_cleared')
  expect(new Set(names).size).toBe(16)
  expect(names.filter(name => !isStanding(name))).toEqual([
    'note_removed',
    'communication_failure',
    'fishing',
    'note_rejected',
    'invalid_command',
    'fault_cleared',
  ])
})

test('another revision’s table is obeyed', () => {
  const table = { ...usualIctBytes, escrow: 0x90, stacked: 0x18, busy: null, accept: 0x06, faults: { ...usualIctBytes.faults, jam: 0x10 } }
  expect(read([0x90, 0x41, 0x18, 0x10, 0x71], table)).toEqual(['escrow 1', 'stacked', 'jam', 'unknown 71'])
  expect([...encodeIct(table, 'accept')]).toEqual([0x06])
})

test('what is heard does not depend on where the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 6 }), { maxLength: 12 }), pieces => {
      const decoder = ictDecoder(usualIctBytes)
      const inPieces = [...pieces.flatMap(piece => decoder.push(piece)), ...decoder.silence()].map(word)
      expect(inPieces).toEqual(read(pieces.flatMap(piece => [...piece])))
    }),
  )
})

test('a line that was given up leaves nothing behind', () => {
  const decoder = ictDecoder(usualIctBytes)
  decoder.push(Uint8Array.of(0x81))
  expect(decoder.isHalf()).toBe(true)
  decoder.reset()
  expect(decoder.push(Uint8Array.of(0x41)).map(word)).toEqual(['channel 1'])
})
