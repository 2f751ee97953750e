/** A disk that fills up under a machine that runs: whoever meets it first, the machine is taken down and comes back by itself. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ManualClock, silentLog } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Controller } from './controller.ts'
import { type Journal, openJournal } from './journal/journal.ts'
import { diskRetryMs } from './keep-running.ts'
import { hubEpoch, testHub, type TestHub } from './link/test-hub.ts'
import { testController } from './testing/test-controller.ts'

let folder = ''
let hub: TestHub
let clock: ManualClock
let controller: Controller
let isFull = false
let fatal: unknown[] = []

const writes: ReadonlySet<string | symbol> = new Set(['write', 'acknowledge', 'noteRejection', 'setMeta', 'renew', 'prune'])

/** What SQLite itself says when there is no room. */
function noRoom(): void {
  const database = new DatabaseSync(':memory:')
  database.exec('PRAGMA max_page_count = 1; CREATE TABLE facts (seq INTEGER)')
}

/** The real journal, as on a disk that takes nothing while `isFull`. */
function onThisDisk(journal: Journal): Journal {
  return new Proxy(journal, {
    get(target, name) {
      if (isFull && writes.has(name)) return noRoom
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-full-'))
  hub = await testHub()
  clock = new ManualClock(Date.now())
  isFull = false
  fatal = []
  controller = testController({
    folder,
    hubUrl: hub.url,
    clock,
    openJournal: (file, options) => onThisDisk(openJournal(file, options)),
    onFatal: error => fatal.push(error),
  })
  await controller.start()
})

afterEach(async () => {
  await controller.stop()
  await hub.stop()
  rmSync(folder, { recursive: true, force: true })
})

interface Shown {
  alarms: string[]
  lane: { phase: string; reason?: string }
}

/** Follows the panel's events until it shows `alarms`. */
async function shown(...alarms: string[]): Promise<Shown> {
  const { body } = await fetch(`${controller.panelUrl()}/api/events`)
  let text = ''
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    for (const event of events) {
      const data = event.split('\n').find(line => line.startsWith('data: '))
      if (data === undefined) continue
      const status = JSON.parse(data.slice('data: '.length)) as Shown
      if (JSON.stringify(status.alarms) === JSON.stringify(alarms)) return status
    }
  }
  throw new Error(`the panel's events ended before it showed ${alarms.join()}`)
}

/** What has come to the machine's books once it has been out of order and is back. */
async function downAndBack(): Promise<unknown[]> {
  const { lane } = await shown('journal_unwritable')
  expect(lane).toEqual({ phase: 'fault', reason: 'journal_unwritable', since: expect.any(String) })
  await clock.advance(diskRetryMs.longest)
  expect((await shown('journal_unwritable')).lane.phase).toBe('fault')
  isFull = false
  await clock.advance(diskRetryMs.longest)
  await shown()
  const booked = openJournal(path.join(folder, 'machines', 'gate_in', 'journal.db'), { nowMs: clock.now(), log: silentLog() })
  const types = booked.after(0, 100, 1e6).map(fact => [fact.type, fact.payload['code'] ?? fact.payload['reason']])
  booked.close()
  expect(fatal).toEqual([])
  return types.slice(-3)
}

const outOfOrderAndBack = [
  ['controller_started', 'start'],
  ['alarm_raised', 'journal_unwritable'],
  ['alarm_cleared', 'journal_unwritable'],
]

const ack = (epoch: unknown, rejected: readonly Record<string, unknown>[] = []) => ({
  type: 'facts_ack',
  payload: { epoch, acked_seq: rejected.length === 0 ? 1 : 0, rejected },
})
const late = {
  type: 'gate_control',
  id: 'late',
  deadline: '2026-01-01T00:00:00.000Z',
  hub_epoch: hubEpoch,
  payload: { action: 'open' },
}
const setAside = { seq: 1, code: 'invalid', message: 'no such fact', terminal: true }

test.each([
  ['acknowledges facts', (epoch: unknown) => ack(epoch)],
  ['sets a fact aside', (epoch: unknown) => ack(epoch, [setAside])],
  ['sends a command that comes too late', () => late],
])('a disk that is full when the hub %s', async (_what, message) => {
  await hub.welcome()
  const { payload } = await hub.next('facts')
  isFull = true
  hub.send(message(payload['epoch']))
  expect(await downAndBack()).toEqual(outOfOrderAndBack)
})

test.each([
  ['', {}],
  [' and knows more than the journal', { acked_seq: 1000 }],
])('a disk that is full when the hub welcomes the machine%s', async (_what, payload) => {
  isFull = true
  await hub.welcome(payload)
  expect(await downAndBack()).toEqual(outOfOrderAndBack)
})

test('a disk that is full when the journal is cleared of what is past keeping', async () => {
  isFull = true
  await clock.advance(6 * 60 * 60_000)
  expect(await downAndBack()).toEqual(outOfOrderAndBack)
})
