import { EventEmitter } from 'node:events'
import { ManualClock } from '@palang/kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createRevocations, type Revocation } from '../../access/revocations.ts'
import type { Actor } from '../../services.ts'
import { createAdmissions } from './admissions.ts'
import { authenticateWithinMs } from './screens.ts'
import { socketRig, type Peer, type SocketRig } from './testing/socket-rig.ts'

const hourMs = 3_600_000
const person: Actor = { id: 'user:op', role: 'operator', userId: 'user-1', signInId: 'sign-in-1' }
const program: Actor = { id: 'token:till', role: 'operator', scopes: ['operate'], tokenId: 'token-1' }
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const hello = {
  type: 'hello',
  payload: { protocol: 1, family: 'gate', software: 't', epoch: 'e', last_seq: 0, oldest_seq: 1, outbox: 0, capabilities: [] },
}

let rig: SocketRig
let clock: ManualClock
beforeEach(async () => {
  clock = new ManualClock()
  rig = await socketRig(clock)
  Object.assign(rig.actors, {
    person,
    'same person, other browser': { ...person, signInId: 'sign-in-2' },
    'other person': { ...person, id: 'user:b', userId: 'user-2', signInId: 'sign-in-3' },
    program,
    'other program': { ...program, tokenId: 'token-2' },
  })
})
afterEach(() => rig.stop())

async function screenOf(token: string, where = '/ws/gate_all'): Promise<Peer> {
  const screen = await rig.connect(where, bearer(token))
  await screen.next('hello')
  return screen
}

async function gate(): Promise<Peer> {
  const peer = await rig.connect('/ws/controller/gate_in', bearer('gate_in-token'))
  peer.say({ ...hello, payload: { ...hello.payload, epoch: '01920000-0000-7000-8000-0000000000aa' } })
  await peer.next('welcome')
  return peer
}

/** Whether the screen is still answered. */
async function isServed(screen: Peer): Promise<boolean> {
  screen.say({ type: 'request_status', id: 'still here' })
  return Promise.race([screen.next('request_status_response').then(() => true), screen.closed.then(() => false)])
}

describe('while connected', () => {
  test.each([
    ['a token', { tokenId: 'token-1' }, ['program'], ['other program', 'person']],
    ['a sign-in', { signInId: 'sign-in-1' }, ['person'], ['same person, other browser', 'other person', 'program']],
    ['a person', { userId: 'user-1' }, ['person', 'same person, other browser'], ['other person', 'program']],
    ['a machine', { machineId: 'gate_in' }, [], ['person', 'program']],
  ] as [string, Revocation, string[], string[]][])(
    'who came in with %s that is taken away is out at once, nobody else',
    async (_, what, out, stay) => {
      const leaving = await Promise.all(out.map(token => screenOf(token)))
      const staying = await Promise.all(stay.map(token => screenOf(token)))
      rig.services.revocations.announce(what)
      expect(await Promise.all(leaving.map(({ closed }) => closed))).toEqual(out.map(() => 4401))
      expect(await Promise.all(staying.map(isServed))).toEqual(stay.map(() => true))
    },
  )

  test('who sent the token as a message is out all the same', async () => {
    const screen = await rig.connect('/ws/gate_all')
    screen.say({ type: 'authenticate', payload: { token: 'program' } })
    await screen.next('hello')
    rig.services.revocations.announce({ tokenId: 'token-1' })
    expect(await screen.closed).toBe(4401)
  })

  test('a revoked machine is out and away, its screen too, and stays out', async () => {
    const [controller, own, other] = [await gate(), await screenOf('gate_in-token', '/ws/gate_in'), await screenOf('person')]
    delete rig.actors['gate_in-token']
    rig.services.revocations.announce({ machineId: 'gate_in' })
    expect([await controller.closed, await own.closed]).toEqual([4401, 4401])
    expect(await isServed(other)).toBe(true)
    expect(rig.services.fleet.isOnline('gate_in')).toBe(false)
    const again = await rig.connect('/ws/controller/gate_in', bearer('gate_in-token'))
    expect(await again.closed).toBe(4401)
  })

  test('what a revoked machine says behind it is not taken', async () => {
    const controller = await gate()
    rig.services.revocations.announce({ machineId: 'gate_in' })
    for (let seq = 1; seq < 20; seq++)
      controller.say({ type: 'facts', payload: { epoch: '01920000-0000-7000-8000-0000000000aa', items: [{ seq }] } })
    expect(await controller.closed).toBe(4401)
    expect(rig.batches).toEqual([])
  })

  test('what a revoked screen has said and was not done yet is not done', async () => {
    const screen = await screenOf('program')
    let sent = 0
    rig.services.fleet.send = async () => {
      sent += 1
      rig.services.revocations.announce({ tokenId: 'token-1' })
      throw new Error('not this time')
    }
    for (let n = 0; n < 40; n++) screen.say({ type: 'gate_control', id: `c${n}`, payload: { action: 'open', gate_id: 'gate_in' } })
    expect(await screen.closed).toBe(4401)
    expect(sent).toBe(1)
  })

  test('a token that ends puts out who came in with it', async () => {
    const expiresAt = new Date(clock.now() + 10_000).toISOString()
    rig.actors['program'] = { ...program, expiresAt }
    rig.actors['gate_in-token'] = { id: 'machine:gate_in', role: 'machine', machineId: 'gate_in', expiresAt }
    const [screen, controller] = [await screenOf('program'), await gate()]
    await clock.advance(9_999)
    expect(await isServed(screen)).toBe(true)
    await clock.advance(1)
    expect([await screen.closed, await controller.closed]).toEqual([4401, 4401])
  })
})

