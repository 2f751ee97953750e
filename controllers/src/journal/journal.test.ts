import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { silentLog } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cardList } from './card-list.ts'
import { openDatabase } from './database.ts'
import { type Journal, openJournal, type Retention } from './journal.ts'

const nowMs = Date.UTC(2026, 0, 20)
const stamp = (dayOffset = 0) => ({ occurredAt: new Date(nowMs + dayOffset * 86_400_000).toISOString(), clock: 'synced' as const })
const fact = (n: number, size = 0) => ({ type: 'alarm_cleared', payload: { code: `c${n}`, filler: 'x'.repeat(size) } })
const facts = (count: number, size = 0) => Array.from({ length: count }, (_, n) => fact(n, size))

let folder = ''
let file = ''
const opened: Journal[] = []

function open(retention?: Retention): Journal {
  const journal = openJournal(file, { nowMs, log: silentLog(), ...(retention === undefined ? {} : { retention }) })
  opened.push(journal)
  return journal
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-journal-'))
  file = path.join(folder, 'journal.db')
})

afterEach(() => {
  for (const journal of opened.splice(0)) journal.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the journal waits for the disk at each commit: no other test would notice, short of a power cut', () => {
  const { database } = openDatabase(file, nowMs, silentLog())
  const [mode, wait] = ['journal_mode', 'synchronous'].map(pragma => database.prepare(`PRAGMA ${pragma}`).get()?.[pragma])
  database.close()
  // 2 is FULL: https://sqlite.org/pragma.html#pragma_synchronous
  expect([mode, wait]).toEqual(['wal', 2])
})

test('facts are numbered without gaps, over a restart too', () => {
  const first = open()
  first.write({ facts: facts(3) }, stamp())
  const epoch = first.epoch()
  first.close()
  const second = open()
  expect(second.opened).toBe('found')
  expect(second.epoch()).toBe(epoch)
  expect(second.write({ facts: facts(2) }, stamp()).map(item => item.seq)).toEqual([4, 5])
  expect(second.after(0, 500, 60_000).map(item => item.seq)).toEqual([1, 2, 3, 4, 5])
})

test('one step is written whole or not at all', () => {
  const journal = open()
  const broken = { type: 'alarm_cleared', payload: { code: 'x', huge: 1n } }
  expect(() => journal.write({ facts: [fact(1), broken], saved: 'state' }, stamp())).toThrow(TypeError)
  expect([journal.lastSeq(), journal.saved(), journal.after(0, 10, 1000)]).toEqual([0, null, []])
  journal.write({ facts: facts(1), saved: 'state' }, stamp())
  expect([journal.lastSeq(), journal.saved()]).toEqual([1, 'state'])
})

test('acknowledging is cumulative, never goes back, and never beyond what was written', () => {
  const journal = open()
  journal.write({ facts: facts(5) }, stamp())
  journal.acknowledge(3)
  journal.acknowledge(2)
  expect([journal.ackedSeq(), journal.pending().count]).toEqual([3, 2])
  journal.acknowledge(99)
  expect(journal.ackedSeq()).toBe(5)
  journal.close()
  expect(open().ackedSeq()).toBe(5)
})

test('a message holds as many facts as fit, at least one', () => {
  const journal = open()
  journal.write({ facts: facts(10, 1000) }, stamp())
  const some = journal.after(0, 500, 5000)
  expect(some.length).toBeGreaterThan(1)
  expect(some.length).toBeLessThan(6)
  expect(Buffer.byteLength(JSON.stringify(some))).toBeLessThan(6000)
  expect(journal.after(0, 500, 10)).toHaveLength(1)
  expect(journal.after(0, 3, 60_000)).toHaveLength(3)
})

test('a command remembers its latest state; unfinished ones are found again', () => {
  const journal = open()
  journal.write({ facts: [], commands: [{ type: 'gate_control', result: { command_id: 'c1', state: 'accepted' } }] }, stamp())
  expect(journal.unfinished()).toEqual([{ id: 'c1', type: 'gate_control' }])
  journal.write(
    {
      facts: [],
      commands: [{ type: 'gate_control', result: { command_id: 'c1', state: 'succeeded', evidence: { kind: 'limit_switch' } } }],
    },
    stamp(),
  )
  expect(journal.command('c1')).toEqual({ command_id: 'c1', state: 'succeeded', evidence: { kind: 'limit_switch' } })
  expect(journal.unfinished()).toEqual([])
  expect(journal.command('other')).toBeUndefined()
})

test.each([
  ['overwritten with garbage', () => writeFileSync(file, 'this is not a database, and long enough to be read as one'.repeat(50))],
  ['cut in the middle', () => truncateSync(file, 5000)],
])('a file %s is set aside and a new numbering begins', (_what, damage) => {
  const first = open()
  first.write({ facts: facts(200) }, stamp())
  const epoch = first.epoch()
  first.close()
  damage()
  const second = open()
  expect(second.opened).toBe('corrupt')
  expect(second.epoch()).not.toBe(epoch)
  expect(second.lastSeq()).toBe(0)
  expect(readdirSync(folder).some(name => name.startsWith('journal.db.corrupt-'))).toBe(true)
})

