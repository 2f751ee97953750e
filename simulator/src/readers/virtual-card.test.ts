import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type CardAnswer, cardWithUid, VirtualCard } from './virtual-card.ts'

/** A card laid on a reader that a test plays; `hear` gives so many bytes of what the card said. */
async function laid(answer: CardAnswer) {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const card = new VirtualCard({ port: (server.address() as AddressInfo).port })
  onTestFinished(() => {
    card.takeAway()
    server.close()
  })
  const connected: Promise<Socket> = new Promise(resolve => server.once('connection', resolve))
  expect(await card.lay(answer)).toBe(true)
  const reader = await connected
  let said = Buffer.alloc(0)
  reader.on('data', bytes => (said = Buffer.concat([said, bytes])))
  const hear = async (length: number): Promise<string> => {
    while (said.length < length) await once(reader, 'data')
    return said.toString('hex')
  }
  return { card, reader, hear, order: (hex: string) => reader.write(Buffer.from(hex, 'hex')) }
}

test('tells its ATR when asked and its UID to the command for it, however the bytes are cut', async () => {
  const { order, hear } = await laid(cardWithUid('04A2B3C4D5E680'))
  order('0001010001040005ff')
  order('ca000000')
  const told = '00143b8f8001804f0ca000000306030001000000006a'
  expect(await hear(33)).toBe(`${told}000904a2b3c4d5e6809000`)
})

test('knows no other command', async () => {
  const { order, hear } = await laid(cardWithUid('9C11F07B'))
  order('0005ffb0000010')
  expect(await hear(4)).toBe('00026d00')
})

test('taken away the reader sees it go', async () => {
  const { card, reader } = await laid(cardWithUid('9C11F07B'))
  const ended = once(reader, 'close')
  reader.resume()
  card.takeAway()
  await ended
  expect(reader.destroyed).toBe(true)
})

test('where there is no reader nothing is laid', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  expect(await new VirtualCard({ port }).lay(cardWithUid('9C11F07B'))).toBe(false)
})

test('a card that is gone in the middle of a command answers nothing', async () => {
  const { reader, order } = await laid(() => undefined)
  const ended = once(reader, 'close')
  reader.resume()
  order('0005ffca000000')
  await ended
  expect(reader.destroyed).toBe(true)
})
