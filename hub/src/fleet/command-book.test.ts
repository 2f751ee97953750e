import { ManualClock, silentLog } from '@palang/kit'
import { isTerminal } from '@palang/protocol'
import { beforeEach, describe, expect, test } from 'vitest'
import type { LiveEvent } from '../services.ts'
import type { CommandRecord } from '../store/records.ts'
import { createCommandBook, type CommandBook } from './command-book.ts'
import { commandStore, type CommandStore } from './testing/command-store.ts'

let store: CommandStore
let book: CommandBook
let told: LiveEvent[]

beforeEach(() => {
  store = commandStore()
  told = []
  book = createCommandBook({ store: store.store, clock: new ManualClock(), log: silentLog(), publish: event => told.push(event) })
})

const command = (more: Partial<CommandRecord> = {}): CommandRecord => ({
  id: 'c1',
  machineId: 'gate_in',
  type: 'gate_control',
  payload: { action: 'open', duration: 10 },
  state: 'queued',
  actor: 'user:a@b',
  reason: null,
  sessionId: null,
  idempotencyKey: null,
  deadline: '2026-01-20T10:30:10.000Z',
  createdAt: '2026-01-20T10:30:00.000Z',
  endedAt: null,
  evidence: null,
  error: null,
  ...more,
})

describe('a command', () => {
  test('is written down as sent before it can leave', async () => {
    const { command: opened } = await book.open(command(), 'sent')
    expect(opened.state).toBe('sent')
    expect(store.commands.get('c1')?.state).toBe('sent')
    expect(store.events.map(e => [e.seq, e.state])).toEqual([
      [1, 'queued'],
      [2, 'sent'],
    ])
  })

  test('with the same id runs once', async () => {
    await book.open(command(), 'sent')
    await book.report({ command_id: 'c1', state: 'succeeded', evidence: { kind: 'limit_switch' } })
    const again = await book.open(command(), 'sent')
    expect(again).toMatchObject({ isNew: false, command: { state: 'succeeded' } })
  })

  test('with the same id but another wish is a conflict', async () => {
    await book.open(command(), 'sent')
    await expect(book.open(command({ payload: { action: 'close' } }), 'sent')).rejects.toMatchObject({ code: 'conflict' })
  })

  test('with the same idempotency key is the earlier one', async () => {
    await book.open(command({ idempotencyKey: 'k' }), 'sent')
    expect(await book.open(command({ id: 'c2', idempotencyKey: 'k' }), 'sent')).toMatchObject({ isNew: false, command: { id: 'c1' } })
  })

  test('keeps its first outcome', async () => {
    await book.open(command(), 'sent')
    await book.report({ command_id: 'c1', state: 'failed', error: { code: 'barrier_fault', message: 'stuck' } })
    await book.report({ command_id: 'c1', state: 'succeeded' })
    expect(store.commands.get('c1')).toMatchObject({ state: 'failed', error: { code: 'barrier_fault' } })
  })

  test('that ended unknown is resolved by the journal, once', async () => {
    await book.open(command(), 'sent')
    await book.report({ command_id: 'c1', state: 'unknown', error: { code: 'outcome_unknown', message: 'no answer' } })
    expect(store.commands.get('c1')?.endedAt).not.toBeNull()
    await book.report({ command_id: 'c1', state: 'succeeded', evidence: { kind: 'limit_switch' } })
    await book.report({ command_id: 'c1', state: 'failed' })
    expect(store.commands.get('c1')).toMatchObject({ state: 'succeeded', error: null })
  })

  test('wakes those who wait, at acceptance and at the end', async () => {
    await book.open(command(), 'sent')
    const accepted = book.wait('c1', state => state === 'accepted')
    const ended = book.wait('c1', isTerminal)
    await book.report({ command_id: 'c1', state: 'accepted' })
    expect((await accepted).state).toBe('accepted')
    await book.report({ command_id: 'c1', state: 'succeeded' })
    expect((await ended).state).toBe('succeeded')
    expect((await book.wait('c1', isTerminal)).state).toBe('succeeded')
  })

  test('tells the screens what its machine said, and who asked; a repeat is told the state it stands in', async () => {
    await book.open(command(), 'sent')
    await book.report({ command_id: 'c1', state: 'accepted' })
    await book.open(command(), 'sent')
    expect(told.map(e => [e.type, e.id, e.payload['state'], e.payload['actor']])).toEqual([
      ['gate_control_response', 'c1', 'accepted', 'user:a@b'],
      ['gate_control_response', 'c1', 'accepted', 'user:a@b'],
    ])
  })

  test('reported by nobody’s leave is ignored', async () => {
    expect(await book.report({ command_id: 'never', state: 'succeeded' })).toBeUndefined()
    await expect(book.wait('never', isTerminal)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('asked for at the same moment, twice under one id and once more under its key, is opened once', async () => {
    const asked = command({ idempotencyKey: 'k' })
    const opened = await Promise.all([book.open(asked, 'sent'), book.open(asked, 'sent'), book.open({ ...asked, id: 'c2' }, 'sent')])
    expect(opened.map(({ command: { id }, isNew }) => [id, isNew])).toEqual([
      ['c1', true],
      ['c1', false],
      ['c1', false],
    ])
    expect(store.events).toHaveLength(2)
  })

  test('that could not be written down was never asked for, and may be asked for again', async () => {
    store.away(true)
    await expect(book.open(command(), 'sent')).rejects.toMatchObject({ code: 'database_unavailable' })
    expect(book.get('c1')).toBeUndefined()
    store.away(false)
    expect(await book.open(command(), 'sent')).toMatchObject({ isNew: true })
  })

  test('stays as it was when its report could not be written down, and takes the report when it is told again', async () => {
    await book.open(command(), 'sent')
    store.away(true)
    await expect(book.report({ command_id: 'c1', state: 'succeeded' })).rejects.toMatchObject({ code: 'database_unavailable' })
    expect(book.get('c1')?.state).toBe('sent')
    store.away(false)
    await book.report({ command_id: 'c1', state: 'succeeded' })
    expect(store.commands.get('c1')?.state).toBe('succeeded')
  })

  test('whose two outcomes arrive together keeps the first', async () => {
    await book.open(command(), 'sent')
    const [first, second] = await Promise.all([
      book.report({ command_id: 'c1', state: 'failed', error: { code: 'barrier_fault', message: 'stuck' } }),
      book.report({ command_id: 'c1', state: 'succeeded' }),
    ])
    expect([first?.state, second?.state]).toEqual(['failed', 'failed'])
    expect(store.events.map(event => event.state)).toEqual(['queued', 'sent', 'failed'])
  })
})
