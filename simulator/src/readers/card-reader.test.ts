/** Each reader we play, read by the driver of its model. */
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { em18Reader } from '../../../controllers/src/devices/reader/drivers/em18/driver.ts'
import { id12Reader } from '../../../controllers/src/devices/reader/drivers/id12/driver.ts'
import { qrReader } from '../../../controllers/src/devices/reader/drivers/qr/driver.ts'
import { rdm6300Reader } from '../../../controllers/src/devices/reader/drivers/rdm6300/driver.ts'
import { usbDeskReader } from '../../../controllers/src/devices/reader/drivers/usb-desk/driver.ts'
import { wiegandDecimalReader } from '../../../controllers/src/devices/reader/drivers/wiegand-decimal/driver.ts'
import { wiegandHexReader } from '../../../controllers/src/devices/reader/drivers/wiegand-hex/driver.ts'
import { FakePort } from '../../../controllers/src/io/fake-stream.ts'
import { portsOn } from '../../../controllers/src/io/played-port.test-support.ts'
import { CardReader, type CardReaderModel } from './card-reader.ts'

const drivers = {
  em18: em18Reader,
  rdm6300: rdm6300Reader,
  id12: id12Reader,
  'usb-desk': usbDeskReader,
  'wiegand-hex': wiegandHexReader,
  'wiegand-decimal': wiegandDecimalReader,
  qr: qrReader,
} as const satisfies Record<CardReaderModel, unknown>

/** A played reader of this model with its driver, connected. */
async function connected(model: CardReaderModel) {
  const clock = new ManualClock()
  const port = new FakePort()
  const reader = new CardReader({ name: 'reader', model, makePort: portsOn(port), changed: () => undefined })
  const driver = drivers[model]({ streams: port.streams, clock, log: silentLog() })
  const seen: unknown[] = []
  driver.subscribe(event => {
    if (event.kind !== 'status') seen.push(event)
  })
  driver.start()
  await clock.advance(100)
  return { reader, driver, seen, advance: (byMs: number) => clock.advance(byMs) }
}

const models = Object.keys(drivers) as CardReaderModel[]
const ofCards = models.filter(model => model !== 'qr')

test.each([
  ['em18', '3C00CE754CCB'],
  ['rdm6300', '3C00CE754CCB'],
  ['id12', '3C00CE754CCB'],
  ['usb-desk', '020A023C00CE754CC303'],
  ['wiegand-hex', 'CE754C'],
  ['wiegand-decimal', '0013530444'],
] as const)('%s: a card of 40 bits is read as its number, as the page of the model has it', async (model, raw) => {
  const { reader, seen, advance } = await connected(model)
  expect(reader.present('0x3C00CE754C')).toBe(true)
  await advance(100)
  expect(seen).toEqual([{ kind: 'card', cardId: '0013530444', raw }])
})

test.each(ofCards)('%s: the printed number is the same card, and so is any other', async model => {
  const { reader, seen, advance } = await connected(model)
  for (const card of ['0013530444', '0000000000', '0x62E3086CED', '16777215']) {
    reader.present(card)
    await advance(100)
  }
  expect(seen).toMatchObject(['0013530444', '0000000000', '0000552173', '0016777215'].map(cardId => ({ kind: 'card', cardId })))
})

test('qr: the text of a code is read as it is', async () => {
  const { reader, seen, advance } = await connected('qr')
  reader.present('T-4Z9K7Q2M')
  await advance(100)
  expect(seen).toEqual([{ kind: 'card', cardId: 'T-4Z9K7Q2M', raw: 'T-4Z9K7Q2M' }])
})

test.each(models)('%s: what is shown while nobody listens is lost', async model => {
  const { reader, driver, seen, advance } = await connected(model)
  reader.present('1')
  await advance(100)
  await driver.stop()
  expect(reader.present('2')).toBe(false)
  await advance(100)
  expect(seen).toHaveLength(1)
  expect(reader.reads()).toBe(1)
})

test.each(['', 'CARD_001', '0x', '-1', '1e3', '0x10000000000', '1099511627776'])('there is no card "%s"', async text => {
  const { reader } = await connected('em18')
  expect(() => reader.present(text)).toThrow('expected the digits of a card')
})
