/** The same card held to every reader we know. */
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { FakePort } from '../../io/fake-stream.ts'
import { em18Reader } from './drivers/em18/driver.ts'
import { id12Reader } from './drivers/id12/driver.ts'
import { newlineReader } from './drivers/newline/driver.ts'
import { rdm6300Reader } from './drivers/rdm6300/driver.ts'
import { usbDeskReader } from './drivers/usb-desk/driver.ts'
import { wiegandDecimalReader } from './drivers/wiegand-decimal/driver.ts'
import { wiegandHexReader } from './drivers/wiegand-hex/driver.ts'
import { emCardId } from './em-card.ts'

test.each([
  ['em18', em18Reader, '3C00CE754CCB', '3C00CE754CCB'],
  ['rdm6300', rdm6300Reader, '\x023C00CE754CCB\x03', '3C00CE754CCB'],
  ['id12', id12Reader, '\x023C00CE754CCB\r\n\x03', '3C00CE754CCB'],
  ['usb-desk', usbDeskReader, '\x02\x0a\x02\x3c\x00\xce\x75\x4c\xc3\x03', '020A023C00CE754CC303'],
  ['wiegand-hex', wiegandHexReader, 'CE754C\r', 'CE754C'],
  ['wiegand-decimal', wiegandDecimalReader, '0013530444\r\n', '0013530444'],
  ['newline, as far as it writes the printed digits', newlineReader, '0013530444\r\n', '0013530444'],
])('%s: one card, one id, and what the reader said beside it', async (_, make, bytes, raw) => {
  const clock = new ManualClock()
  const port = new FakePort()
  const reader = make({ streams: port.streams, clock, log: silentLog() })
  reader.start()
  await clock.advance(10)
  const events: unknown[] = []
  reader.subscribe(event => events.push(event))
  port.send(bytes)
  await clock.advance(100)
  expect(events).toEqual([{ kind: 'card', cardId: '0013530444', raw }])
  await reader.stop()
})

test('bits that Wiegand 26 does not pass on make no difference', () => {
  expect(emCardId(0xff_ff_ce_75_4c)).toBe(emCardId(0xce_75_4c))
  expect(emCardId(0x62_e3_08_6c_ed)).toBe('0000552173')
  expect(emCardId(0)).toBe('0000000000')
})
