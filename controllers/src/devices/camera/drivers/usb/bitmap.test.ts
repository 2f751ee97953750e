import { decode, encode } from 'jpeg-js'
import { expect, test } from 'vitest'
import { jpegOf } from './bitmap.ts'

/** A bitmap of 10 by 8: the upper half red, the lower half blue. */
function bitmap(bits: 24 | 32, fromBelow: boolean): Buffer {
  const [width, height] = [10, 8]
  const stride = Math.ceil((width * bits) / 32) * 4
  const file = Buffer.alloc(54 + stride * height)
  file.write('BM')
  file.writeUInt32LE(54, 10)
  file.writeInt32LE(width, 18)
  file.writeInt32LE(fromBelow ? height : -height, 22)
  file.writeUInt16LE(bits, 28)
  for (let row = 0; row < height; row++) {
    const isUpper = fromBelow ? row >= height / 2 : row < height / 2
    for (let x = 0; x < width; x++) file[54 + row * stride + (x * bits) / 8 + (isUpper ? 2 : 0)] = 255
  }
  return file
}

test.each([
  [24, true],
  [24, false],
  [32, true],
] as const)('%i bits, rows from below: %j', (bits, fromBelow) => {
  const { width, height, data } = decode(jpegOf(bitmap(bits, fromBelow)) ?? Buffer.alloc(0))
  expect([width, height]).toEqual([10, 8])
  const [red = 0, , blue = 0] = data
  expect(red).toBeGreaterThan(200)
  expect(blue).toBeLessThan(60)
  const [lastRed = 0, , lastBlue = 0] = data.subarray(-4)
  expect(lastBlue).toBeGreaterThan(200)
  expect(lastRed).toBeLessThan(60)
})

test('what is no bitmap, cut off, packed or out of bounds is none', () => {
  const good = bitmap(24, true)
  const changed = (change: (file: Buffer) => void) => {
    const file = Buffer.from(good)
    change(file)
    return jpegOf(file)
  }
  expect(jpegOf(encode({ width: 8, height: 8, data: Buffer.alloc(256) }, 50).data)).toBeUndefined()
  expect(jpegOf(good.subarray(0, -1))).toBeUndefined()
  expect(jpegOf(new Uint8Array())).toBeUndefined()
  expect(changed(file => file.writeUInt32LE(1, 30))).toBeUndefined()
  expect(changed(file => file.writeInt32LE(2 ** 30, 18))).toBeUndefined()
  expect(changed(file => file.writeUInt16LE(8, 28))).toBeUndefined()
})
