import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMjpegReader } from './mjpeg.ts'

const text = new TextEncoder()
const bytes = (...parts: (string | Uint8Array)[]) =>
  Uint8Array.from(parts.flatMap(part => [...(typeof part === 'string' ? text.encode(part) : part)]))
const part = (picture: Uint8Array, length = true) =>
  bytes(`--frame\r\nContent-Type: image/jpeg\r\n${length ? `Content-Length: ${picture.length}\r\n` : ''}\r\n`, picture, '\r\n')

test('pictures come out whole wherever the network cuts them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 97 }),
      (pictures, step) => {
        const stream = bytes(...pictures.map(picture => part(picture)))
        const reader = createMjpegReader()
        const found: Uint8Array[] = []
        for (let at = 0; at < stream.length; at += step) found.push(...reader.feed(stream.subarray(at, at + step)))
        expect(found.map(picture => [...picture])).toEqual(pictures.map(picture => [...picture]))
      },
    ),
  )
})

test('without a length a picture ends at the next boundary', () => {
  const one = Uint8Array.of(1, 2, 3)
  const two = Uint8Array.of(4, 5)
  const reader = createMjpegReader()
  expect(reader.feed(bytes(part(one, false), part(two, false))).map(found => [...found])).toEqual([[1, 2, 3]])
  expect(reader.feed(bytes('--frame--')).map(found => [...found])).toEqual([[4, 5]])
})

test('a picture that never ends is given up', () => {
  const reader = createMjpegReader()
  reader.feed(bytes('--frame\r\nContent-Length: 99999999\r\n\r\n'))
  expect(() => reader.feed(new Uint8Array(9 * 1024 * 1024))).toThrow(RangeError)
})
