import { describe, expect, test } from 'vitest'
import { readerContract } from '../../contract.ts'
import { stallMs } from '../../lines.ts'
import { readerRig, startedReader } from '../../reader-rig.test-support.ts'
import { silenceMs } from '../../silence.ts'
import { qrReader } from './driver.ts'

const ends = [
  ['CR', '\r'],
  ['LF', '\n'],
  ['CR and LF', '\r\n'],
  ['nothing', ''],
] as const
const ticket = 'T-4Z9K7Q2M'

const rig = () => readerRig(qrReader)
const started = () => startedReader(qrReader)

describe.each(ends)('a code ended by %s', (name, end) => {
  readerContract(`qr, ended by ${name}`, () => {
    const all = rig()
    return { ...all, tap: id => all.port.send(id + end) }
  })

  test('cut anywhere it is one read', async () => {
    const bytes = ticket + end
    for (let at = 1; at < bytes.length; at++) {
      const { port, cards, advance } = await started()
      port.send(bytes.slice(0, at))
      await advance(silenceMs - 1)
      port.send(bytes.slice(at))
      await advance(silenceMs)
      expect(cards(), `cut after byte ${at}`).toEqual([ticket])
    }
  })

  test('nothing cards is no read, neither before nor after a code', async () => {
    const { port, events, cards, advance } = await started()
    for (const text of ['%%NoRead', ticket, '%%NoRead', '%%NoRead']) {
      port.send(text + end)
      await advance(silenceMs)
    }
    expect(cards()).toEqual([ticket])
    expect(events).toHaveLength(1)
  })
})

describe.each(ends.filter(([, end]) => end !== ''))('a scanner known to end its codes by %s', (_, end) => {
  test('glued codes come apart, wherever they are cut', async () => {
    const bytes = `A-1${end}B-2${end}`
    for (let at = 0; at <= bytes.length; at++) {
      const { port, cards, advance } = await started()
      port.send(bytes.slice(0, at))
      port.send(bytes.slice(at))
      await advance(silenceMs)
      expect(cards(), `cut after byte ${at}`).toEqual(['A-1', 'B-2'])
    }
  })

  test('half a code is never a code', async () => {
    for (let at = 1; at < ticket.length; at++) {
      const { port, cards, advance } = await started()
      port.send(`FIRST${end}${ticket.slice(0, at)}`)
      await advance(stallMs)
      port.send(ticket.slice(at) + end)
      await advance(silenceMs)
      port.send(`NEXT${end}`)
      await advance(silenceMs)
      expect(cards(), `stalled after byte ${at}`).toEqual(['FIRST', 'NEXT'])
    }
  })
})

test.each([
  ['two words\n', 'id'],
  ['caf\u00e9\n', 'id'],
  ['\u0000T-1\n', 'id'],
  [`${'9'.repeat(65)}\n`, 'id'],
  [`${'x'.repeat(5000)}\n`, 'length'],
])('%j is garbage: %s', async (bytes, reason) => {
  const { port, events, advance } = await started()
  port.send(bytes)
  await advance(5_000)
  expect(events).toEqual([{ kind: 'garbage', bytes: expect.any(Number), reason }])
})

test.each(['CARD:1:entry', '{"id":"1"}', 'CARD:', '0013530444'])('%s is the text of a code like any other', async text => {
  const { port, cards, advance } = await started()
  port.send(text)
  await advance(silenceMs)
  expect(cards()).toEqual([text])
})
