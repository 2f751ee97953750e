import { encode } from 'jpeg-js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jpegSplitter, wholeJpeg } from './jpeg.ts'

const picture = (shade: number) => new Uint8Array(encode({ width: 16, height: 16, data: Buffer.alloc(16 * 16 * 4, shade) }, 50).data)
const [dark, light] = [picture(40), picture(200)]
const text = (of: string) => Buffer.from(of, 'latin1')

function split(bytes: Uint8Array, maxBytes?: number, step = bytes.length): Uint8Array[] {
  const feed = jpegSplitter(maxBytes)
  const found: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += step) found.push(...feed(bytes.subarray(at, at + step)))
  return found
}

/** An EXIF segment with a small picture inside, as cameras write it. */
function withThumbnail(jpeg: Uint8Array, thumbnail: Uint8Array): Uint8Array {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(thumbnail.length + 8)
  return new Uint8Array(Buffer.concat([jpeg.subarray(0, 2), Buffer.of(0xff, 0xe1), length, text('Exif\0\0'), thumbnail, jpeg.subarray(2)]))
}

test.each([
  ['one after the other', Buffer.concat([dark, light]), [dark, light]],
  [
    'in parts with length',
    Buffer.concat([text(`--x\r\nContent-Length: ${dark.length}\r\n\r\n`), dark, text('\r\n--x\r\n\r\n'), light]),
    [dark, light],
  ],
  ['in parts with a wrong length', Buffer.concat([text('--x\nContent-Length: 7\n\n'), dark, text('\n--y--')]), [dark]],
  ['after a page', Buffer.concat([text('<html>\xff\xd8 no picture</html>'), dark]), [dark]],
  ['with a small picture inside', withThumbnail(dark, light), [withThumbnail(dark, light)]],
  ['behind one that was cut off in its data', Buffer.concat([dark.subarray(0, -2), text('\r\n--x\r\n\r\n'), light]), [light]],
  ['behind one that was cut off in its tables', Buffer.concat([dark.subarray(0, 60), text('--x\r\n\r\n'), dark, light]), [light]],
  ['padded with zeros', Buffer.concat([dark, Buffer.alloc(40), light, Buffer.alloc(9)]), [dark, light]],
  ['with fill bytes before a marker', Buffer.concat([dark.subarray(0, 2), Buffer.of(0xff), dark.subarray(2)]), 1],
  ['not at all', text('no picture here'), []],
])('pictures are found %s, in one piece and byte by byte', (_how, bytes, expected) => {
  for (const step of [bytes.length, 1]) {
    const found = split(new Uint8Array(bytes), undefined, step)
    if (typeof expected === 'number') expect(found).toHaveLength(expected)
    else expect(found).toEqual(expected)
  }
})

test('what comes in pieces of any size is what went in', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(dark, light), { maxLength: 5 }), fc.integer({ min: 1, max: 900 }), (pictures, step) => {
      expect(split(new Uint8Array(Buffer.concat(pictures)), undefined, step)).toEqual(pictures)
    }),
  )
})

test('whatever comes, nothing but whole pictures is found', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(dark, light), fc.uint8Array({ maxLength: 60 })), { maxLength: 6 }), pieces => {
      for (const found of split(new Uint8Array(Buffer.concat(pieces)))) expect(wholeJpeg(found)).toEqual(found)
    }),
  )
})

test('a picture without an end is given up', () => {
  const endless = Buffer.concat([dark.subarray(0, -2), Buffer.alloc(100_000, 7)])
  expect(() => split(new Uint8Array(endless), 50_000, 1_000)).toThrow('more than 50000 bytes')
})

test('garbage without a picture is not kept', () => {
  const feed = jpegSplitter(1_000)
  for (let turn = 0; turn < 100; turn++) expect(feed(Buffer.alloc(500, 1))).toEqual([])
})
