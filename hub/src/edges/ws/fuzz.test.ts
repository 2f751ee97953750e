/**
 * Screens and controllers that say whatever there is to say, over real sockets. Run longer with PALANG_FUZZ=20; a failure
 * prints its seed.
 */
import { isErrorCode, catalogue, closeCode, type Hop, type MessageType } from '@palang/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { JsonSchema } from '../../../../protocol/src/testing/fitting.ts'
import { hostileTexts, tries } from '../../../../protocol/src/testing/hostile.ts'
import { socketRig, type Peer, type SocketRig } from './testing/socket-rig.ts'

/** A conversation that takes longer hangs. */
const hangsAfterMs = 15_000
/** What is not our code but the peer's own doing: no close frame at all, and text that is no UTF-8 (RFC 6455, 7.4.1). */
const invalidText = 1007
const ourCodes: readonly number[] = [...Object.values(closeCode), invalidText]

let rig: SocketRig
/** What the hub logs as an error, and rejections nobody handled. */
const failures: unknown[] = []
const note = (...about: unknown[]) => void failures.push(about)

beforeAll(async () => {
  process.on('unhandledRejection', note)
  rig = await socketRig()
  Object.assign(rig.services.log, { error: note })
  rig.services.live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'closed' } })
})
afterAll(async () => {
  process.off('unhandledRejection', note)
  await rig.stop()
})

/** Messages of every type that may go that way, and of those that may not, with their heads. */
function messages(hop: Hop): fc.Arbitrary<string> {
  const types = Object.keys(catalogue) as MessageType[]
  const ofTypes = (wanted: readonly MessageType[]) => wanted.map(type => hostileTexts(schemaOf(type)))
  const forward = types.filter(type => (catalogue[type].hops as readonly Hop[]).includes(hop))
  return fc.oneof(
    { weight: 12, arbitrary: fc.oneof(...ofTypes(forward)) },
    { weight: 1, arbitrary: fc.oneof(...ofTypes(types)) },
    { weight: 1, arbitrary: hostileTexts(undefined) },
  )
}

function schemaOf(type: MessageType): JsonSchema {
  const short = { type: 'string', maxLength: 64 }
  const machine = { enum: ['gate_in', 'gate_out', 'gate_99', '__proto__'] }
  const properties = {
    type: { const: type },
    id: short,
    request_id: short,
    machine_id: machine,
    gate_id: machine,
    timestamp: { type: 'string', maxLength: 40 },
  }
  const payload = z.toJSONSchema(catalogue[type].payload, { io: 'input' })
  return { type: 'object', properties: { ...properties, payload }, required: ['type', 'payload'] }
}

const frames = (hop: Hop) =>
  fc.array(
    fc.oneof(
      { weight: 20, arbitrary: messages(hop).map(text => ({ data: text as string | Uint8Array, binary: false })) },
      { weight: 1, arbitrary: messages(hop).map(text => ({ data: text as string | Uint8Array, binary: true })) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }).map(data => ({ data: data as string | Uint8Array, binary: true })) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 50 }).map(data => ({ data: data as string | Uint8Array, binary: false })) },
    ),
    { minLength: 1, maxLength: 8 },
  )

/** Says it all and waits until the hub has answered `last`, or closed; resolves to the close code in that case. */
async function say(
  peer: Peer,
  said: { data: string | Uint8Array; binary: boolean }[],
  last: object,
  answer: string,
): Promise<number | undefined> {
  // What is said after the hub closed goes nowhere; the close code tells.
  peer.socket.on('error', () => undefined)
  for (const { data, binary } of said) peer.socket.send(data, { binary }, () => undefined)
  peer.socket.send(JSON.stringify(last), () => undefined)
  const answered = (async () => {
    for (;;) {
      const message = await peer.next('error', answer)
      if (message['type'] === answer && (message['id'] === 'last' || answer === 'facts_ack')) return undefined
      if (message['type'] === 'error') expect(isErrorCode(String(message.payload['code']))).toBe(true)
    }
  })()
  return Promise.race([answered, peer.closed])
}

