import { CodedError } from '@palang/kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { socketRig, type Peer, type SocketRig } from './testing/socket-rig.ts'

const epoch = '01920000-0000-7000-8000-0000000000aa'
const hello = { protocol: 1, family: 'gate', software: '0.1.0', epoch, last_seq: 50, oldest_seq: 1, outbox: 9, capabilities: [] }
const token = { authorization: 'Bearer gate_in-token' }

let rig: SocketRig
beforeEach(async () => {
  rig = await socketRig()
})
afterEach(() => rig.stop())

async function greeted(): Promise<Peer> {
  const gate = await rig.connect('/ws/controller/gate_in', token)
  gate.say({ type: 'hello', payload: hello })
  await gate.next('welcome')
  return gate
}

describe('a controller', () => {
  test('is welcomed with the hub’s time, epoch, last acknowledged fact and its configuration', async () => {
    const gate = await rig.connect('/ws/controller/gate_in', token)
    gate.say({ type: 'hello', payload: hello })
    expect(await gate.next()).toMatchObject({
      type: 'welcome',
      payload: {
        hub_epoch: 'epoch-1',
        acked_seq: 41,
        heartbeat_s: 15,
        config_version: 'v1',
        config: { members: ['CARD_001'] },
        server_time: expect.stringMatching(/Z$/) as unknown,
      },
    })
    expect(rig.services.fleet.isOnline('gate_in')).toBe(true)
  })

  test('without its token is closed with 4401', async () => {
    expect(await (await rig.connect('/ws/controller/gate_in')).closed).toBe(4401)
  })

  test.each([
    ['another machine’s token', '/ws/controller/gate_in', 'Bearer gate_out-token', 'forbidden'],
    ['an operator’s token', '/ws/controller/gate_in', 'Bearer operator', 'forbidden'],
    ['a machine nobody knows', '/ws/controller/gate_77', 'Bearer gate_in-token', 'unknown_machine'],
  ])('with %s is refused with the reason and 4403', async (_name, where, authorization, code) => {
    const gate = await rig.connect(where, { authorization })
    expect(await gate.next()).toMatchObject({ type: 'refused', payload: { code } })
    expect(await gate.closed).toBe(4403)
  })

  test('of the wrong family is refused', async () => {
    const gate = await rig.connect('/ws/controller/gate_in', token)
    gate.say({ type: 'hello', payload: { ...hello, family: 'water' } })
    expect(await gate.next()).toMatchObject({ type: 'refused', payload: { code: 'wrong_family' } })
  })

  test.each([99, 0, -1])('that speaks link protocol %s is refused with the reason and 4403, whatever else it says', async protocol => {
    const gate = await rig.connect('/ws/controller/gate_in', token)
    gate.say({ type: 'hello', payload: { protocol, words: 'of another protocol' } })
    expect(await gate.next()).toMatchObject({ type: 'refused', payload: { code: 'unsupported_protocol' } })
    expect(await gate.closed).toBe(4403)
    expect(rig.services.fleet.isOnline('gate_in')).toBe(false)
  })

  test('of an older software that says less in its greeting is welcomed all the same', async () => {
    const gate = await rig.connect('/ws/controller/gate_in', token)
    const { capabilities: _, ...older } = { ...hello, software: '0.0.1' }
    gate.say({ type: 'hello', payload: older })
    expect(await gate.next()).toMatchObject({ type: 'welcome' })
    expect(rig.services.fleet.presence()).toContainEqual(expect.objectContaining({ machineId: 'gate_in', software: '0.0.1', protocol: 1 }))
  })

  test('that comes again replaces its older connection', async () => {
    const first = await greeted()
    await greeted()
    expect(await first.closed).toBe(4409)
    expect(rig.services.fleet.isOnline('gate_in')).toBe(true)
  })

  test('has its facts acknowledged after they were received', async () => {
    const gate = await greeted()
    gate.say({ type: 'facts', payload: { epoch, items: [{ seq: 1 }, { seq: 2 }] } })
    expect(await gate.next('facts_ack')).toMatchObject({ payload: { epoch, acked_seq: 2, rejected: [] } })
    expect(rig.batches).toMatchObject([{ machineId: 'gate_in', family: 'gate', epoch }])
  })

  test('may tell more facts while earlier ones are committed; what it asks behind them waits for all', async () => {
    const gate = await greeted()
    const commits: (() => void)[] = []
    const bothCame = Promise.withResolvers<void>()
    rig.intake.receive = async ({ items }) => {
      const seq = Math.max(...items.map(item => (item as { seq: number }).seq))
      await new Promise<void>(resolve => {
        if (commits.push(resolve) === 2) bothCame.resolve()
      })
      return { epoch, acked_seq: seq, rejected: [] }
    }
    gate.say({ type: 'facts', payload: { epoch, items: [{ seq: 1 }] } })
    gate.say({ type: 'facts', payload: { epoch, items: [{ seq: 2 }] } })
    gate.say({ type: 'parking_entry', payload: { request_id: 'r1', card_id: 'CARD_001' } })
    await bothCame.promise
    expect(rig.asked).toEqual([])
    for (const commit of commits) commit()
    expect(await gate.next()).toMatchObject({ type: 'facts_ack', payload: { acked_seq: 1 } })
    expect(await gate.next()).toMatchObject({ type: 'facts_ack', payload: { acked_seq: 2 } })
    expect(await gate.next()).toMatchObject({ type: 'parking_entry_response' })
  })

  test('is shown live while a commit hangs and a question waits behind it', async () => {
    const gate = await greeted()
    const screen = await rig.connect('/ws/gate_in', { authorization: 'Bearer operator' })
    await screen.next('hello')
    rig.intake.receive = () => new Promise<never>(() => undefined)
    gate.say({ type: 'facts', payload: { epoch, items: [{ seq: 1 }] } })
    gate.say({ type: 'parking_entry', payload: { request_id: 'r1', card_id: 'CARD_001' } })
    gate.say({ type: 'gate_status', payload: { status: 'open' } })
    gate.say({ type: 'gate_status', payload: { status: 7 } })
    expect(await screen.next('gate_status')).toMatchObject({ machine_id: 'gate_in', payload: { status: 'open' } })
    expect(await gate.next('error')).toMatchObject({ payload: { path: 'payload.status' } })
    expect(rig.asked).toEqual([])
  })

  test('that tells on and on while a commit hangs is not read from until it ends, and is then heard to the end', async () => {
    const gate = await greeted()
    const commit = Promise.withResolvers<void>()
    let acked = 0
    rig.intake.receive = async ({ items }) => {
      await commit.promise
      acked += items.length
      return { epoch, acked_seq: acked, rejected: [] }
    }
    const messages = 150
    const payload = { epoch, items: [{ seq: 1, words: 'x'.repeat(60_000) }] }
    for (let sent = 0; sent < messages; sent++) gate.say({ type: 'facts', payload })
    let isReadToTheEnd = false
    gate.socket.once('pong', () => (isReadToTheEnd = true)).ping()
    for (let round = 0; round < 20; round++) {
      const screen = await rig.connect('/ws/gate_in', { authorization: 'Bearer operator' })
      await screen.next('hello')
    }
    expect(isReadToTheEnd).toBe(false)
    commit.resolve()
    for (let seq = 1; seq <= messages; seq++) await gate.next('facts_ack')
    expect(acked).toBe(messages)
  })

  test('is cut off to come again when a commit behind which it went on fails', async () => {
    const gate = await greeted()
    rig.intake.receive = () => Promise.reject(new Error('the disk is gone'))
    gate.say({ type: 'facts', payload: { epoch, items: [{ seq: 1 }] } })
    expect(await gate.closed).toBe(1011)
  })

  test('is answered with the same request id, refusals included', async () => {
    const gate = await greeted()
    gate.say({ type: 'parking_entry', payload: { request_id: 'r1', card_id: 'CARD_001', gate_id: 'gate_out' } })
    expect(await gate.next('parking_entry_response')).toMatchObject({ request_id: 'r1', payload: { request_id: 'r1', approved: true } })
    expect(rig.asked[0]).toMatchObject({ card_id: 'CARD_001', gate_id: 'gate_in' })
    rig.parking.exit = async () => {
      throw new CodedError('unpaid', 'to pay', { detail: { amount: 5000, currency: 'IDR' } })
    }
    gate.say({ type: 'parking_exit', payload: { request_id: 'r2', card_id: 'CARD_001' } })
    expect(await gate.next('parking_exit_response')).toMatchObject({
      payload: { request_id: 'r2', approved: false, reason: 'unpaid', amount: 5000 },
    })
  })

  test('that talks nonsense is told so and stays connected', async () => {
    const gate = await greeted()
    gate.say('nonsense')
    expect(await gate.next('error')).toMatchObject({ payload: { code: 'invalid_message' } })
    gate.say({ type: 'facts', payload: { epoch, items: [] } })
    expect(await gate.next('error')).toMatchObject({ payload: { path: 'payload.items' } })
    expect(rig.services.fleet.isOnline('gate_in')).toBe(true)
  })
})

