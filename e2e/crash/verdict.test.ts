import { expect, test } from 'vitest'
import type { Evidence, Fact } from './evidence.ts'
import { judge } from './verdict.ts'

const fact = (seq: number, type: string, payload: Record<string, unknown>): Fact => ({
  machine: 'gate_in',
  epoch: 'e',
  seq,
  id: `f${seq}`,
  type,
  atMs: 1000 + seq,
  payload,
})

/** One car in, one paid stay out, one order from afar; nothing wrong with it. */
function sound(): Evidence {
  const told = [
    fact(1, 'barrier_ordered', { action: 'open', session_id: 's' }),
    fact(2, 'vehicle_passed', { direction: 'in', session_id: 's' }),
    fact(3, 'barrier_ordered', { action: 'open', command_id: 'c' }),
    fact(4, 'cash_received', { session_id: 's', amount: 5000 }),
    fact(5, 'change_given', { session_id: 's', amount: 2000 }),
    fact(6, 'vehicle_passed', { direction: 'out', session_id: 's' }),
  ]
  return {
    told,
    kept: structuredClone(told),
    sessions: [{ id: 's', state: 'closed', outcome: 'passed', closed: true, entered: true, paid: 3000 }],
    ledger: [
      { session: 's', amount: 5000, key: 'a' },
      { session: 's', amount: -2000, key: 'b' },
    ],
    commands: [
      {
        id: 'c',
        machine: 'gate_in',
        reason: 'k',
        state: 'succeeded',
        deadlineMs: 2000,
        proven: true,
        states: ['queued', 'sent', 'accepted', 'succeeded'],
      },
    ],
    deadLetters: [],
    alarms: [],
    devices: { gate_in: { openings: 2, stacked: 5000, paidOut: 2000 }, gate_out: { openings: 0, stacked: 0, paidOut: 0 } },
    orders: [{ gate: 'gate_in', key: 'k', answer: { status: 200, body: { command_id: 'c', state: 'accepted' } } }],
    atMs: 100_000,
  }
}

test('a site that came through unharmed has nothing wrong', () => {
  expect(judge(sound())).toEqual([])
})

const crimes: [string, (evidence: Evidence) => void, RegExp][] = [
  ['a lost fact', e => void e.kept.pop(), /fact 6 .* is not in the database/],
  ['a fact kept twice', e => void e.kept.push(structuredClone(e.kept[0] as Fact)), /stored twice/],
  ['a changed fact', e => void ((e.kept[3] as Fact).payload = { session_id: 's', amount: 1 }), /as something else/],
  ['an invented fact', e => void e.told.splice(4, 1), /was never told/],
  ['a dead letter', e => void e.deadLetters.push('gate_in conflict x'), /dead letter/],
  ['a hole in the stream', e => void e.alarms.push('gate_in journal_gap'), /alarm/],
  ['an opening nobody ordered', e => void (e.devices.gate_in.openings = 3), /opened 3 times, the journal ordered 2/],
  ['a command that ran twice', e => void ((e.told[0] as Fact).payload = { action: 'open', command_id: 'c' }), /opened 2 times/],
  ['a command that ran late', e => void (e.commands[0] && (e.commands[0].deadlineMs = 900)), /ran \d+ ms late/],
  [
    'a refused command that ran',
    e => void Object.assign(e.commands[0] as object, { state: 'expired', states: ['queued', 'expired'] }),
    /expired and opened/,
  ],
  ['a success that never was', e => void ((e.told[2] as Fact).payload = { action: 'open' }), /never opened/],
  ['a success without proof', e => void (e.commands[0] && (e.commands[0].proven = false)), /without evidence/],
  [
    'a command that never ended',
    e => void Object.assign(e.commands[0] as object, { state: 'sent', states: ['queued', 'sent'] }),
    /never ended/,
  ],
  ['a second end', e => void e.commands[0]?.states.splice(3, 0, 'failed'), /lived/],
  [
    'an order that became two commands',
    e => e.commands.push({ ...(e.commands[0] as Evidence['commands'][number]), id: 'd', state: 'failed', states: ['failed'] }),
    /became two/,
  ],
  ['an answer about nothing', e => void (e.orders[0]?.answer && (e.orders[0].answer.body['command_id'] = 'x')), /is nowhere/],
  ['an answer taken back', e => void (e.orders[0]?.answer && (e.orders[0].answer.body['state'] = 'failed')), /was told failed/],
  ['a car that left and is inside', e => void Object.assign(e.sessions[0] as object, { closed: false, outcome: null }), /drove out/],
  ['a car that came in and waits', e => void Object.assign(e.sessions[0] as object, { entered: false }), /drove in/],
  ['an end without an outcome', e => void Object.assign(e.sessions[0] as object, { outcome: null }), /outcome null/],
  ['a lost session', e => void e.sessions.pop(), /is nowhere/],
  ['lost money', e => void e.ledger.pop(), /the machine moved 3000, the ledger has 5000/],
  ['money booked twice', e => void e.ledger.push({ session: 's', amount: 5000, key: 'a' }), /a key twice/],
  ['a sum that does not follow the ledger', e => void Object.assign(e.sessions[0] as object, { paid: 0 }), /the session says 0/],
  ['a note in the box nobody booked', e => void (e.devices.gate_in.stacked = 10_000), /5000 in the box and not booked/],
  ['change that was not given', e => void (e.devices.gate_in.paidOut = 0), /more change booked than given/],
]
test.each(crimes)('%s is noticed', (_what, commit, words) => {
  const evidence = sound()
  commit(evidence)
  expect(judge(evidence).join('\n')).toMatch(words)
})

test('a note that fell while its machine was dead is forgiven when an alarm names it', () => {
  const evidence = sound()
  evidence.devices.gate_in.stacked = 10_000
  unproven(evidence, 7, 5000)
  expect(judge(evidence)).toEqual([])
})

test('a note told as unproven need not have fallen', () => {
  const evidence = sound()
  unproven(evidence, 7, 5000)
  expect(judge(evidence)).toEqual([])
})

test('one alarm does not excuse two lost notes', () => {
  const evidence = sound()
  evidence.devices.gate_in.stacked = 12_000
  unproven(evidence, 7, 5000)
  expect(judge(evidence)).toEqual(['gate_in: 7000 in the box and not booked'])
  unproven(evidence, 8, 2000)
  expect(judge(evidence)).toEqual([])
  evidence.alarms.pop()
  expect(judge(evidence)).toEqual(['gate_in: 2 notes are unproven, 1 alarms say so'])
})

function unproven(evidence: Evidence, seq: number, amount: number): void {
  const told = fact(seq, 'alarm_raised', { code: 'note_unproven', severity: 'critical', amount })
  evidence.told.push(told)
  evidence.kept.push(structuredClone(told))
  evidence.alarms.push('gate_in note_unproven')
}

test('unknown, and then what the journal knew, is one end', () => {
  const evidence = sound()
  Object.assign(evidence.commands[0] as object, { states: ['queued', 'sent', 'unknown', 'succeeded'] })
  expect(judge(evidence)).toEqual([])
})
