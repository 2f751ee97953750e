import { ManualClock } from '@palang/kit'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../services.ts'
import type { CommandBook } from './command-book.ts'
import type { MachineConnection } from './connection.ts'
import type { FleetHub } from './fleet.ts'
import type { CommandRecord } from '../store/records.ts'
import { commandStore, type CommandStore } from './testing/command-store.ts'
import { testFleet } from './testing/test-fleet.ts'

const actor: Actor = { id: 'user:a@b', role: 'operator' }

let clock: ManualClock
let store: CommandStore
let book: CommandBook
let fleet: FleetHub

function hub(): void {
  ;({ book, fleet } = testFleet(clock, store))
}

beforeEach(() => {
  clock = new ManualClock()
  store = commandStore()
  hub()
})

interface Link extends MachineConnection {
  sent: Record<string, unknown>[]
  closed: number[]
}

function link(protocol: 0 | 1 = 1): Link {
  const sent: Record<string, unknown>[] = []
  const closed: number[] = []
  return {
    machineId: 'gate_in',
    protocol,
    software: 'test',
    sent,
    closed,
    send: message => sent.push(message) > 0,
    close: code => closed.push(code),
  }
}

const open = (id?: string) =>
  fleet.send({ machineId: 'gate_in', type: 'gate_control', payload: { action: 'open', duration: 10 }, actor, id })
/** Lets the command be written down and leave. */
const turn = () => clock.advance(0)

describe('a command', () => {
  test('for a machine that is away is refused at once and kept as rejected', async () => {
    await expect(open('c1')).rejects.toMatchObject({ code: 'machine_offline', detail: { command_id: 'c1' } })
    expect(store.commands.get('c1')).toMatchObject({ state: 'rejected' })
  })

  test('is never delivered to a machine that comes later', async () => {
    await expect(open('c1')).rejects.toMatchObject({ code: 'machine_offline' })
    const gate = link()
    await fleet.connected(gate)
    expect(gate.sent).toEqual([])
  })

  test('for a machine nobody knows is refused', async () => {
    await expect(fleet.send({ machineId: 'gate_9', type: 'gate_control', payload: {}, actor })).rejects.toMatchObject({
      code: 'unknown_machine',
    })
  })

  test('carries deadline and epoch, and ends with the evidence of the machine', async () => {
    const gate = link()
    await fleet.connected(gate)
    const result = open('c1')
    await turn()
    expect(gate.sent[0]).toMatchObject({
      type: 'gate_control',
      id: 'c1',
      hub_epoch: 'epoch-1',
      deadline: new Date(clock.now() + 10_000).toISOString(),
      payload: { action: 'open' },
    })
    await fleet.answered('gate_in', { command_id: 'c1', state: 'accepted' })
    expect((await result).state).toBe('accepted')
    const ended = fleet.ended('c1')
    await fleet.answered('gate_in', { command_id: 'c1', state: 'succeeded', evidence: { kind: 'limit_switch', after_ms: 420 } })
    expect(await ended).toMatchObject({ state: 'succeeded', evidence: { kind: 'limit_switch' } })
  })

  test('is on the audit chain with who and why, once; a stay’s opening is not repeated there', async () => {
    await fleet.connected(link())
    const request = { machineId: 'gate_in', type: 'gate_control' as const, payload: { action: 'open' }, actor, reason: 'guest', id: 'c1' }
    void fleet.send(request)
    void fleet.send({ ...request, id: 'c2', sessionId: 'stay-1' })
    await turn()
    void fleet.send(request)
    await turn()
    expect(store.audit).toMatchObject([
      { actor: 'user:a@b', action: 'gate_control', subject: 'gate_in', reason: 'guest', after: { action: 'open' } },
    ])
  })

  test('an operator’s pour is on the audit chain, though it is a session of its own', async () => {
    await fleet.connected(link())
    const payload = { volume_ml: 250 }
    void fleet.send({ machineId: 'gate_in', type: 'dispense', payload, actor, reason: 'test', id: 'c1', sessionId: 'pour-1' })
    await turn()
    expect(store.audit).toMatchObject([{ actor: 'user:a@b', action: 'dispense', subject: 'gate_in', reason: 'test', after: payload }])
  })

  test('of a machine that answers for itself is proven by its answer, not by a status', async () => {
    const gate = link()
    await fleet.connected(gate)
    void open('c1')
    await turn()
    await fleet.observed(gate, { type: 'gate_status', payload: { status: 'open' } })
    expect(store.commands.get('c1')?.state).toBe('sent')
  })

  test('without any answer is unknown, not failed', async () => {
    await fleet.connected(link())
    const result = open('c1')
    await turn()
    await clock.advance(10_000)
    expect(await result).toMatchObject({ state: 'unknown', error: { code: 'outcome_unknown' } })
  })

  test('that was accepted gets time for its evidence', async () => {
    await fleet.connected(link())
    const result = open('c1')
    await turn()
    await fleet.answered('gate_in', { command_id: 'c1', state: 'accepted' })
    await result
    await clock.advance(24_000)
    expect(store.commands.get('c1')?.state).toBe('accepted')
    await clock.advance(2_000)
    expect(store.commands.get('c1')?.state).toBe('unknown')
  })

  test('under way through two restarts of the hub is still resolved by the journal', async () => {
    await fleet.connected(link())
    void open('c1')
    await turn()
    for (let restart = 0; restart < 2; restart++) {
      hub()
      await fleet.start()
    }
    await fleet.connected(link())
    await fleet.answered('gate_in', { command_id: 'c1', state: 'succeeded' })
    expect(store.commands.get('c1')).toMatchObject({ state: 'succeeded', evidence: { kind: 'assumed' } })
    const seqs = store.events.map(event => event.seq)
    expect(new Set(seqs).size).toBe(seqs.length)
  })

  test('that never reached its machine leaves its key free for another try', async () => {
    const request = { machineId: 'gate_in', type: 'gate_control' as const, payload: { action: 'open' }, actor, idempotencyKey: 'k' }
    await expect(fleet.send(request)).rejects.toMatchObject({ code: 'machine_offline' })
    const gate = link()
    await fleet.connected(gate)
    void fleet.send(request)
    await turn()
    expect(gate.sent).toHaveLength(1)
  })

  test('answered by another machine changes nothing', async () => {
    await fleet.connected(link())
    void open('c1')
    await turn()
    await fleet.answered('gate_out', { command_id: 'c1', state: 'succeeded' })
    expect(store.commands.get('c1')?.state).toBe('sent')
  })

  test('under way when the hub died is unknown afterwards, and the journal of the machine is asked', async () => {
    await fleet.connected(link())
    void open('c1')
    await turn()
    hub()
    await fleet.start()
    expect(store.commands.get('c1')?.state).toBe('unknown')
    const gate = link()
    await fleet.connected(gate)
    expect(gate.sent).toEqual([{ type: 'ask_journal', payload: { command_ids: ['c1'] } }])
    await fleet.answered('gate_in', { command_id: 'c1', state: 'succeeded', evidence: { kind: 'limit_switch' } })
    expect(store.commands.get('c1')?.state).toBe('succeeded')
  })
})