/** The hub serves others as before. */
async function isWell(): Promise<void> {
  const screen = await rig.connect('/ws/gate_all', { authorization: 'Bearer operator' })
  screen.say({ type: 'request_status', id: 'well' })
  expect(await screen.next('request_status_response')).toMatchObject({ id: 'well' })
  screen.socket.terminate()
  expect(failures.splice(0)).toEqual([])
}

const lastQuestion = { type: 'request_status', id: 'last', payload: {} }

describe('a screen', () => {
  const callers = fc.constantFrom('Bearer operator', 'Bearer viewer', 'Bearer gate_in-token')

  test(
    'that is in is answered or closed, whatever it says',
    async () => {
      await fc.assert(
        fc.asyncProperty(callers, frames('screen→hub'), async (authorization, said) => {
          const peer = await rig.connect('/ws/gate_in', { authorization })
          const code = await say(peer, said, lastQuestion, 'request_status_response')
          peer.socket.terminate()
          if (code !== undefined) expect(ourCodes).toContain(code)
          await isWell()
        }),
        { numRuns: tries(200), timeout: hangsAfterMs },
      )
    },
    tries(60_000),
  )

  test(
    'that has not said who it is gets nothing but errors, until it says so',
    async () => {
      await fc.assert(
        fc.asyncProperty(frames('screen→hub'), fc.boolean(), async (said, signsIn) => {
          const peer = await rig.connect('/ws/gate_in')
          const token = signsIn ? 'operator' : 'guess'
          const authenticate = { data: JSON.stringify({ type: 'authenticate', payload: { token } }), binary: false }
          const code = await say(peer, [...said, authenticate], lastQuestion, 'request_status_response')
          peer.socket.terminate()
          if (!signsIn) expect(code).not.toBe(undefined)
          if (code !== undefined) expect(ourCodes).toContain(code)
          await isWell()
        }),
        { numRuns: tries(100), timeout: hangsAfterMs },
      )
    },
    tries(60_000),
  )

  test(
    'with any channel, token and cookie is let in or closed',
    async () => {
      const strange = fc.constantFrom('%', '%zz', '%00', '..%2f', '__proto__', 'gate_in', 'admin', 'all', '*', 'x'.repeat(2_000))
      await fc.assert(
        fc.asyncProperty(
          strange,
          fc.string({ maxLength: 20 }),
          fc.constantFrom('authorization', 'cookie', 'origin', 'x'),
          async (where, value, name) => {
            const connecting = rig.connect(`/ws/${where}`, { [name]: value.replaceAll(/[^\x20-\x7e]/g, '') })
            // A page of a foreign origin is not even answered as a WebSocket.
            if (name === 'origin') {
              await expect(connecting).rejects.toThrow('403')
              return
            }
            const peer = await connecting
            peer.say({ type: 'authenticate', payload: { token: 'guess' } })
            expect([closeCode.unauthenticated, closeCode.forbidden]).toContain(await peer.closed)
          },
        ),
        { numRuns: tries(100), timeout: hangsAfterMs },
      )
      await isWell()
    },
    tries(60_000),
  )
})

describe('a controller', () => {
  const hello = {
    type: 'hello',
    payload: {
      protocol: 1,
      family: 'gate',
      software: 'fuzz',
      epoch: '01920000-0000-7000-8000-000000000001',
      last_seq: 0,
      oldest_seq: 0,
      outbox: 0,
      capabilities: [],
    },
  }
  const lastFacts = { type: 'facts', id: 'last', payload: { epoch: hello.payload.epoch, items: [{}] } }

  test.each([
    ['that has said hello', true],
    ['that begins with anything', false],
  ])(
    '%s is answered or closed, whatever it says',
    async (_name, greets) => {
      await fc.assert(
        fc.asyncProperty(frames('controller→hub'), async said => {
          const peer = await rig.connect('/ws/controller/gate_in', { authorization: 'Bearer gate_in-token' })
          const first = greets ? [{ data: JSON.stringify(hello), binary: false }] : []
          const code = await say(peer, [...first, ...said], lastFacts, 'facts_ack')
          peer.socket.terminate()
          if (code !== undefined) expect(ourCodes).toContain(code)
          await isWell()
        }),
        { numRuns: tries(150), timeout: hangsAfterMs },
      )
    },
    tries(60_000),
  )
})
