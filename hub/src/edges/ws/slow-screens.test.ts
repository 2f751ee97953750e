/** Screens that read slowly, not at all, or ask too much: over real sockets, beside screens that behave. */
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { socketRig, type Peer, type SocketRig } from './testing/socket-rig.ts'

const operator = { authorization: 'Bearer operator' }
const padding = 'x'.repeat(4000)

let rig: SocketRig
beforeEach(async () => {
  rig = await socketRig()
})
afterEach(() => rig.stop())

async function screen(where = '/ws/gate_all'): Promise<Peer> {
  const peer = await rig.connect(where, operator)
  await peer.next('hello')
  return peer
}

const turn = () => new Promise(resolve => setImmediate(resolve))
const status = (n: number, more: object = {}) =>
  rig.services.live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'open', n, ...more } })
const event = (n: number) =>
  rig.services.live.publish({ type: 'parking_event', machineId: 'gate_in', payload: { event: 'entry', n, padding } })

/** Numbers of the events heard, up to the last one published, and what was said to be missing. */
async function eventsUntil(peer: Peer, last: number): Promise<{ heard: number[]; statuses: number[]; dropped: number }> {
  const seen = { heard: [] as number[], statuses: [] as number[], dropped: 0 }
  while (seen.heard.at(-1) !== last) {
    const { type, payload } = await peer.next('parking_event', 'gate_status', 'error')
    if (type === 'parking_event') seen.heard.push(payload['n'] as number)
    else if (type === 'gate_status') seen.statuses.push(payload['n'] as number)
    else seen.dropped += payload['dropped'] as number
  }
  return seen
}

describe('a screen that does not read', () => {
  const count = 6_000

  test('delays nobody, costs a bounded amount, and is told on its return what it missed', async () => {
    const stuck = await screen()
    const other = await screen()
    stuck.socket.pause()
    for (let n = 0; n < count; n++) {
      status(n, { padding })
      event(n)
      // In step with the other screen: were it delayed by the stuck one, this would never go on.
      if (n % 20 === 19) expect((await eventsUntil(other, n)).heard).toEqual(Array.from({ length: 20 }, (_, at) => n - 19 + at))
    }

    stuck.socket.resume()
    const late = await eventsUntil(stuck, count - 1)
    const missed = late.dropped > 0 ? late.dropped : ((await stuck.next('error')).payload['dropped'] as number)
    expect(missed).toBeGreaterThan(0)
    expect(late.heard.length + missed).toBe(count)
    expect(late.heard).toEqual(late.heard.toSorted((a, b) => a - b))
    expect(late.statuses.at(-1)).toBe(count - 1)
    event(count)
    expect((await stuck.next('parking_event')).payload['n']).toBe(count)
  })

  test('is closed with 1013 when it has missed too much', async () => {
    const stuck = await screen()
    stuck.socket.pause()
    for (let n = 0; n < 16_000; n++) {
      event(n)
      if (n % 20 === 19) await turn()
    }
    while (rig.services.live.channels()['gate_all'] !== undefined) {
      stuck.socket.resume()
      await turn()
    }
    expect(await stuck.closed).toBe(1013)
  })
})

test('screens that come while everything changes get a snapshot and then every change, without a hole', async () => {
  let isPublishing = true
  const publisher = (async () => {
    for (let n = 0; isPublishing; n++) {
      status(n)
      if (n % 3 === 0) await turn()
    }
  })()
  const seen = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const peer = await screen()
      const numbers: number[] = []
      while (numbers.length < 300) numbers.push((await peer.next('gate_status')).payload['n'] as number)
      return numbers
    }),
  )
  isPublishing = false
  await publisher
  for (const numbers of seen) expect(numbers).toEqual(Array.from({ length: 300 }, (_, n) => (numbers[0] ?? 0) + n))
})

describe('a screen that asks too much', () => {
  const questions = 5_000
  const ask = (peer: Peer) => {
    for (let n = 0; n < questions; n++) peer.say({ type: 'request_status', id: `q${n}` })
  }

  test('is answered in order, stays, and others are served meanwhile', async () => {
    const flood = await screen()
    const other = await screen()
    ask(flood)
    other.say({ type: 'request_status', id: 'polite' })
    expect(await other.next('request_status_response')).toMatchObject({ id: 'polite' })
    for (let n = 0; n < questions; n++) expect((await flood.next('request_status_response'))['id']).toBe(`q${n}`)
    expect(flood.socket.readyState).toBe(flood.socket.OPEN)
  })

  test('and does not read the answers is not read from either until it does', async () => {
    status(0, { padding: padding.repeat(4) })
    let asked = 0
    const { live } = rig.services
    const latest = live.latest.bind(live)
    live.latest = id => {
      asked += id === 'gate_in' ? 1 : 0
      return latest(id)
    }
    const flood = await screen()
    const other = await screen()
    flood.socket.pause()
    ask(flood)
    for (let n = 0; n < 50; n++) {
      other.say({ type: 'request_status', id: `o${n}` })
      expect((await other.next('request_status_response'))['id']).toBe(`o${n}`)
    }
    expect(asked).toBeLessThan(questions)
    flood.socket.resume()
    for (let n = 0; n < questions; n++) expect((await flood.next('request_status_response'))['id']).toBe(`q${n}`)
  })

  test('before it has said who it is is held back as well', async () => {
    const stranger = await rig.connect('/ws/gate_all')
    for (let n = 0; n < questions; n++) stranger.say({ type: 'request_status', id: `q${n}` })
    expect(await stranger.closed).toBe(4401)
    const other = await screen()
    other.socket.ping()
    await once(other.socket, 'pong')
  })
})
