import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CodedError, ManualClock, silentLog, uuidv7 } from '@palang/kit'
import type { FactsAck } from '@palang/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LiveEvent } from '../services.ts'
import { storeSite } from '../site-records.ts'
import { migrate, openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { simulatedSite as site } from '../testing/simulated-site.ts'
import { createIntake, type Intake } from './intake.ts'

const epoch = uuidv7()
const clock = new ManualClock()
const log = silentLog()

let folder: string
let store: Store
let intake: Intake
let told: LiveEvent[]

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-intake-'))
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  await migrate({ databaseUrl, log })
  store = openStore({ databaseUrl, log })
  await store.start()
  await storeSite(store, site, new Date(clock.now()).toISOString())
  told = []
  intake = createIntake({ store, site, clock, log, publish: event => told.push(event) })
})

afterEach(async () => {
  await store.stop()
  rmSync(folder, { recursive: true, force: true })
})

const sessionId = uuidv7()
const visitId = uuidv7()
const at = (second: number) => new Date(Date.UTC(2026, 0, 20, 10, 0, second)).toISOString()
const ids = new Map<string, string>()

interface Told {
  type: string
  payload: Record<string, unknown>
}

/** An item whose id depends on its number only, so that a repeat is the same item. */
function item(seq: number, { type, payload }: Told, inEpoch = epoch) {
  const key = `${inEpoch} ${seq}`
  const id = ids.get(key) ?? uuidv7()
  ids.set(key, id)
  return { seq, id, type, occurred_at: at(seq), clock: 'synced', payload }
}

const detected: Told = { type: 'vehicle_detected', payload: { visit_id: visitId } }
const admitted: Told = {
  type: 'access_decided',
  payload: {
    visit_id: visitId,
    session_id: sessionId,
    purpose: 'entry',
    credential: 'card',
    card_id: 'CARD_001',
    approved: true,
    decided_by: 'machine',
  },
}
const opened: Told = { type: 'barrier_opened', payload: { visit_id: visitId, session_id: sessionId, evidence: { kind: 'limit_switch' } } }
const passedIn: Told = {
  type: 'vehicle_passed',
  payload: { visit_id: visitId, session_id: sessionId, direction: 'in', evidence: { kind: 'loop_passed' } },
}
const note = (paymentId: string, amount: number): Told => ({
  type: 'cash_received',
  payload: { session_id: sessionId, payment_id: paymentId, amount, currency: 'IDR', quote_amount: 5000 },
})
const change = (amount: number): Told => ({
  type: 'change_given',
  payload: { session_id: sessionId, payment_id: uuidv7(), amount, currency: 'IDR' },
})
const paid: Told = {
  type: 'payment_completed',
  payload: { session_id: sessionId, method: 'cash', amount: 5000, paid_amount: 5000, change_amount: 0, currency: 'IDR' },
}
const passedOut: Told = {
  type: 'vehicle_passed',
  payload: { visit_id: uuidv7(), session_id: sessionId, direction: 'out', evidence: { kind: 'loop_passed' } },
}

function tell(facts: Told[], from = 1, machineId = 'gate_in', inEpoch = epoch): Promise<FactsAck> {
  return intake.receive({ machineId, family: 'gate', epoch: inEpoch, items: facts.map((fact, index) => item(from + index, fact, inEpoch)) })
}

