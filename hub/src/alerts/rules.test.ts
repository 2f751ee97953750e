import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AlarmRecord } from '../store/records.ts'
import { alarm } from '../store/contract/samples.ts'
import type { Recipient } from './recipients.ts'
import { decide, toldKey, type Rules, type Told } from './rules.ts'

const minuteMs = 60_000
const startMs = Date.UTC(2026, 0, 20, 3, 0)
const owner: Recipient = { id: 'owner', channel: 'email', address: 'o@example.com', least: 'warning', step: 1 }

/** As the hub makes them, but at the time of the test. */
function idAt(ms: number, count: number): string {
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7${count.toString(16).padStart(3, '0')}-8000-000000000000`
}

/** A site whose time is moved by hand; what is told is kept as the hub would. */
function site(recipients: readonly Recipient[] = [owner], change: Partial<Rules> = {}) {
  const rules: Rules = {
    recipients,
    timeZone: 'Asia/Jakarta',
    gatherMs: 30_000,
    escalateMs: 15 * minuteMs,
    repeatMs: 30 * minuteMs,
    ...change,
  }
  const alarms = new Map<string, AlarmRecord>()
  const told = new Map<string, Told>()
  const heard: { atMs: number; to: string; event: string; code: string; count: number; alarmId: string }[] = []
  const messages: number[] = []
  let nowMs = startMs
  const iso = () => new Date(nowMs).toISOString()
  const world = {
    alarms,
    heard,
    messages,
    failing: new Set<'email' | 'webhook' | 'telegram'>(),
    now: () => nowMs,
    raise(code = 'barrier_fault', about: Partial<AlarmRecord> = {}) {
      const made = alarm({ id: idAt(nowMs, alarms.size), code, severity: 'warning', raisedAt: iso(), ...about })
      alarms.set(made.id, made)
      return made.id
    },
    clear(id: string) {
      const found = alarms.get(id)
      if (found !== undefined) alarms.set(id, { ...found, state: 'cleared', clearedAt: iso() })
    },
    acknowledge(id: string) {
      const found = alarms.get(id)
      if (found !== undefined) alarms.set(id, { ...found, acknowledgedAt: iso(), acknowledgedBy: 'user:siti', comment: 'x' })
    },
    look() {
      const decision = decide(rules, { alarms: [...alarms.values()], told, failing: world.failing, nowMs })
      for (const { recipient, tellings } of decision.messages) {
        messages.push(nowMs)
        for (const { event, alarm: of, count } of tellings) {
          told.set(toldKey(recipient.id, of), { event, alarmId: of.id, atMs: nowMs })
          heard.push({ atMs: nowMs, to: recipient.id, event, code: of.code, count, alarmId: of.id })
        }
      }
      return decision.lookAgainMs
    },
    /** Lets time pass, looking only when the rules said so. */
    pass(ms: number) {
      const endMs = nowMs + ms
      for (let again = world.look(); again !== undefined && again <= endMs; again = world.look()) {
        expect(again, 'looking again must be later').toBeGreaterThan(nowMs)
        nowMs = again
      }
      nowMs = endMs
    },
    said: () => heard.map(({ atMs, to, event, code, count }) => `${(atMs - startMs) / minuteMs} ${to} ${event} ${code} ${count}`),
  }
  return world
}

test('an alarm is told once after half a minute, and its end once', () => {
  const world = site()
  const id = world.raise()
  world.pass(10 * minuteMs)
  world.clear(id)
  world.pass(100 * minuteMs)
  expect(world.said()).toEqual(['0.5 owner raised barrier_fault 1', '10.5 owner cleared barrier_fault 1'])
})

test('what happens within half a minute goes out in one message', () => {
  const world = site()
  world.raise('barrier_fault')
  world.pass(20_000)
  world.raise('paper_out')
  world.pass(20_000)
  world.raise('disk_low')
  world.pass(minuteMs)
  expect(world.said().map(line => line.split(' ')[0])).toEqual(['0.5', '0.5', (70 / 60).toString()])
  expect(world.messages).toHaveLength(2)
})

test('what is below the least severity is not told', () => {
  const world = site([owner, { ...owner, id: 'all', least: 'info' }, { ...owner, id: 'boss', least: 'critical' }])
  world.raise('note', { severity: 'info' })
  world.raise('fault', { severity: 'critical' })
  world.pass(minuteMs)
  expect(world.said().map(line => line.slice(4))).toEqual([
    'owner raised fault 1',
    'all raised note 1',
    'all raised fault 1',
    'boss raised fault 1',
  ])
})

test('the next steps are told when nobody took note, and not once somebody did', () => {
  const steps = [1, 2, 3].map(step => ({ ...owner, id: `step${step}`, step }))
  const world = site(steps)
  const id = world.raise()
  world.pass(20 * minuteMs)
  world.acknowledge(id)
  world.pass(60 * minuteMs)
  world.clear(id)
  world.pass(minuteMs)
  expect(world.said()).toEqual([
    '0.5 step1 raised barrier_fault 1',
    '15.5 step2 raised barrier_fault 1',
    '80.5 step1 cleared barrier_fault 1',
    '80.5 step2 cleared barrier_fault 1',
  ])
})

test('a machine that was away and tells late does not call everybody at once', () => {
  const world = site([owner, { ...owner, id: 'boss', step: 2 }])
  world.raise('barrier_fault', { raisedAt: new Date(startMs - 5 * 60 * minuteMs).toISOString() })
  world.pass(minuteMs)
  expect(world.said()).toEqual(['0.5 owner raised barrier_fault 1'])
})

test('an alarm that flaps is told once per half hour with a count', () => {
  const world = site()
  for (let round = 0; round < 20; round++) {
    const id = world.raise()
    world.pass(minuteMs)
    world.clear(id)
    world.pass(minuteMs)
  }
  world.pass(120 * minuteMs)
  expect(world.said()).toEqual([
    '0.5 owner raised barrier_fault 1',
    '1.5 owner cleared barrier_fault 1',
    '31.5 owner cleared barrier_fault 15',
    '61.5 owner cleared barrier_fault 4',
  ])
})

test('what came and went within the half minute is told as over', () => {
  const world = site()
  const id = world.raise()
  world.pass(5_000)
  world.clear(id)
  world.pass(60 * minuteMs)
  expect(world.said()).toEqual(['0.5 owner cleared barrier_fault 1'])
})

test('an old story is not told to a hub that has just learnt whom to tell; what is still open is', () => {
  const world = site()
  const id = world.raise('old')
  world.clear(id)
  world.raise('open')
  const later = site()
  for (const one of world.alarms.values()) later.alarms.set(one.id, one)
  const decision = decide(
    { recipients: [owner], timeZone: 'UTC', gatherMs: 30_000, escalateMs: minuteMs, repeatMs: minuteMs },
    { alarms: [...later.alarms.values()], told: new Map(), failing: new Set(), nowMs: startMs + 24 * 60 * minuteMs },
  )
  expect(decision.messages.flatMap(({ tellings }) => tellings.map(({ alarm: of }) => of.code))).toEqual(['open'])
})

test('in quiet hours only critical alarms come through; what is still open afterwards is told then', () => {
  // 10:00 in Jakarta at the start.
  const night = { from: '09:00', to: '11:00', critical: true }
  const world = site([
    { ...owner, quiet: night },
    { ...owner, id: 'deaf', quiet: { ...night, critical: false } },
  ])
  world.raise('fault', { severity: 'critical' })
  world.raise('paper_out')
  const gone = world.raise('disk_low')
  world.pass(minuteMs)
  world.clear(gone)
  world.pass(90 * minuteMs)
  expect(world.said()).toEqual([
    '0.5 owner raised fault 1',
    '60 owner raised paper_out 1',
    '60 deaf raised fault 1',
    '60 deaf raised paper_out 1',
  ])
})

test('a channel that does not get through is not told that it does not', () => {
  const world = site([owner, { ...owner, id: 'chat', channel: 'telegram' }])
  world.failing.add('email')
  world.raise('alert_undelivered', { machineId: 'hub' })
  world.pass(minuteMs)
  expect(world.said()).toEqual(['0.5 chat raised alert_undelivered 1'])
})

test('whatever happens: nothing open stays untold, nothing is told too often, no end without a beginning of its own', () => {
  const act = fc.record({
    code: fc.constantFrom('a', 'b'),
    what: fc.constantFrom('raise', 'clear', 'acknowledge', 'nothing'),
    waitS: fc.integer({ min: 0, max: 3000 }),
  })
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), acts => {
      const world = site()
      const active = new Map<string, string>()
      for (const { code, what, waitS } of acts) {
        const id = active.get(code)
        if (what === 'raise' && id === undefined) active.set(code, world.raise(code))
        if (what === 'acknowledge' && id !== undefined) world.acknowledge(id)
        if (what === 'clear' && id !== undefined) {
          world.clear(id)
          active.delete(code)
        }
        world.pass(waitS * 1000)
      }
      world.pass(31 * minuteMs)
      for (const code of ['a', 'b']) {
        const told = world.heard.filter(one => one.code === code)
        for (const [index, one] of told.entries()) {
          const before = told[index - 1]
          if (before === undefined) continue
          const endsIt = one.event === 'cleared' && before.event === 'raised'
          expect(endsIt || one.atMs - before.atMs >= 30 * minuteMs).toBe(true)
          expect(endsIt || one.alarmId > before.alarmId).toBe(true)
        }
        const last = told.at(-1)
        const [open] = [...world.alarms.values()].filter(one => one.code === code && one.state === 'active')
        if (open === undefined) expect(last?.event ?? 'cleared').toBe('cleared')
        else if (open.acknowledgedAt === null) expect(last).toMatchObject({ event: 'raised', alarmId: open.id })
      }
    }),
    { numRuns: 200 },
  )
})
