import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { ManualClock, silentLog } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { HubSocket, socketDelays } from './socket.ts'

let hub: WebSocketServer
let clock: ManualClock
let socket: HubSocket
let open: Promise<void>
let down: Promise<void>
let downs = 0

async function connectToSilentHub(): Promise<void> {
  hub = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong: false })
  await once(hub, 'listening')
  open = new Promise(resolve => {
    down = new Promise(gone => {
      socket = new HubSocket({
        url: `ws://127.0.0.1:${(hub.address() as AddressInfo).port}`,
        token: () => 't',
        clock,
        log: silentLog(),
        onOpen: resolve,
        onText: () => undefined,
        onPong: () => undefined,
        onDown: () => {
          downs += 1
          gone()
        },
      })
    })
  })
  socket.start()
  await open
}

beforeEach(() => {
  clock = new ManualClock()
  downs = 0
})
afterEach(async () => {
  socket.stop()
  await clock.advance(1000)
  for (const client of hub.clients) client.terminate()
  hub.close()
})

test('a hub that answers nothing any more is given up 30 s after its last sign of life', async () => {
  await connectToSilentHub()
  await clock.advance(socketDelays.beatMs * 3 - 1)
  expect(downs).toBe(0)
  await clock.advance(1)
  await down
  expect(downs).toBe(1)
})