test('what is written is on the disk when the write returns, not only handed to the system', () => {
  const { database } = openDatabase(file, nowMs, silentLog())
  expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  database.close()
})

test('a locked file is not taken for a damaged one', () => {
  open().close()
  const other = new DatabaseSync(file)
  other.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  expect(() => open()).toThrow(/locked/)
  other.close()
  expect(readdirSync(folder).some(name => name.includes('corrupt'))).toBe(false)
})

test('old acknowledged facts and commands go, unacknowledged ones and the numbering stay', () => {
  const journal = open({ ackedDays: 30, ackedRows: 100_000, commandDays: 30 })
  journal.write({ facts: facts(4), commands: [{ type: 'gate_control', result: { command_id: 'old', state: 'succeeded' } }] }, stamp(-40))
  journal.write({ facts: facts(2) }, stamp(-40))
  journal.acknowledge(4)
  journal.prune(nowMs)
  expect(journal.oldestSeq()).toBe(4)
  expect(journal.after(4, 10, 60_000)).toHaveLength(2)
  expect(journal.command('old')).toBeUndefined()
  journal.close()
  expect([open().ackedSeq(), opened.at(-1)?.lastSeq()]).toEqual([4, 6])
})

test('acknowledged facts are bounded in number, whatever their age', () => {
  const journal = open({ ackedDays: 30, ackedRows: 10, commandDays: 30 })
  journal.write({ facts: facts(50) }, stamp())
  journal.acknowledge(45)
  journal.prune(nowMs)
  expect(journal.oldestSeq()).toBe(36)
})

test('a new numbering leaves the old one behind', () => {
  const journal = open()
  journal.write({ facts: facts(3) }, stamp())
  const before = journal.epoch()
  journal.renew()
  expect(journal.epoch()).not.toBe(before)
  expect(journal.write({ facts: facts(1) }, stamp())[0]?.seq).toBe(1)
  expect(journal.after(0, 10, 60_000)).toHaveLength(1)
})

test('the list of cards and plates survives a restart and ignores what is not one', () => {
  const journal = open()
  cardList(journal).update({ members: ['A', 'B'], blocked: ['B'], plates: ['B1234XYZ'] })
  const again = cardList(journal)
  expect([again.standing('A'), again.standing('B'), again.standing('C')]).toEqual(['member', 'blocked', 'unknown'])
  expect(['b 1234 xyz', 'D88QA'].map(plate => again.isMembersPlate(plate))).toEqual([true, false])
  // Hubs of earlier versions tell of no plates.
  again.update({ members: 'nonsense' })
  expect([again.standing('A'), again.isMembersPlate('B1234XYZ')]).toEqual(['unknown', false])
})

test('what waits of one type is counted as it is written and acknowledged, over a restart too', () => {
  const scan = (tag: string) => ({ type: 'scan_recorded', payload: { tag_id: tag } })
  const journal = open()
  journal.write({ facts: [fact(1), scan('a'), scan('b')] }, stamp(-1))
  expect(journal.pending('scan_recorded')).toEqual({ count: 2, oldestAt: stamp(-1).occurredAt })
  journal.write({ facts: [scan('c'), fact(2)] }, stamp())
  expect([journal.pending('scan_recorded').count, journal.pending().count]).toEqual([3, 5])
  journal.acknowledge(3)
  expect(journal.pending('scan_recorded')).toEqual({ count: 1, oldestAt: stamp().occurredAt })
  journal.close()
  const again = open()
  expect(again.pending('scan_recorded').count).toBe(1)
  again.acknowledge(99)
  expect(again.pending('scan_recorded')).toEqual({ count: 0, oldestAt: null })
  again.write({ facts: [scan('d')] }, stamp())
  again.renew()
  expect(again.pending('scan_recorded').count).toBe(0)
})

test('the moment of the last acknowledgement is that of the last with something new in it', () => {
  const journal = open()
  journal.write({ facts: facts(2) }, stamp())
  expect(journal.acknowledgedAt()).toBeNull()
  journal.acknowledge(1, '2026-01-20T10:00:00.000Z')
  journal.acknowledge(1, '2026-01-20T11:00:00.000Z')
  expect(journal.acknowledgedAt()).toBe('2026-01-20T10:00:00.000Z')
  journal.acknowledge(2, '2026-01-20T12:00:00.000Z')
  journal.close()
  expect(open().acknowledgedAt()).toBe('2026-01-20T12:00:00.000Z')
})

test('facts of one type are read back in the order of the journal, and under the id they were given', () => {
  const journal = open()
  const id = '019be7a0-0000-7000-8000-000000000001'
  journal.write({ facts: [{ id, type: 'scan_recorded', payload: { n: 1 } }, fact(1)] }, stamp(2))
  journal.write({ facts: [{ type: 'scan_recorded', payload: { n: 2 } }] }, stamp(-9))
  journal.write({ facts: [{ type: 'scan_recorded', payload: { n: 3 } }] }, stamp(1))
  const read = [...journal.recorded('scan_recorded', stamp(-1).occurredAt)]
  expect(read.map(({ payload }) => payload['n'])).toEqual([1, 3])
  expect(read[0]?.id).toBe(id)
})
