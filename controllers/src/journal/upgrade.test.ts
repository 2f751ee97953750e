/** A journal written by the first version, table by table as that version made it, under today's controller. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { silentLog } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openJournal } from './journal.ts'

const epoch = '01920000-0000-7000-8000-0000000000aa'

/** Not taken from the product's code: this is what lies on the disks of machines in the field. */
const firstVersion = `
CREATE TABLE facts (
  epoch TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, occurred_at TEXT NOT NULL, clock TEXT NOT NULL,
  payload TEXT NOT NULL, acked INTEGER NOT NULL DEFAULT 0, rejection TEXT, PRIMARY KEY (epoch, seq)
) WITHOUT ROWID;
CREATE TABLE commands (id TEXT PRIMARY KEY, type TEXT NOT NULL, state TEXT NOT NULL, result TEXT NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX commands_at ON commands (at_ms);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('epoch', '${epoch}'), ('saved', '{"stage":"waiting"}'), ('begun_at_ms', '1768867200000');
INSERT INTO facts (epoch, seq, id, type, occurred_at, clock, payload, acked) VALUES
  ('${epoch}', 1, 'f1', 'vehicle_detected', '2026-01-20T10:30:00.000Z', 'synced', '{"visit_id":"v1"}', 1),
  ('${epoch}', 2, 'f2', 'vehicle_passed', '2026-01-20T10:30:05.000Z', 'drifting', '{"direction":"in"}', 0),
  ('${epoch}', 3, 'f3', 'barrier_closed', '2026-01-20T10:30:09.000Z', 'synced', '{}', 0);
INSERT INTO commands VALUES
  ('c1', 'gate_control', 'succeeded', '{"command_id":"c1","state":"succeeded","evidence":{"kind":"limit_switch"}}', 1768905005000),
  ('c2', 'gate_control', 'accepted', '{"command_id":"c2","state":"accepted"}', 1768905006000);
`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-journal-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('keeps its epoch, what it has not told yet, what it has done, and goes on from there', () => {
  const file = path.join(folder, 'journal.db')
  const earlier = new DatabaseSync(file)
  earlier.exec(firstVersion)
  earlier.close()
  const journal = openJournal(file, { nowMs: Date.UTC(2026, 0, 20, 11), log: silentLog() })
  try {
    expect([journal.opened, journal.epoch(), journal.lastSeq(), journal.ackedSeq()]).toEqual(['found', epoch, 3, 1])
    expect(journal.pending()).toEqual({ count: 2, oldestAt: '2026-01-20T10:30:05.000Z' })
    expect(journal.after(1, 500, 60_000)).toMatchObject([
      { seq: 2, id: 'f2', type: 'vehicle_passed', clock: 'drifting', payload: { direction: 'in' } },
      { seq: 3, id: 'f3' },
    ])
    expect(journal.command('c1')).toMatchObject({ state: 'succeeded', evidence: { kind: 'limit_switch' } })
    expect(journal.unfinished()).toEqual([{ id: 'c2', type: 'gate_control' }])
    expect(journal.saved()).toBe('{"stage":"waiting"}')
    const stamp = { occurredAt: '2026-01-20T11:00:00.000Z', clock: 'synced' as const }
    expect(journal.write({ facts: [{ type: 'alarm_cleared', payload: { code: 'x' } }] }, stamp)).toMatchObject([{ seq: 4 }])
    journal.acknowledge(4)
    expect(journal.pending().count).toBe(0)
  } finally {
    journal.close()
  }
})
