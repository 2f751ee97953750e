import { expect, test } from 'vitest'
import { rdm6300Reader } from './drivers/rdm6300/driver.ts'
import { startedReader } from './reader-rig.test-support.ts'
import { strangeReads } from './serial-reader.ts'
import { silenceMs } from './silence.ts'

const card = Buffer.from('\x023C00CE754CCB\x03', 'latin1')
/** What a card at twice the speed looks like. */
const strange = Uint8Array.of(0x9c, 0xe0, 0x00, 0xf8)

test('a reader that says nothing but what is no card is a fault that names the speed, until it reads a card', async () => {
  const { reader, port, events, cards, advance } = await startedReader(rdm6300Reader)
  const read = async (bytes: Uint8Array) => {
    port.send(bytes)
    await advance(silenceMs * 2)
  }
  for (let count = 1; count < strangeReads; count += 1) await read(strange)
  expect(reader.status().state).toBe('ready')
  await read(strange)
  expect(reader.status()).toEqual({ state: 'fault', reason: expect.stringContaining('another speed (baud)') as string })
  await read(strange)
  expect(events.filter(event => event.kind === 'status')).toHaveLength(1)
  await read(card)
  expect(reader.status().state).toBe('ready')
  expect(cards()).toEqual(['0013530444'])
})

test('bad reads between good ones are no fault', async () => {
  const { reader, port, advance } = await startedReader(rdm6300Reader)
  for (let count = 0; count < strangeReads * 2; count += 1) {
    port.send(count % 3 === 0 ? card : strange)
    await advance(silenceMs * 2)
  }
  expect(reader.status().state).toBe('ready')
})