describe('facts', () => {
  test('become a stay: let in by the gate alone, inside on passage', async () => {
    expect(await tell([detected, admitted, opened])).toEqual({ epoch, acked_seq: 3, rejected: [] })
    expect(await store.sessions.get(sessionId)).toMatchObject({
      state: 'waiting',
      cardId: 'CARD_001',
      decidedBy: 'machine',
      enteredAt: null,
    })
    await tell([passedIn], 4)
    expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'inside', enteredAt: at(4), entryEvidence: 'loop_passed' })
    expect(told.map(event => [event.type, event.payload['event']])).toEqual([
      ['parking_event', 'entry'],
      ['parking_event', 'entry'],
    ])
  })

  test('of a decision about a stay that is known do not begin it anew', async () => {
    await tell([admitted, passedIn, admitted])
    expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'inside', enteredAt: at(2) })
  })

  test('told twice count once, in the money too', async () => {
    await tell([admitted, passedIn, note(uuidv7(), 5000), paid])
    await tell([admitted, passedIn, note(uuidv7(), 5000), paid].slice(0, 2))
    expect((await store.ledger.list({ sessionId }, { limit: 10 })).items).toHaveLength(1)
    expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'paid', paidAmount: 5000 })
    expect((await store.facts.list({ machineId: 'gate_in' }, { limit: 50 })).items).toHaveLength(4)
  })

  test('about the same note from two facts book it once', async () => {
    const paymentId = uuidv7()
    await tell([admitted, passedIn, note(paymentId, 5000), note(paymentId, 5000)])
    expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 5000 })
  })

  test('about the same note from two facts in one message do not let change out beyond the one note', async () => {
    const paymentId = uuidv7()
    await tell([admitted, passedIn, note(paymentId, 5000), note(paymentId, 5000), change(6000)])
    expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 5000 })
    expect((await store.deadLetters.list({}, { limit: 9 })).items).toMatchObject([{ seq: 5, message: 'more change than was paid' }])
  })

  test('about the same note in a later message do not let change out beyond the one note', async () => {
    const paymentId = uuidv7()
    await tell([admitted, passedIn, note(paymentId, 5000)])
    await tell([note(paymentId, 5000), change(6000)], 4)
    expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 5000 })
    expect((await store.deadLetters.list({}, { limit: 9 })).items).toMatchObject([{ seq: 5, message: 'more change than was paid' }])
  })

  test('about the same change from two facts give it once, and set nothing aside', async () => {
    const given = change(5000)
    await tell([admitted, passedIn, note(uuidv7(), 5000), given, given])
    await tell([given], 6)
    expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 0 })
    expect((await store.deadLetters.list({}, { limit: 9 })).items).toEqual([])
  })

  test('close a stay only on passage at the exit', async () => {
    await tell([admitted, passedIn, note(uuidv7(), 5000), paid])
    const out = uuidv7()
    await tell([{ ...opened, payload: { ...opened.payload } }], 1, 'gate_out', out)
    expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'leaving', closedAt: null })
    await tell([passedOut], 2, 'gate_out', out)
    expect(await store.sessions.get(sessionId)).toMatchObject({
      state: 'closed',
      outcome: 'passed',
      exitMachineId: 'gate_out',
      exitEvidence: 'loop_passed',
    })
  })

  test('with other content under the same number are a conflict with an alarm', async () => {
    await tell([detected, admitted])
    const ack = await intake.receive({
      machineId: 'gate_in',
      family: 'gate',
      epoch,
      items: [item(1, { type: 'vehicle_detected', payload: { visit_id: uuidv7() } })],
    })
    expect(ack).toMatchObject({ acked_seq: 2, rejected: [{ seq: 1, code: 'conflict', terminal: true }] })
    expect((await store.alarms.list({ state: 'active' }, { limit: 10 })).items).toMatchObject([{ code: 'fact_rejected' }])
  })

  test('behind a broken one go on; the broken one is set aside', async () => {
    const ack = await tell([detected, { type: 'vehicle_passed', payload: { visit_id: 'not an id', direction: 'up' } }, admitted])
    expect(ack).toMatchObject({ acked_seq: 3, rejected: [{ seq: 2, code: 'invalid_fact', terminal: true }] })
    expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'waiting' })
  })

  test.each([40, 20_000])('nested %i deep are set aside without their content, and those behind go on', async depth => {
    const nested: unknown = JSON.parse('['.repeat(depth) + ']'.repeat(depth))
    const ack = await tell([detected, { type: 'from_afar', payload: { nested } }, admitted])
    expect(ack).toMatchObject({ acked_seq: 3, rejected: [{ seq: 2, code: 'invalid_fact', terminal: true }] })
    const { items } = await store.deadLetters.list({}, { limit: 10 })
    expect(items).toMatchObject([{ seq: 2, item: null, message: expect.stringMatching(/nested/) as unknown }])
  })

  test('of a type this version does not know are kept', async () => {
    expect(await tell([{ type: 'drone_landed', payload: { where: 'roof' } }])).toMatchObject({ acked_seq: 1, rejected: [] })
    expect((await store.facts.list({ machineId: 'gate_in', type: 'drone_landed' }, { limit: 5 })).items).toMatchObject([
      { payload: { where: 'roof' } },
    ])
  })

  test('after a gap are not taken until the gap is filled', async () => {
    expect(await tell([detected])).toMatchObject({ acked_seq: 1 })
    expect(await tell([opened], 3)).toMatchObject({ acked_seq: 1, rejected: [{ seq: 3, code: 'gap', terminal: false }] })
    expect(await tell([admitted, opened], 2)).toMatchObject({ acked_seq: 3, rejected: [] })
  })

  test('the journal has lost leave a recorded hole', async () => {
    await tell([detected])
    expect(await intake.resume('gate_in', epoch, 1)).toBe(1)
    expect(await intake.resume('gate_in', epoch, 5)).toBe(4)
    expect((await store.alarms.list({ state: 'active' }, { limit: 5 })).items).toMatchObject([
      { code: 'journal_gap', severity: 'critical', message: 'facts 2 to 4 are lost' },
    ])
    expect(await tell([opened], 5)).toMatchObject({ acked_seq: 5 })
  })

  test('from a new journal go on, and the loss of the old one is an alarm', async () => {
    expect(await intake.resume('gate_in', epoch, 0)).toBe(0)
    expect((await store.alarms.list({}, { limit: 5 })).items).toEqual([])
    await tell([detected])
    const fresh = uuidv7()
    expect(await intake.resume('gate_in', fresh, 1)).toBe(0)
    expect((await store.alarms.list({ state: 'active' }, { limit: 5 })).items).toMatchObject([
      { code: 'journal_lost', severity: 'critical' },
    ])
    expect(await tell([detected], 1, 'gate_in', fresh)).toMatchObject({ acked_seq: 1, rejected: [] })
  })

  test('of many machines arriving together are each applied once', async () => {
    const machines = Array.from({ length: 20 }, () => ({ inEpoch: uuidv7(), machineId: 'gate_in' }))
    const acks = await Promise.all(machines.map(({ machineId, inEpoch }) => tell([detected, detected, detected], 1, machineId, inEpoch)))
    expect(acks.every(ack => ack.acked_seq === 3)).toBe(true)
    expect((await store.facts.list({ machineId: 'gate_in' }, { limit: 200 })).items).toHaveLength(60)
  })

  test('that raise an alarm raise it once, and clear it', async () => {
    const raised: Told = { type: 'alarm_raised', payload: { code: 'barrier_stuck', severity: 'critical', message: 'stuck' } }
    await tell([raised, raised])
    expect((await store.alarms.list({ state: 'active' }, { limit: 5 })).items).toHaveLength(1)
    await tell([{ type: 'alarm_cleared', payload: { code: 'barrier_stuck' } }], 3)
    expect((await store.alarms.list({}, { limit: 5 })).items).toMatchObject([{ state: 'cleared' }])
    expect(told.filter(event => event.type === 'alarm').map(event => event.payload['state'])).toEqual(['active', 'cleared'])
  })

  test('that tell of lost money are an alarm each, which the machine cannot end', async () => {
    const lost = (amount: number): Told => ({
      type: 'alarm_raised',
      payload: { code: 'note_unproven', severity: 'critical', message: `${amount} lost`, session_id: sessionId, amount },
    })
    await tell([lost(5000), lost(2000)])
    await tell([lost(1000), { type: 'alarm_cleared', payload: { code: 'note_unproven' } }], 3)
    const { items } = await store.alarms.list({ state: 'active' }, { limit: 9 })
    expect(items.map(alarm => alarm.message).toSorted()).toEqual(['1000 lost', '2000 lost', '5000 lost'])
  })

  test('that raise an alarm again after clearing it, all in one message, leave it active', async () => {
    const raised: Told = { type: 'alarm_raised', payload: { code: 'barrier_stuck', severity: 'critical', message: 'stuck' } }
    const cleared: Told = { type: 'alarm_cleared', payload: { code: 'barrier_stuck' } }
    await tell([raised, cleared, cleared, raised])
    expect((await store.alarms.list({}, { limit: 5 })).items.map(alarm => alarm.state).toSorted()).toEqual(['active', 'cleared'])
    expect(told.map(event => event.payload['state'])).toEqual(['active', 'cleared', 'active'])
  })

  test('twice under one number in one message, with other content, are a conflict', async () => {
    const ack = await intake.receive({
      machineId: 'gate_in',
      family: 'gate',
      epoch,
      items: [item(1, detected), { ...item(1, detected), id: uuidv7() }],
    })
    expect(ack).toMatchObject({ acked_seq: 1, rejected: [{ seq: 1, code: 'conflict', terminal: true }] })
  })

  test('told twice in one message, the same both times, are taken once and refused nowhere', async () => {
    const ack = await intake.receive({ machineId: 'gate_in', family: 'gate', epoch, items: [item(1, detected), item(1, detected)] })
    expect(ack).toEqual({ epoch, acked_seq: 1, rejected: [] })
  })

  test('under a number that was set aside before are set aside too, not lost', async () => {
    await tell([detected, { type: 'vehicle_passed', payload: {} }])
    const ack = await intake.receive({ machineId: 'gate_in', family: 'gate', epoch, items: [item(2, note(uuidv7(), 5000))] })
    expect(ack).toMatchObject({ acked_seq: 2, rejected: [{ seq: 2, code: 'conflict' }] })
  })

  test('without a number that can be read are named and kept for a person', async () => {
    const ack = await intake.receive({
      machineId: 'gate_in',
      family: 'gate',
      epoch,
      items: [{ ...item(1, detected), seq: null }, item(1, detected)],
    })
    expect(ack).toMatchObject({ acked_seq: 1, rejected: [{ seq: 0, code: 'invalid_fact', terminal: true }] })
  })

  test('of money that cannot be are kept but not booked', async () => {
    const dollars: Told = { type: 'cash_received', payload: { ...note(uuidv7(), 20).payload, currency: 'USD' } }
    await tell([admitted, passedIn, note(uuidv7(), 5000), change(2_000_000_000), dollars])
    expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 5000 })
    expect((await store.alarms.list({ state: 'active' }, { limit: 9 })).items.map(alarm => alarm.code)).toEqual(['fact_rejected'])
    expect((await store.facts.list({ machineId: 'gate_in' }, { limit: 9 })).items).toHaveLength(5)
  })

  test('of a note and its change told in one message book both', async () => {
    expect(await tell([admitted, passedIn, note(uuidv7(), 7000), paid, change(2000)])).toMatchObject({ acked_seq: 5, rejected: [] })
    expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 5000 })
    expect((await store.ledger.list({ sessionId }, { limit: 9 })).items.map(entry => entry.amount).toSorted((a, b) => a - b)).toEqual([
      -2000, 7000,
    ])
    expect((await store.deadLetters.list({}, { limit: 9 })).items).toEqual([])
  })

  test('of a passage in the other direction prove nothing', async () => {
    await tell([admitted, passedIn, passedOut])
    expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'inside', closedAt: null })
  })

  test('from a clock that runs ahead do not make a stay begin in the future', async () => {
    const later = { ...item(2, passedIn), occurred_at: '2035-01-01T00:00:00.000Z' }
    await intake.receive({ machineId: 'gate_in', family: 'gate', epoch, items: [item(1, admitted), later] })
    expect((await store.sessions.get(sessionId))?.enteredAt).toBe(new Date(clock.now()).toISOString())
  })

  test('with one id told twice are both booked', async () => {
    const first = item(3, note(uuidv7(), 2000))
    await tell([admitted, passedIn])
    const ack = await intake.receive({
      machineId: 'gate_in',
      family: 'gate',
      epoch,
      items: [first, { ...item(4, note(uuidv7(), 3000)), id: first.id }],
    })
    expect(ack).toMatchObject({ acked_seq: 4, rejected: [] })
    expect(await store.sessions.get(sessionId)).toMatchObject({ paidAmount: 5000 })
  })

  test('the database refuses are set aside, and those behind them go on', async () => {
    const real = store.transact.bind(store)
    store.transact = work =>
      real(tx => {
        const insert = tx.facts.insert.bind(tx.facts)
        const refusing = {
          ...tx.facts,
          insert: async (facts: Parameters<typeof insert>[0]) => {
            if (facts.some(fact => fact.type === 'poison')) throw new CodedError('internal', 'too much for this database')
            return insert(facts)
          },
        }
        return work({ ...tx, facts: refusing })
      })
    const ack = await tell([detected, { type: 'poison', payload: {} }, admitted])
    expect(ack).toMatchObject({ acked_seq: 3, rejected: [{ seq: 2, code: 'refused_by_database', terminal: true }] })
    expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'waiting' })
  })

  test('behind which the database goes away are shown to the screens, once, although nothing of their message was acknowledged', async () => {
    const real = store.transact.bind(store)
    let commits = 0
    store.transact = work => {
      commits += 1
      if (commits === 1) return Promise.reject(new CodedError('internal', 'too much at once for this database'))
      return commits === 2 ? real(work) : Promise.reject(new CodedError('database_unavailable', 'away', { retryable: true }))
    }
    await expect(tell([admitted, passedIn])).rejects.toMatchObject({ code: 'database_unavailable' })
    store.transact = real
    expect(await tell([admitted, passedIn])).toMatchObject({ acked_seq: 2, rejected: [] })
    expect(told.map(event => [event.type, event.payload['event'], event.at])).toEqual([
      ['parking_event', 'entry', at(1)],
      ['parking_event', 'entry', at(2)],
    ])
  })

  test('whose commit was never answered are told again and count once', async () => {
    const real = store.transact.bind(store)
    await tell([detected])
    store.transact = async work => {
      await real(work)
      throw new CodedError('database_unavailable', 'the connection broke', { retryable: true })
    }
    await expect(tell([admitted, passedIn], 2)).rejects.toMatchObject({ code: 'database_unavailable' })
    store.transact = real
    expect(await tell([admitted, passedIn], 2)).toEqual({ epoch, acked_seq: 3, rejected: [] })
    expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'inside' })
  })

  test('of a family without rules of its own still raise and clear alarms', async () => {
    const alarm = (seq: number, type: 'alarm_raised' | 'alarm_cleared', payload: Record<string, unknown>) =>
      intake.receive({
        machineId: 'water_1',
        family: 'water',
        epoch,
        items: [item(seq, { type, payload: { code: 'pump_dry', ...payload } })],
      })
    await alarm(1, 'alarm_raised', { severity: 'warning', message: 'dry' })
    const raised = (await store.alarms.list({ machineId: 'water_1' }, { limit: 5 })).items
    await alarm(2, 'alarm_cleared', {})
    const cleared = (await store.alarms.list({ machineId: 'water_1' }, { limit: 5 })).items
    expect([raised, cleared]).toMatchObject([[{ code: 'pump_dry', state: 'active' }], [{ code: 'pump_dry', state: 'cleared' }]])
  })

  test('of a machine whose clock runs ahead raise and clear no alarm later than they were heard of', async () => {
    const heardAt = new Date(clock.now()).toISOString()
    const alarm = (seq: number, type: 'alarm_raised' | 'alarm_cleared') => {
      const payload = { code: 'pump_dry', severity: 'warning', message: 'dry' }
      const tomorrow = { ...item(seq, { type, payload }), occurred_at: new Date(clock.now() + 24 * 60 * 60_000).toISOString() }
      return intake.receive({ machineId: 'water_1', family: 'water', epoch, items: [tomorrow] })
    }
    await alarm(1, 'alarm_raised')
    await alarm(2, 'alarm_cleared')
    expect((await store.alarms.list({ machineId: 'water_1' }, { limit: 5 })).items).toMatchObject([
      { raisedAt: heardAt, clearedAt: heardAt },
    ])
  })

  test('that raise the same alarm again and again leave one', async () => {
    for (const seq of [1, 2, 3]) await tell([{ type: 'vehicle_passed', payload: { n: seq } }], seq)
    expect((await store.alarms.list({ state: 'active' }, { limit: 9 })).items).toHaveLength(1)
  })

  test('under an id another journal used already do not stop the others', async () => {
    await tell([detected])
    const other = uuidv7()
    const stolen = { ...item(1, detected, other), id: item(1, detected).id }
    const [mine, theirs] = await Promise.all([
      tell([admitted], 2),
      intake.receive({ machineId: 'gate_out', family: 'gate', epoch: other, items: [stolen] }),
    ])
    expect(mine).toMatchObject({ acked_seq: 2 })
    expect(theirs).toMatchObject({ acked_seq: 1 })
  })
})
