import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupTicket, noteName, stay } from './wording.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test.each([
  [0, '0 menit', '0 minutes'],
  [1, '1 menit', '1 minute'],
  [60, '1 jam', '1 hour'],
  [227, '3 jam 47 menit', '3 hours 47 minutes'],
  [1440, '1 hari', '1 day'],
  [364 * 1440 + 1439, '364 hari 23 jam', '364 days 23 hours'],
  [4455, '3 hari 2 jam 15 menit', '3 days 2 hours 15 minutes'],
])('a stay of %i minutes is %s, %s', (minutes, id, en) => {
  expect(plain(stay('id', minutes))).toBe(id)
  expect(plain(stay('en', minutes))).toBe(en)
})

test('notes go by their short names', () => {
  expect(plain(noteName('id', 20_000))).toBe('20 rb')
  expect(plain(noteName('en', 20_000)).toLowerCase()).toBe('20k')
})

test('grouping a ticket number changes nothing but its spacing', () => {
  expect(groupTicket('7KQ2M9XA')).toBe('7KQ2\u20099XA'.replace('9XA', 'M9XA'))
  expect(groupTicket('T-7KQ2M')).toBe('T-7KQ2M')
  fc.assert(fc.property(fc.stringMatching(/^[A-Z0-9-]{4,32}$/), ticket => groupTicket(ticket).replaceAll('\u2009', '') === ticket))
})
