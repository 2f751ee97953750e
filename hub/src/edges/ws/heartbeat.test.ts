/** Half-open links: the peer is there for TCP, but nobody reads or answers any more. */
import { once } from 'node:events'
import { ManualClock } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { socketRig, type Peer, type SocketRig } from './testing/socket-rig.ts'

const epoch = '01920000-0000-7000-8000-0000000000aa'
const hello = { protocol: 1, family: 'gate', software: '0.1.0', epoch, last_seq: 50, oldest_seq: 1, outbox: 9, capabilities: [] }
const tickMs = 7_500

let clock: ManualClock
let rig: SocketRig
beforeEach(async () => {
  clock = new ManualClock()
  rig = await socketRig(clock)
})
afterEach(() => rig.stop())

async function gate(): Promise<Peer> {
  const peer = await rig.connect('/ws/controller/gate_in', { authorization: 'Bearer gate_in-token' })
  peer.say({ type: 'hello', payload: hello })
  await peer.next('welcome')
  return peer
}

/** Everything the peer and the hub have said to each other so far has arrived on both sides. */
async function settled({ socket }: Peer): Promise<void> {
  for (let turn = 0; turn < 2; turn++) {
    const pong = once(socket, 'pong')
    socket.ping()
    await pong
  }
}

test('a machine that neither reads nor answers is offline within 30 s, and a screen connected at that moment learns it', async () => {
  const machine = await gate()
  const screen = await rig.connect('/ws/gate_all', { authorization: 'Bearer operator' })
  while ((await screen.next('presence')).payload['machine_id'] !== 'gate_in');
  machine.socket.pause()
  for (let ms = 0; ms < 30_000; ms += tickMs) {
    expect(rig.services.fleet.isOnline('gate_in')).toBe(true)
    await clock.advance(tickMs)
    await settled(screen)
  }
  expect(await screen.next('presence')).toMatchObject({ payload: { machine_id: 'gate_in', online: false } })
  expect(rig.services.fleet.isOnline('gate_in')).toBe(false)
  machine.socket.terminate()
})

test('a link that was heard just after a ping is given up on after two more stay unanswered', async () => {
  const machine = await gate()
  await clock.advance(tickMs)
  await settled(machine)
  machine.socket.pause()
  await clock.advance(3 * tickMs)
  expect(rig.services.fleet.isOnline('gate_in')).toBe(true)
  await clock.advance(tickMs)
  await machineGone()
  expect(rig.services.fleet.isOnline('gate_in')).toBe(false)
  machine.socket.terminate()
})

test('a quiet machine that answers stays, and is asked every 15 s', async () => {
  const machine = await gate()
  let pings = 0
  machine.socket.on('ping', () => pings++)
  for (let ms = 0; ms < 120_000; ms += tickMs) {
    await clock.advance(tickMs)
    await settled(machine)
  }
  expect(rig.services.fleet.isOnline('gate_in')).toBe(true)
  expect(pings).toBe(8)
})

/** The hub's side of a terminated socket closes a few turns later. */
async function machineGone(): Promise<void> {
  while (rig.services.fleet.isOnline('gate_in')) await new Promise(resolve => setImmediate(resolve))
}
