import { expect, test } from 'vitest'
import { frameParts } from './frame-parts.ts'

const data = (text: string) => Buffer.from(text).toString('base64')
const part = (frame: number, at: number, parts: number, text: string) => ({ data: data(text), frame, part: at, parts })
const heard = (payloads: readonly unknown[], maxBytes = 100) => {
  const feed = frameParts(maxBytes)
  return payloads.map(feed).map(picture => (picture === undefined ? undefined : Buffer.from(picture).toString()))
}

test.each([
  ['a whole picture, as protocol 0 sends it', [{ data: data('abc'), more: 1 }], ['abc']],
  ['parts in order', [part(1, 1, 3, 'a'), part(1, 2, 3, 'b'), part(1, 3, 3, 'c')], [undefined, undefined, 'abc']],
  ['a part that is missing', [part(1, 1, 3, 'a'), part(1, 3, 3, 'c'), part(2, 1, 1, 'd')], [undefined, undefined, 'd']],
  ['a part twice', [part(1, 1, 2, 'a'), part(1, 1, 2, 'a'), part(1, 2, 2, 'b')], [undefined, undefined, 'ab']],
  ['a picture cut off by the next', [part(1, 1, 2, 'a'), part(2, 1, 1, 'd'), part(1, 2, 2, 'b')], [undefined, 'd', undefined]],
  [
    'a picture that is too large',
    [part(1, 1, 2, 'a'.repeat(60)), part(1, 2, 2, 'a'.repeat(60)), part(2, 1, 1, 'd')],
    [undefined, undefined, 'd'],
  ],
  ['what is no part', [{}, { data: 7 }, { data: 'YQ==', frame: 'x' }, null], [undefined, undefined, undefined, undefined]],
])('%s', (_what, payloads, expected) => {
  expect(heard(payloads)).toEqual(expected)
})

test('a picture of endlessly many parts is not held', () => {
  const feed = frameParts(1_000)
  const given = Array.from({ length: 200 }, (_, at) => feed(part(1, at + 1, 200, 'x'.repeat(100))))
  expect(given.every(picture => picture === undefined)).toBe(true)
})