describe('while it is found out who comes', () => {
  /** Holds the answer back until the test gives it. */
  function held(actor: Actor) {
    const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<Actor>()]
    rig.access.authenticate = credentials => {
      if (credentials.token === undefined && credentials.authorization === undefined) return Promise.resolve(undefined)
      asked.resolve()
      return answer.promise
    }
    return { asked: asked.promise, answer: () => answer.resolve(actor) }
  }

  test('a machine whose token is revoked in that moment is not let in', async () => {
    const { asked, answer } = held({ id: 'machine:gate_in', role: 'machine', machineId: 'gate_in' })
    const controller = await rig.connect('/ws/controller/gate_in', bearer('x'))
    controller.say({ ...hello, payload: { ...hello.payload, epoch: '01920000-0000-7000-8000-0000000000aa' } })
    await asked
    rig.services.revocations.announce({ machineId: 'gate_in' })
    answer()
    expect(await controller.closed).toBe(4401)
    expect(rig.services.fleet.isOnline('gate_in')).toBe(false)
  })

  test.each(['in the header', 'as a message'])('a screen whose token %s is revoked in that moment is not let in', async where => {
    const { asked, answer } = held(program)
    const screen = await rig.connect('/ws/gate_all', where === 'in the header' ? bearer('x') : {})
    if (where === 'as a message') screen.say({ type: 'authenticate', payload: { token: 'x' } })
    await asked
    rig.services.revocations.announce({ tokenId: 'token-1' })
    answer()
    // Whoever shows no good token in the header may still send one.
    await clock.advance(authenticateWithinMs)
    expect(await screen.closed).toBe(4401)
    expect(rig.services.live.channels()).toEqual({})
  })

  test('there is no gap between being found out and being in', async () => {
    for (let turns = 0; turns < 12; turns++) {
      const { asked, answer } = held(program)
      const screen = await rig.connect('/ws/gate_all', bearer('x'))
      await asked
      answer()
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      rig.services.revocations.announce({ tokenId: 'token-1' })
      await clock.advance(authenticateWithinMs)
      expect([turns, await screen.closed]).toEqual([turns, 4401])
    }
  })

  test('another one’s revocation keeps nobody out', async () => {
    const { asked, answer } = held(program)
    const screen = await rig.connect('/ws/gate_all', bearer('x'))
    await asked
    rig.services.revocations.announce({ tokenId: 'token-2' })
    answer()
    expect(await screen.next()).toMatchObject({ type: 'hello' })
  })
})

