import { expect, test } from 'vitest'
import { reopeningDelays } from '../../../../io/reopening.ts'
import { readerContract } from '../../contract.ts'
import { stallMs } from '../../lines.ts'
import { readerRig, startedReader } from '../../reader-rig.test-support.ts'
import { silenceMs } from '../../silence.ts'
import { newlineReader } from './driver.ts'

const rig = () => readerRig(newlineReader)
const started = () => startedReader(newlineReader)

readerContract('newline with line ends', () => {
  const all = rig()
  return { ...all, tap: id => all.port.send(`CARD:${id}:entry\r\n`) }
})

readerContract('newline without line ends', () => {
  const all = rig()
  return { ...all, tap: id => all.port.send(id) }
})

test.each([
  ['CARD:CARD_001:entry\n', 'CARD_001'],
  ['CARD:CARD_001\r\n', 'CARD_001'],
  ['CARD: A:B :x\n', 'A:B'],
  ['  0013530444  \r', '0013530444'],
  ['{"id":"CARD_009","type":"member"}\n', 'CARD_009'],
  ['3C00CE754CCB', '3C00CE754CCB'],
])('%j is card %s', async (bytes, cardId) => {
  const { port, cards, advance } = await started()
  port.send(bytes)
  await advance(silenceMs)
  expect(cards()).toEqual([cardId])
})

test.each([
  ['CARD::entry\n', 'id'],
  ['two words\n', 'id'],
  [`${'1'.repeat(65)}\n`, 'id'],
  ['caf\u00e9\n', 'id'],
  ['{"id":5}\n', 'format'],
  ['{"id":"A"\n', 'format'],
  ['[1]x{}\u0001\n', 'id'],
  [`${'x'.repeat(5000)}\n`, 'length'],
])('%j is garbage: %s', async (bytes, reason) => {
  const { port, events, advance } = await started()
  port.send(bytes)
  await advance(5_000)
  expect(events).toEqual([{ kind: 'garbage', bytes: expect.any(Number), reason }])
})

test('a code reader that saw nothing says nothing, and empty lines are nothing', async () => {
  const { port, events, advance } = await started()
  port.send('%%NoRead\r\n\r\n\n')
  await advance(5_000)
  expect(events).toEqual([])
})

test('reads glued together come apart', async () => {
  const { port, cards, advance } = await started()
  port.send('A1\nB2\r\nCARD:C3:x\n{"id":"D4"}\n')
  await advance(100)
  expect(cards()).toEqual(['A1', 'B2', 'C3', 'D4'])
})

test('a line that comes in pieces is one card', async () => {
  const { port, cards, advance } = await started()
  for (const byte of 'CARD:CARD_001:entry\n') {
    port.send(byte)
    await advance(silenceMs - 1)
  }
  expect(cards()).toEqual(['CARD_001'])
})

test('half a line is never half a card once the reader is known to end its lines', async () => {
  const { port, events, cards, advance } = await started()
  port.send('FIRST\n')
  await advance(10)
  port.send('SECO')
  await advance(stallMs - 1)
  port.send('ND\n')
  expect(cards()).toEqual(['FIRST', 'SECOND'])
  port.send('THI')
  await advance(stallMs)
  port.send('RD\n')
  await advance(10)
  port.send('FOURTH\n')
  expect(cards()).toEqual(['FIRST', 'SECOND', 'FOURTH'])
  expect(events).toContainEqual({ kind: 'garbage', bytes: 3, reason: 'unfinished' })
})

test('the very first half line with a prefix is not taken for a card either', async () => {
  const { port, events, advance } = await started()
  port.send('CARD:12')
  await advance(stallMs)
  expect(events).toEqual([{ kind: 'garbage', bytes: 7, reason: 'unfinished' }])
})

test('half a line before the port was lost is not joined to what comes after', async () => {
  const { port, cards, advance } = await started()
  port.send('A1\nOLD')
  port.hangUp()
  await advance(reopeningDelays.minMs)
  port.send('NEW\n')
  expect(cards()).toEqual(['A1', 'NEW'])
})