describe('a controller of protocol 0', () => {
  test('needs no greeting, may carry its token in the URL, and is shown live', async () => {
    const basic = `Basic ${Buffer.from('gate_in:gate_in-token').toString('base64')}`
    const gate = await rig.connect('/ws/controller/gate_in', { authorization: basic.replace(/^Basic .*/, 'Bearer gate_in-token') })
    const screen = await rig.connect('/ws/gate_in', { authorization: 'Bearer operator' })
    await screen.next('hello')
    gate.say({
      type: 'hardware_status',
      gate_id: 'gate_in',
      timestamp: '2024-01-20T10:30:00.123456',
      payload: {
        camera: { connected: true, status: 'ready' },
        card_reader: { connected: true, port: 'COM17' },
        arduino: { connected: true, gate_status: 'closed' },
      },
    })
    expect(await screen.next('hardware_status')).toMatchObject({
      gate_id: 'gate_in',
      payload: { card_reader: { port: 'COM17' }, promise: 'observed' },
    })
    expect(rig.services.fleet.presence().find(p => p.machineId === 'gate_in')).toMatchObject({ online: true, protocol: 0 })
  })

  test('is commanded in the document’s form and proves it by a later status', async () => {
    const gate = await rig.connect('/ws/controller/gate_in', token)
    gate.say({ type: 'system_status', payload: {} })
    const screen = await rig.connect('/ws/gate_in', { authorization: 'Bearer operator' })
    await screen.next('system_status')
    screen.say({ type: 'gate_control', id: 'c1', payload: { action: 'open', gate_id: 'gate_in', duration: 10 } })
    expect(await gate.next('gate_control')).toMatchObject({
      gate_id: 'gate_in',
      payload: { action: 'open', gate_id: 'gate_in', duration: 10 },
    })
    gate.say({ type: 'gate_status', payload: { status: 'open' } })
    let answer = await screen.next('gate_control_response')
    while (answer.payload['state'] !== 'succeeded') answer = await screen.next('gate_control_response')
    expect(answer.payload).toMatchObject({ command_id: 'c1', evidence: { gate_status: 'open' } })
  })

  test('has its parking events shown under our names, marked as only observed', async () => {
    const gate = await rig.connect('/ws/controller/gate_in', token)
    const screen = await rig.connect('/ws/gate_all', { authorization: 'Bearer operator' })
    await screen.next('hello')
    gate.say({ type: 'parking_event', payload: { event_type: 'entry', data: { card_id: 'CARD_9' } } })
    expect(await screen.next('parking_event')).toMatchObject({
      payload: { event: 'entry', gate: 'gate_in', result: { card_id: 'CARD_9' }, promise: 'observed' },
    })
  })
})