/** As much of a socket as admissions see. */
class FakeSocket extends EventEmitter {
  readonly OPEN = WebSocket.OPEN
  readyState: number = WebSocket.OPEN
  isPaused = false
  closed: number[] = []
  close(code: number): void {
    this.closed.push(code)
  }
  resume(): void {
    this.isPaused = false
  }
}

describe('admissions', () => {
  const ready = () => {
    const revocations = createRevocations()
    const admissions = createAdmissions({ revocations, clock })
    const admit = (socket: FakeSocket, actor: Actor) => admissions.admit(socket, async () => actor)
    return { revocations, admit, socket: new FakeSocket() }
  }

  test('a socket that closed before it was known who it is, is not kept', async () => {
    const { revocations, admit, socket } = ready()
    socket.readyState = WebSocket.CLOSED
    expect(await admit(socket, program)).toBeUndefined()
    revocations.announce({ tokenId: 'token-1' })
    expect(socket.closed).toEqual([])
  })

  test('a socket that has left is not put out, neither by revocation nor by time', async () => {
    const { revocations, admit, socket } = ready()
    await admit(socket, { ...program, expiresAt: new Date(clock.now() + hourMs).toISOString() })
    socket.emit('close')
    revocations.announce({ tokenId: 'token-1' })
    await clock.advance(2 * hourMs)
    expect(socket.closed).toEqual([])
  })

  test('a peer that was held back is read again, so that its goodbye is heard', async () => {
    const { revocations, admit, socket } = ready()
    await admit(socket, program)
    socket.isPaused = true
    revocations.announce({ tokenId: 'token-1' })
    expect([socket.closed, socket.isPaused]).toEqual([[4401], false])
  })

  test('an end far away comes when it comes, also after the clock was set', async () => {
    const { admit, socket } = ready()
    await admit(socket, { ...program, expiresAt: new Date(clock.now() + 80 * hourMs).toISOString() })
    await clock.advance(79 * hourMs)
    clock.jump(clock.now() - 10 * hourMs)
    await clock.advance(10 * hourMs)
    expect(socket.closed).toEqual([])
    await clock.advance(hourMs)
    expect(socket.closed).toEqual([4401])
  })

  test('access that has ended already lets nobody stay', async () => {
    const { admit, socket } = ready()
    await admit(socket, { ...program, expiresAt: new Date(clock.now()).toISOString() })
    expect(socket.closed).toEqual([4401])
  })
})

