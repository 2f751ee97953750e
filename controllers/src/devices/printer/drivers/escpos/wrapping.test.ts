import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printable, wrap } from './wrapping.ts'

test.each([
  ['Parkir Pusat Perbelanjaan', 12, ['Parkir Pusat', 'Perbelanjaan']],
  ['a  b', 10, ['a b']],
  ['', 10, []],
  ['Rumahsakitumum', 5, ['Rumah', 'sakit', 'umum']],
  ['No.1.250.000', 10, ['No.', '1.250.000']],
  ['Blok17-18A', 6, ['Blok17', '-18A']],
  ['jam 10:30', 6, ['jam', '10:30']],
  ['B\u00a01234\u00a0XYZ parkir', 12, ['B 1234 XYZ', 'parkir']],
  ['12345678', 5, ['12345', '678']],
])('%j in %d columns', (text, columns, lines) => {
  expect(wrap(text, columns)).toEqual(lines)
})

test.each([
  ['Café Ōmori', 'Cafe Omori'],
  ['“Rp5.000” – lunas…', '"Rp5.000" - lunas...'],
  ['停车', '??'],
  ['5\u202f000', '5\u00a0000'],
  ['A\u0010\u0004\u0001\u001b@B\nC', 'A    @B C'],
])('%j is printed as %j', (text, ascii) => {
  expect(printable(text)).toBe(ascii)
})

test('no line is too long, nothing gets lost, and no number that fits a line is broken', () => {
  const word = fc.oneof(
    fc.string({ minLength: 1, maxLength: 40 }),
    fc.nat({ max: 2_000_000_000 }).map(sum => sum.toLocaleString('id-ID')),
    fc.stringMatching(/^[A-Z]{1,2} \d{1,4} [A-Z]{1,3}$/),
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), fc.integer({ min: 10, max: 48 }), (words, columns) => {
      const text = printable(words.join(' ')).replaceAll('\u00a0', ' ')
      const lines = wrap(text, columns)
      expect(lines.every(line => line.length > 0 && line.length <= columns)).toBe(true)
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
      const numbers = (from: string) => from.match(/\d+(?:[.,:]\d+)*/g) ?? []
      if (numbers(text).every(number => number.length <= columns)) {
        expect(lines.flatMap(numbers)).toEqual(numbers(text))
      }
    }),
  )
})