test('a command that never left before the hub died is over: it is expired, and nobody is asked', async () => {
  await fleet.connected(link())
  void open('c1')
  await turn()
  const command = store.commands.get('c1')
  if (command === undefined) throw new Error('not kept')
  store.commands.set('c1', { ...command, state: 'queued' })
  hub()
  await fleet.start()
  expect(store.commands.get('c1')).toMatchObject({ state: 'expired', error: { code: 'expired' } })
  const gate = link()
  await fleet.connected(gate)
  expect(gate.sent).toEqual([])
})

describe('a machine that comes back', () => {
  const given = (id: string, daysAgo: number): CommandRecord => {
    const createdAt = new Date(clock.now() - daysAgo * 24 * 60 * 60_000).toISOString()
    const nobody = { reason: null, sessionId: null, idempotencyKey: null, evidence: null, error: null }
    const order = { id, machineId: 'gate_in', type: 'gate_control', payload: { action: 'open' }, actor: 'user:a@b' } as const
    return { ...order, ...nobody, state: 'unknown', deadline: createdAt, createdAt, endedAt: createdAt }
  }
  const asked = (gate: Link) => gate.sent.map(({ payload }) => (payload as { command_ids: string[] }).command_ids)

  test('is asked about as many commands in one question as a question may hold', async () => {
    for (let n = 0; n < 501; n++) store.commands.set(`c${n}`, given(`c${n}`, 1))
    await fleet.start()
    const gate = link()
    await fleet.connected(gate)
    expect(asked(gate).map(ids => ids.length)).toEqual([500, 1])
    expect(new Set(asked(gate).flat()).size).toBe(501)
  })

  test('is not asked about what its journal may have forgotten by then, should its clock be ahead', async () => {
    store.commands.set('older', given('older', 29.5))
    store.commands.set('old', given('old', 28))
    await fleet.start()
    const gate = link()
    await fleet.connected(gate)
    expect(asked(gate)).toEqual([['old']])
    clock.jump(clock.now() + 2 * 24 * 60 * 60_000)
    const again = link()
    await fleet.connected(again)
    expect(asked(again)).toEqual([])
  })
})

