import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frameSplitter } from './frame-splitter.ts'

const [first, last] = [0x2a, 0x23]

function splitter(maxBytes = 16) {
  const told: (string | number)[] = []
  const frames = frameSplitter({
    first,
    last,
    maxBytes,
    ignored: [0x0d, 0x0a],
    onFrame: text => told.push(text),
    onDropped: bytes => told.push(bytes),
  })
  const push = (text: string) => frames.push(Buffer.from(text, 'latin1'))
  return { told, frames, push }
}

test.each([
  ['*IN1ON#', ['IN1ON']],
  ['*IN1ON#*IN1OFF#', ['IN1ON', 'IN1OFF']],
  ['*IN1ON#\r\n*IN1OFF#\r\n', ['IN1ON', 'IN1OFF']],
  ['xy*IN1ON#', [2, 'IN1ON']],
  ['x\r\n*IN1ON#', [3, 'IN1ON']],
  ['*IN1*IN1ON#', [4, 'IN1ON']],
  ['*0123456789012345#', ['0123456789012345']],
  ['*01234567890123456#*A#', [19, 'A']],
  ['*#', ['']],
  ['##*A#', [2, 'A']],
])('%j', (text, expected) => {
  const { told, push } = splitter()
  push(text)
  expect(told).toEqual(expected)
})

test('half a frame is told as dropped once it is given up, and nothing is joined to it', () => {
  const { told, frames, push } = splitter()
  push('*IN1')
  expect(told).toEqual([])
  frames.giveUp()
  frames.giveUp()
  push('ON#*A#')
  expect(told).toEqual([4, 3, 'A'])
})

test('after a reconnect half a frame is forgotten', () => {
  const { told, frames, push } = splitter()
  push('xx*IN1')
  frames.reset()
  push('*A#')
  expect(told).toEqual(['A'])
})

test('how the bytes are cut does not matter, every byte is accounted for, and no frame is longer than it may be', () => {
  const piece = fc.oneof(
    fc.constantFrom('*IN1ON#', '*W00CE754C#', '*', '#'),
    fc.string({ unit: fc.constantFrom('*', '#', 'A', '\u00ff', '\n'), maxLength: 40 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat({ max: 80 }), { maxLength: 6 }), (pieces, cuts) => {
      const text = pieces.join('')
      const whole = splitter()
      whole.push(text)
      whole.frames.giveUp()
      const cut = splitter()
      let from = 0
      for (const to of [...cuts.toSorted((a, b) => a - b), text.length]) {
        cut.push(text.slice(from, to))
        from = Math.max(from, to)
      }
      cut.frames.giveUp()
      expect(cut.told).toEqual(whole.told)
      const counted = whole.told.reduce<number>((sum, one) => sum + (typeof one === 'number' ? one : one.length + 2), 0)
      const lineEnds = text.replaceAll(/[^\r\n]/g, '').length
      expect(counted).toBeLessThanOrEqual(text.length)
      expect(counted).toBeGreaterThanOrEqual(text.length - lineEnds)
      for (const one of whole.told) if (typeof one === 'string') expect(one.length).toBeLessThanOrEqual(16)
    }),
  )
})
