import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer, type RawData } from 'ws'
import { frameSplitter } from './client-frames.ts'
import { openFaultyLink, type FaultyLink } from './faulty-link.ts'

let hub: WebSocketServer
let link: FaultyLink
let machine: WebSocket
/** What the hub saw in this test. */
let seen: { heard: string[]; ended: number; refused: number }
let wake: () => void = () => undefined

beforeEach(async () => {
  const mine = { heard: [] as string[], ended: 0, refused: 0 }
  seen = mine
  hub = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(hub, 'listening')
  hub.on('connection', socket => {
    socket.on('error', () => {
      mine.refused += 1
      wake()
    })
    socket.on('message', data => {
      mine.heard.push(textOf(data))
      wake()
    })
    socket.on('close', () => {
      mine.ended += 1
      wake()
    })
  })
  link = await openFaultyLink((hub.address() as AddressInfo).port)
  machine = await open()
})
afterEach(async () => {
  machine.terminate()
  await link.stop()
  for (const socket of hub.clients) socket.terminate()
  hub.close()
})

function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : ''
}

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${link.port}`)
  socket.on('error', () => undefined)
  await once(socket, 'open')
  return socket
}
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>(resolve => (wake = resolve))
}

test('messages pass as they are, of every length of frame', async () => {
  const messages = ['', 'a', 'b'.repeat(125), 'c'.repeat(126), 'd'.repeat(70_000)]
  for (const message of messages) machine.send(message)
  await until(() => seen.heard.length === messages.length)
  expect(seen.heard).toEqual(messages)
})

test('each message is told twice while the link duplicates, in order', async () => {
  link.duplicate(true)
  machine.send('one')
  machine.send('two'.repeat(100))
  await until(() => seen.heard.length === 4)
  expect(seen.heard).toEqual(['one', 'one', 'two'.repeat(100), 'two'.repeat(100)])
})

test('a delay keeps the order', async () => {
  link.delay(30)
  machine.send('one')
  link.delay(0)
  machine.send('two')
  await until(() => seen.heard.length === 2)
  expect(seen.heard).toEqual(['one', 'two'])
})

test('a silent link tells neither side, a new one works, and healing cuts the silent one', async () => {
  link.fallSilent()
  machine.send('lost')
  const second = await open()
  second.send('heard')
  await until(() => seen.heard.length === 1)
  expect([seen.heard, seen.ended, machine.readyState]).toEqual([['heard'], 0, WebSocket.OPEN])
  const closed = once(machine, 'close')
  link.heal()
  await closed
  second.terminate()
})

test('a cut ends both sides, and so do bytes that are no frame', async () => {
  link.cut()
  await until(() => seen.ended === 1)
  machine = await open()
  link.spoil()
  await until(() => seen.refused === 1)
  expect(seen.heard).toEqual([])
})

test('a stream given byte by byte is cut into the same frames', () => {
  const request = Buffer.from('GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n')
  const text = Buffer.concat([Buffer.from([0x81, 0x82, 1, 2, 3, 4]), Buffer.from('ab')])
  const ping = Buffer.from([0x89, 0x80, 1, 2, 3, 4])
  const split = frameSplitter()
  const pieces = [...Buffer.concat([request, text, ping])].flatMap(byte => split(Buffer.from([byte])))
  expect(pieces).toEqual([
    { bytes: request, isMessage: false },
    { bytes: text, isMessage: true },
    { bytes: ping, isMessage: false },
  ])
})