describe('a controller of protocol 0', () => {
  test('is sent the document’s form, and a later status proves the command', async () => {
    const gate = link(0)
    await fleet.connected(gate)
    await open('c1')
    expect(gate.sent[0]).toEqual({
      type: 'gate_control',
      machine_id: 'gate_in',
      gate_id: 'gate_in',
      timestamp: expect.any(String) as unknown,
      payload: { action: 'open', duration: 10 },
    })
    await fleet.observed(gate, { type: 'hardware_status', payload: { arduino: { connected: true, gate_status: 'opening' } } })
    expect(store.commands.get('c1')?.state).toBe('sent')
    await fleet.observed(gate, { type: 'hardware_status', payload: { arduino: { connected: true, gate_status: 'open' } } })
    expect(store.commands.get('c1')?.state).toBe('succeeded')
  })

  test('whose barrier is seen open much later, by whoever’s hand, has not proven the command', async () => {
    const gate = link(0)
    await fleet.connected(gate)
    await open('c1')
    await clock.advance(26_000)
    await fleet.observed(gate, { type: 'gate_status', payload: { status: 'open' } })
    expect(store.commands.get('c1')?.state).toBe('unknown')
  })

  test('leaves what it did not prove in time unknown for good: it is not looked at again', async () => {
    const gate = link(0)
    await fleet.connected(gate)
    await open('c1')
    await clock.advance(10_000)
    await fleet.observed(gate, { type: 'gate_status', payload: { status: 'closed' } })
    expect(book.underWay('gate_in')).toMatchObject([{ id: 'c1', state: 'unknown' }])
    await clock.advance(16_000)
    await fleet.observed(gate, { type: 'gate_status', payload: { status: 'closed' } })
    expect(book.underWay('gate_in')).toEqual([])
    expect(store.commands.get('c1')?.state).toBe('unknown')
  })

  test('that never proves it leaves the command unknown', async () => {
    await fleet.connected(link(0))
    await open('c1')
    await clock.advance(10_000)
    expect(store.commands.get('c1')?.state).toBe('unknown')
  })
})

describe('presence', () => {
  test('the newest connection wins, and the loss of the older one is not the machine’s', async () => {
    const first = link()
    const second = link()
    await fleet.connected(first)
    await fleet.connected(second)
    expect(first.closed).toEqual([4409])
    fleet.disconnected(first)
    expect(fleet.isOnline('gate_in')).toBe(true)
    fleet.disconnected(second)
    expect(fleet.isOnline('gate_in')).toBe(false)
  })

  test('a machine away for half a minute raises an alarm, which its return clears', async () => {
    const gate = link()
    await fleet.connected(gate)
    fleet.disconnected(gate)
    await clock.advance(29_000)
    expect([...store.alarms.values()]).toEqual([])
    await clock.advance(2_000)
    expect([...store.alarms.values()]).toMatchObject([{ code: 'machine_offline', state: 'active' }])
    await fleet.connected(link())
    await turn()
    expect([...store.alarms.values()]).toMatchObject([{ code: 'machine_offline', state: 'cleared' }])
  })

  test('an absence is in the machine’s history from when the link was lost, under the hub’s own numbers', async () => {
    await fleet.connected(link())
    const gate = link()
    await fleet.connected(gate)
    fleet.heard('gate_in')
    const lostAt = new Date(clock.now()).toISOString()
    fleet.disconnected(gate)
    await clock.advance(31_000)
    await fleet.connected(link())
    await turn()
    expect(store.facts).toMatchObject([
      { machineId: 'gate_in', epoch: 'epoch-1', seq: 1, type: 'machine_offline', occurredAt: lostAt, payload: { last_seen: lostAt } },
      { seq: 2, type: 'machine_online', payload: { away_since: lostAt, away_s: 31, protocol: 1, software: 'test' } },
    ])
  })

  test('a short absence raises no alarm and is in the history all the same', async () => {
    const gate = link()
    await fleet.connected(gate)
    fleet.disconnected(gate)
    await clock.advance(4_000)
    await fleet.connected(link())
    await clock.advance(60_000)
    expect(store.facts.map(fact => fact.type)).toEqual(['machine_offline', 'machine_online'])
    expect([...store.alarms.values()]).toEqual([])
  })

  test('an absence that outlasts a restart of the hub is told once, and its end too', async () => {
    await fleet.start()
    await clock.advance(31_000)
    hub()
    await fleet.start()
    await clock.advance(31_000)
    await fleet.connected(link())
    await turn()
    expect(store.facts.filter(fact => fact.machineId === 'gate_in').map(fact => fact.type)).toEqual(['machine_offline', 'machine_online'])
    expect([...store.alarms.values()].find(alarm => alarm.machineId === 'gate_in')?.state).toBe('cleared')
  })

  test('what happens while the database is away is written down afterwards, in order', async () => {
    const gate = link()
    await fleet.connected(gate)
    store.away(true)
    fleet.disconnected(gate)
    await clock.advance(31_000)
    await fleet.connected(link())
    await clock.advance(10_000)
    expect(store.facts).toEqual([])
    store.away(false)
    await clock.advance(2_000)
    expect(store.facts.map(fact => [fact.seq, fact.type])).toEqual([
      [1, 'machine_offline'],
      [2, 'machine_online'],
    ])
    expect([...store.alarms.values()]).toMatchObject([{ state: 'cleared' }])
  })
})

test('what is only told reaches a machine whose greeting names it, and no other', async () => {
  const message = { type: 'parking_places' as const, payload: { rows: [] } }
  const tell = () => fleet.tell('gate_in', message, 'parking_places')
  expect(tell()).toBe(false)
  const older = link()
  await fleet.connected(older)
  expect(tell()).toBe(false)
  const newer = { ...link(), capabilities: ['board', 'parking_places'] }
  await fleet.connected(newer)
  expect(tell()).toBe(true)
  expect([older.sent, newer.sent]).toMatchObject([[], [message]])
})