describe('who may listen where', () => {
  beforeEach(() => {
    Object.assign(rig.actors, {
      here: { ...person, outlets: ['pusat'] },
      elsewhere: { ...person, outlets: ['cabang'] },
      metrics: { id: 'token:m', role: 'program', scopes: ['metrics'] },
      newcomer: { ...person, role: 'admin', mustChangePassword: true },
    })
    rig.services.live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'closed' } })
  })

  test.each(['all', 'gate_all', 'admin'])(
    'on %s people of another outlet hear nothing of this one, those of this one everything',
    async channel => {
      const [here, elsewhere] = [await screenOf('here', `/ws/${channel}`), await screenOf('elsewhere', `/ws/${channel}`)]
      expect(await here.next()).toMatchObject({ type: 'gate_status', machine_id: 'gate_in' })
      rig.services.live.publish({ type: 'parking_event', machineId: 'gate_out', payload: { event: 'exit' } })
      rig.services.live.publish({ type: 'alarm', machineId: 'gate_in', payload: { code: 'x' } })
      rig.services.live.publish({ type: 'log', machineId: 'hub', payload: { message: 'of the whole site' } })
      for (const screen of [here, elsewhere]) screen.say({ type: 'request_status', id: 'asked' })
      const heard = []
      for (let message = await here.next(); message['type'] !== 'request_status_response'; message = await here.next())
        heard.push(message['type'])
      // The hub's log is of all outlets, and he has only some.
      expect(heard).toEqual(channel === 'admin' ? ['parking_event', 'alarm', 'gate_status'] : ['parking_event', 'gate_status'])
      expect(await elsewhere.next()).toMatchObject({ type: 'request_status_response' })
      elsewhere.say({ type: 'gate_control', id: 'c', payload: { action: 'open', gate_id: 'gate_in' } })
      expect((await elsewhere.next()).payload).toMatchObject({ state: 'rejected', error: { code: 'forbidden' } })
      elsewhere.say({ type: 'parking_entry', id: 'e', payload: { card_id: 'CARD_001' } })
      expect((await elsewhere.next()).payload).toMatchObject({ approved: false, reason: 'forbidden' })
      expect(rig.asked).toEqual([])
    },
  )

  test.each([
    ['elsewhere', ['gate_in', 'gate_out']],
    ['metrics', ['gate_in', 'gate_all', 'all', 'admin']],
    ['newcomer', ['gate_in', 'gate_all', 'all', 'admin']],
    ['gate_in-token', ['gate_out', 'gate_all', 'all', 'admin']],
  ])('%s is refused on %j with 4403, whichever way it says who it is', async (token, channels) => {
    for (const channel of channels) {
      const carried = await rig.connect(`/ws/${channel}`, bearer(token))
      const told = await rig.connect(`/ws/${channel}`)
      told.say({ type: 'authenticate', payload: { token } })
      expect([channel, await carried.closed, await told.closed]).toEqual([channel, 4403, 4403])
    }
    expect(rig.services.live.channels()).toEqual({})
  })

  test('a machine may look at itself and operate nothing, itself included', async () => {
    const own = await screenOf('gate_in-token', '/ws/gate_in')
    for (const gateId of ['gate_in', 'gate_out']) {
      own.say({ type: 'gate_control', id: gateId, payload: { action: 'open', gate_id: gateId } })
      expect((await own.next('gate_control_response')).payload).toMatchObject({ state: 'rejected', error: { code: 'forbidden' } })
    }
    own.say({ type: 'parking_exit', id: 'p', payload: { card_id: 'C', payment_method: 'cash' } })
    expect((await own.next('parking_exit_response')).payload).toMatchObject({ reason: 'forbidden' })
    expect(rig.asked).toEqual([])
  })

  test('over one machine’s channel no other is operated, however it is named', async () => {
    const screen = await screenOf('operator', '/ws/gate_in')
    const wishes = [
      { type: 'gate_control', payload: { action: 'open', gate_id: 'gate_out' } },
      { type: 'gate_control', gate_id: 'gate_out', payload: { action: 'open' } },
      { type: 'gate_control', machine_id: 'gate_out', payload: { action: 'open' } },
      { type: 'camera_control', gate_id: 'gate_out', payload: { action: 'capture' } },
      { type: 'reprint', payload: { gate_id: 'gate_out', job_id: 'T-01', reason: 'paper' } },
      { type: 'set_mode', machine_id: 'gate_out', payload: { mode: 'active' } },
    ]
    for (const wish of wishes) {
      screen.say({ ...wish, id: 'w' })
      expect((await screen.next(`${wish.type}_response`)).payload).toMatchObject({ state: 'rejected', error: { code: 'forbidden' } })
    }
    // It has no exit of its own, and the default exit is another's.
    screen.say({ type: 'parking_exit', id: 'w', payload: { card_id: 'C' } })
    expect((await screen.next('parking_exit_response')).payload).toMatchObject({ reason: 'forbidden' })
    screen.say({ type: 'request_status', id: 'w', payload: { machine_id: 'gate_out' } })
    expect(await screen.next()).toMatchObject({ type: 'request_status_response' })
    expect(rig.asked).toEqual([])
  })

  test('a token in the address is no login', async () => {
    const screen = await rig.connect('/ws/gate_all?token=operator&authorization=Bearer%20operator')
    const controller = await rig.connect('/ws/controller/gate_in?token=gate_in-token')
    expect(await controller.closed).toBe(4401)
    await clock.advance(authenticateWithinMs)
    expect(await screen.closed).toBe(4401)
  })
})
