import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeOrderLine, decodeUid, encodeLine } from './codec.ts'
import { decodeServiceLine, type ServiceLine } from './service-line.ts'

const hex = (text: string) => Buffer.from(text, 'hex')

test.each([
  ['four bytes', '9C11F07B9000', '9C11F07B'],
  ['seven bytes', '04A2B3C4D5E6809000', '04A2B3C4D5E680'],
  ['eight bytes of FeliCa', '01120412AB34CD569000', '01120412AB34CD56'],
  ['ten bytes', '04010203040506070809' + '9000', '04010203040506070809'],
  ['seven bytes that begin like a made-up one', '08A2B3C4D5E6809000', '08A2B3C4D5E680'],
  ['bytes that look like a status', '900090009000', '90009000'],
])('a UID of %s is the id, in the order of the answer', (_, raw, cardId) => {
  expect(decodeUid(hex(raw))).toEqual({ kind: 'card', cardId, raw })
})

test.each([
  ['08A1B2C39000', 'random'],
  ['9000', 'length'],
  ['0102039000', 'length'],
  ['01020304059000', 'length'],
  ['0102030405060708090A0B9000', 'length'],
  ['6300', 'failed'],
  ['6A81', 'unsupported'],
  ['6D00', 'unsupported'],
  ['9C11F07B6300', 'failed'],
  ['90', 'failed'],
  ['', 'failed'],
])('%s is no card: %s', (answer, reason) => {
  expect(decodeUid(hex(answer))).toEqual({ kind: 'fault', reason })
})

test('whatever is answered is a card or a fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), answer => {
      const read = decodeUid(answer)
      if (read.kind === 'card') expect(read.cardId).toMatch(/^[0-9A-F]{8,20}$/)
      else expect(read).toEqual({ kind: 'fault', reason: expect.any(String) })
    }),
  )
})

const line = fc.oneof<fc.Arbitrary<ServiceLine>[]>(
  fc.constant({ kind: 'watching' }),
  fc.record({
    kind: fc.constant('reader'),
    reader: fc.string({ unit: 'binary' }),
    card: fc.constantFrom('none', 'present', 'silent'),
    changes: fc.nat(65_535),
  }),
  fc.record({ kind: fc.constant('gone'), reader: fc.string({ unit: 'binary' }) }),
  fc.record({ kind: fc.constant('answer'), hex: fc.uint8Array().map(bytes => Buffer.from(bytes).toString('hex')) }),
  fc.record({ kind: fc.constant('failed'), code: fc.string(), message: fc.string({ unit: 'binary' }) }),
)

test('what is encoded is decoded again, and is one line of ASCII whatever a reader is called', () => {
  fc.assert(
    fc.property(line, given => {
      const text = encodeLine(given)
      expect(text).toMatch(/^[\x20-\x7e]+\n$/)
      expect(decodeServiceLine(text.trimEnd())).toEqual(given)
    }),
  )
})

test('an order is decoded again', () => {
  expect(decodeOrderLine(encodeLine({ read: 'Lecteur à puce “1”' }).trimEnd())).toEqual({ read: 'Lecteur à puce “1”' })
})

test.each(['', 'hello', '{', '[]', 'null', '{"kind":"gone"}', '{"kind":"answer","hex":"0"}', '{"kind":"other"}'])('%j is no line', text => {
  expect(decodeServiceLine(text)).toBeUndefined()
  expect(decodeOrderLine(text)).toBeUndefined()
})
