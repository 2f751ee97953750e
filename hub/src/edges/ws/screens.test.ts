import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { CodedError } from '@palang/kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { socketRig, type Peer, type SocketRig } from './testing/socket-rig.ts'

let rig: SocketRig
beforeEach(async () => {
  rig = await socketRig()
})
afterEach(() => rig.stop())

const operator = { authorization: 'Bearer operator' }

/** A gate that is connected and remembers what it was sent. */
async function gateIn(): Promise<Record<string, unknown>[]> {
  const sent: Record<string, unknown>[] = []
  await rig.services.fleet.connected({
    machineId: 'gate_in',
    protocol: 1,
    software: 'test',
    send: message => sent.push(message) > 0,
    close: () => undefined,
  })
  return sent
}

describe('a screen', () => {
  test('is greeted, gets the latest of every machine of its channel, then changes', async () => {
    rig.services.live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'closed' } })
    rig.services.live.publish({ type: 'gate_status', machineId: 'gate_out', payload: { status: 'open' } })
    const screen = await rig.connect('/ws/gate_in', operator)
    expect(await screen.next()).toMatchObject({ type: 'hello', payload: { channel: 'gate_in', version: 'test' } })
    expect(await screen.next()).toMatchObject({
      type: 'gate_status',
      machine_id: 'gate_in',
      gate_id: 'gate_in',
      payload: { status: 'closed' },
    })
    rig.services.live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'opening' } })
    expect(await screen.next()).toMatchObject({ payload: { status: 'opening' } })
  })

  test('may send its token as the first message, also in the same breath as its wish', async () => {
    const screen = await rig.connect('/ws/gate_all')
    screen.say({ type: 'authenticate', payload: { token: 'operator' } })
    screen.say({ type: 'gate_control', id: 'now', payload: { action: 'open', gate_id: 'gate_in' } })
    expect(await screen.next()).toMatchObject({ type: 'hello' })
    expect(await screen.next('gate_control_response')).toMatchObject({
      id: 'now',
      payload: { state: 'rejected', error: { code: 'machine_offline' } },
    })
  })

  test('is let in by the token it sent behind another message while the hub still looked who it is', async () => {
    const lookUp = Promise.withResolvers<void>()
    const real = rig.access.authenticate
    rig.access.authenticate = async given => {
      if (given.token === undefined) await lookUp.promise
      return real(given)
    }
    const screen = await rig.connect('/ws/gate_all')
    screen.say({ type: 'gate_control', payload: { action: 'open' } })
    screen.say({ type: 'authenticate', payload: { token: 'operator' } })
    screen.socket.ping()
    await once(screen.socket, 'pong')
    lookUp.resolve()
    expect(await screen.next()).toMatchObject({ type: 'error', payload: { code: 'unauthenticated' } })
    expect(await screen.next()).toMatchObject({ type: 'hello' })
  })

  test('without a valid token is closed with 4401', async () => {
    const screen = await rig.connect('/ws/gate_all')
    screen.say({ type: 'gate_control', payload: { action: 'open' } })
    expect(await screen.next()).toMatchObject({ type: 'error', payload: { code: 'unauthenticated' } })
    screen.say({ type: 'authenticate', payload: { token: 'guess' } })
    expect(await screen.closed).toBe(4401)
  })

  test.each([
    ['/ws/nowhere', operator],
    ['/ws/admin', { authorization: 'Bearer viewer' }],
    ['/ws/gate_out', { authorization: 'Bearer gate_in-token' }],
  ])('with no right to %s is closed with 4403', async (where, headers) => {
    const screen = await rig.connect(where, headers)
    expect(await screen.closed).toBe(4403)
  })

  test('of another site cannot ride on a cookie', async () => {
    const ours = await rig.connect('/ws/gate_all', { cookie: 'palang=operator', origin: `http://127.0.0.1:${rig.port}` })
    expect(await ours.next()).toMatchObject({ type: 'hello' })
    const invited = await rig.connect('/ws/gate_all', { cookie: 'palang=operator', origin: 'https://office.example' })
    invited.say({ type: 'authenticate', payload: { token: 'x' } })
    expect(await invited.closed).toBe(4401)
  })

  test.each([
    ['https://evil.example', { cookie: 'palang=operator' }],
    ['https://evil.example', operator],
    ['https://office.example.evil.example', operator],
    ['https://office.example:8443', operator],
    ['http://office.example', operator],
    ['null', operator],
  ])('of %s is refused before the upgrade, whatever it shows (%j)', async (origin, headers) => {
    await expect(rig.connect('/ws/gate_all', { ...headers, origin })).rejects.toThrow('403')
    await expect(rig.connect('/ws/controller/gate_in', { authorization: 'Bearer gate_in-token', origin })).rejects.toThrow('403')
  })

  test('of a listed origin comes in with a token', async () => {
    const screen = await rig.connect('/ws/gate_all', { origin: 'https://office.example' })
    screen.say({ type: 'authenticate', payload: { token: 'operator' } })
    expect(await screen.next()).toMatchObject({ type: 'hello' })
  })

  test.each(['GET // HTTP/1.1', 'GET /nope HTTP/1.1', 'GET http://[ HTTP/1.1', 'GET /ws/%zz HTTP/1.1'])(
    '%s with a broken-off connection does not take the hub down',
    async line => {
      const socket = connectTcp(rig.port, '127.0.0.1')
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(
        `${line}\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      )
      socket.resetAndDestroy()
      const screen = await rig.connect('/ws/gate_all', operator)
      expect(await screen.next()).toMatchObject({ type: 'hello' })
    },
  )

  test('that asks for another path gets 404', async () => {
    await expect(rig.connect('/elsewhere')).rejects.toThrow('404')
  })
})

describe('what a screen says', () => {
  let screen: Peer
  beforeEach(async () => {
    screen = await rig.connect('/ws/gate_all', operator)
    await screen.next('hello')
  })

  test.each([
    ['half a JSON', '{"type":', undefined],
    ['an unknown type', { type: 'self_destruct', payload: {} }, 'type'],
    ['a negative duration', { type: 'gate_control', payload: { action: 'open', gate_id: 'gate_in', duration: -5 } }, 'payload.duration'],
  ])('%s is answered with an error, and the connection stays', async (_name, message, path) => {
    screen.say(message)
    expect((await screen.next()).payload).toMatchObject({ code: 'invalid_message', ...(path === undefined ? {} : { path }) })
    screen.say({ type: 'request_status', id: 'still here' })
    expect(await screen.next('request_status_response')).toMatchObject({ id: 'still here' })
  })

  test('a message of 1 MB closes it with 1009', async () => {
    screen.say(JSON.stringify({ type: 'gate_control', payload: { action: 'open', reason: 'x'.repeat(1_000_000) } }))
    expect(await screen.closed).toBe(1009)
  })

  test('a command runs once however often its id is sent, and its life is told', async () => {
    const sent = await gateIn()
    const wish = { type: 'gate_control', id: 'open-1', payload: { action: 'open', gate_id: 'gate_in', duration: 10 } }
    screen.say(wish)
    screen.say(wish)
    const state = async () => (await screen.next('gate_control_response')).payload['state']
    while (sent.length === 0) await new Promise(resolve => setImmediate(resolve))
    await rig.services.fleet.answered('gate_in', { command_id: 'open-1', state: 'accepted' })
    expect(await state()).toBe('accepted')
    await rig.services.fleet.answered('gate_in', { command_id: 'open-1', state: 'succeeded', evidence: { kind: 'limit_switch' } })
    let last = await screen.next('gate_control_response')
    while (last.payload['state'] !== 'succeeded') last = await screen.next('gate_control_response')
    expect(last.payload).toMatchObject({ command_id: 'open-1', evidence: { kind: 'limit_switch' } })
    expect(sent.filter(message => message['id'] === 'open-1')).toHaveLength(1)
  })

  test('whose passage an opening is, is not a screen’s to say', async () => {
    const sent = await gateIn()
    screen.say({
      type: 'gate_control',
      id: 'sneaky',
      payload: { action: 'open', gate_id: 'gate_in', session_id: '01920000-0000-7000-8000-000000000001' },
    })
    while (sent.length === 0) await new Promise(resolve => setImmediate(resolve))
    expect(sent[0]?.['payload']).toEqual({ action: 'open', gate_id: 'gate_in' })
  })

  test('a command for an unknown gate is refused by name', async () => {
    screen.say({ type: 'gate_control', id: 'x', payload: { action: 'open', gate_id: 'gate_99' } })
    expect((await screen.next('gate_control_response')).payload).toMatchObject({ state: 'rejected', error: { code: 'unknown_machine' } })
  })

  test('an entry is answered with the same id, a refusal in the same form', async () => {
    screen.say({ type: 'parking_entry', id: 'e1', payload: { card_id: 'CARD_001', license_plate: 'B 1234 XYZ' } })
    expect(await screen.next('parking_entry_response')).toMatchObject({ id: 'e1', payload: { approved: true, request_id: 'e1' } })
    rig.parking.enter = async () => {
      throw new CodedError('already_inside', 'inside', { detail: { session_id: 's' } })
    }
    screen.say({ type: 'parking_entry', id: 'e2', payload: { card_id: 'CARD_001' } })
    expect(await screen.next('parking_entry_response')).toMatchObject({
      id: 'e2',
      payload: { approved: false, reason: 'already_inside', session_id: 's' },
    })
  })

  test('the command that opens for an entry does not take the place of the asker’s own id', async () => {
    rig.parking.enter = async () => ({ approved: true, session_id: 's', command_id: 'of-the-opening' })
    screen.say({ type: 'parking_entry', id: 'e3', payload: { card_id: 'CARD_001' } })
    expect(await screen.next('parking_entry_response')).toMatchObject({ id: 'e3', payload: { command_id: 'e3', request_id: 'e3' } })
  })

  test('a viewer may look but not open', async () => {
    const sent = await gateIn()
    const viewer = await rig.connect('/ws/gate_all', { authorization: 'Bearer viewer' })
    viewer.say({ type: 'gate_control', id: 'v', payload: { action: 'open', gate_id: 'gate_in' } })
    expect((await viewer.next('gate_control_response')).payload).toMatchObject({ error: { code: 'forbidden' } })
    viewer.say({ type: 'parking_exit', id: 'w', payload: { card_id: 'C', payment_method: 'cash' } })
    expect((await viewer.next('parking_exit_response')).payload).toMatchObject({ approved: false, reason: 'forbidden' })
    expect(sent).toEqual([])
    expect(rig.asked).toEqual([])
  })
})
