import { expect, test } from 'vitest'
import { saysTheSame, scanOf } from './scan-identity.ts'

const noon = Date.UTC(2026, 0, 20, 12)
const printed = { nfc_tag_id: 'A', timestamp: '2026-01-20T03:30:00', status_scan: 'makanan_keluar', gateway_id: 'g' }
const read = (more: object = {}, receivedMs = noon) => {
  const scan = scanOf({ ...printed, ...more }, () => 'dispatched', receivedMs)
  if (scan === undefined) throw new Error('no scan')
  return scan
}

test('a time is the same with and without its zone, and the microseconds of a gateway make no other scan', () => {
  const same = [
    {},
    { timestamp: '2026-01-20T03:30:00Z' },
    { timestamp: '2026-01-20T10:30:00+07:00' },
    { timestamp: '2026-01-20T03:30:00.000000' },
  ]
  expect(new Set(same.map(more => read(more).id)).size).toBe(1)
  expect(same.map(more => read(more).naive)).toEqual([true, false, false, true])
})

test.each([{ nfc_tag_id: 'B' }, { status_scan: 'served' }, { gateway_id: 'h' }, { timestamp: '2026-01-20T03:30:01' }, { id: 'row-1' }])(
  'another scan: %j',
  more => {
    expect(read(more).id).not.toBe(read().id)
  },
)

test('with an id of its own a scan is that one, whatever else it says', () => {
  const [one, other] = [read({ id: 'row-1' }), read({ id: 'row-1', nfc_tag_id: 'B' })]
  expect([one.id === other.id, saysTheSame(one, other)]).toEqual([true, false])
})

test('what was heard later with a clock that cannot be right says the same', () => {
  const wrong = { timestamp: '1970-01-01T00:00:09' }
  const [first, again] = [read(wrong), read(wrong, noon + 60_000)]
  expect([first.id === again.id, first.at === again.at, saysTheSame(first, again)]).toEqual([true, false, true])
})

test('no time is no scan', () => {
  for (const timestamp of ['', 'yesterday', '2026-02-30T00:00:00', '2026-13-01T00:00:00Z'])
    expect(scanOf({ ...printed, timestamp }, () => null, noon)).toBeUndefined()
})

test('scans of a clock that cannot be right keep the order they were told in; of one that can, the time it showed', () => {
  const told = ['1970-01-01T00:00:09', '1970-01-01T00:00:01', '1970-01-01T00:00:05'].map((timestamp, n) =>
    scanOf({ ...printed, timestamp }, () => null, noon, 2 - n),
  )
  expect(told.map(scan => Date.parse(scan?.at ?? '') - noon)).toEqual([-2, -1, 0])
  expect(scanOf(printed, () => null, noon, 2)?.at).toBe('2026-01-20T03:30:00.000Z')
})
