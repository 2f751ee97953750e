import fc from 'fast-check'
import { expect, test } from 'vitest'
import { lineSplitter } from './line-splitter.ts'

function collect(maxBytes = 10) {
  const lines: string[] = []
  const dropped: number[] = []
  const splitter = lineSplitter({ maxBytes, onLine: line => lines.push(line), onDropped: bytes => dropped.push(bytes) })
  return { lines, dropped, splitter, push: (text: string) => splitter.push(Buffer.from(text, 'latin1')) }
}

test('splits at line feeds, ignores carriage returns and empty lines', () => {
  const { lines, push } = collect()
  push('one\r\ntwo\n\r\n\nth')
  expect(lines).toEqual(['one', 'two'])
  push('ree\n')
  expect(lines).toEqual(['one', 'two', 'three'])
})

test('a line too long is dropped with its length, and the next one is whole', () => {
  const { lines, dropped, push } = collect()
  push('x'.repeat(1_000_000))
  push('yz\nnext\n0123456789\n')
  expect(dropped).toEqual([1_000_002])
  expect(lines).toEqual(['next', '0123456789'])
})

test('a reset forgets a half line', () => {
  const { lines, splitter, push } = collect()
  push('old')
  splitter.reset()
  push('new\n')
  expect(lines).toEqual(['new'])
})

test('every byte but CR and LF comes through as it is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), bytes => {
      const { lines, splitter } = collect(40)
      splitter.push(bytes)
      splitter.push(Uint8Array.of(0x0a))
      const expected = Buffer.from(bytes)
        .toString('latin1')
        .replaceAll('\r', '')
        .split('\n')
        .filter(line => line !== '')
      expect(lines).toEqual(expected)
    }),
  )
})
