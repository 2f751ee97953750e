/** Each rule of a treatment machine by itself: what runs, what forbids it, how it ends, and what it costs. */
import { describe, expect, test } from 'vitest'
import { ready, shut, testConfig, testOzone } from './test-ozone.ts'
import { treatmentStatusOf } from './status.ts'

const start = (id = 'c1') => ({ kind: 'start', id, treatment: 'BASIC' }) as const
const door = { kind: 'switches', switches: { door: true, emergency_stop: false } } as const
const estop = { kind: 'switches', switches: { door: false, emergency_stop: true } } as const
const calm = { kind: 'switches', switches: shut } as const
const ran = (amount: number, reason: 'done' | 'stopped' | 'estop' | 'reset' | 'silence' = 'done') =>
  ({ kind: 'ran', amount, isExact: true, reason }) as const
/** The acceptor tells its count: no coin came meanwhile. */
const noCoins = { kind: 'counted', since: 1, amount: 0, perPulse: 1, torn: 0 } as const
const mode = (id: string, wanted: 'active' | 'maintenance' | 'disabled' = 'active') => ({ kind: 'set_mode', id, mode: wanted }) as const

function plugged(config = testConfig) {
  const machine = testOzone(null, config)
  machine.send({ kind: 'started' }, ready)
  return machine
}

const sale = (machine: ReturnType<typeof testOzone>) =>
  treatmentStatusOf(machine.state(), testConfig, { nowMs: machine.clock.nowMs, isHubOnline: true }).sale

describe('an order', () => {
  test('is written down, begun and ended once, with the board’s own time as proof', () => {
    const machine = plugged()
    machine.send(start())
    machine.take()
    machine.send(ran(60_000), ran(60_000))
    expect(machine.factTypes()).toEqual(['device_connected', 'treatment_ordered', 'treatment_started', 'treatment_ended'])
    expect(machine.orders()).toEqual([60_000])
    expect(machine.ends()).toMatchObject([
      { command_id: 'c1', result: 'success', reason: 'done', planned_s: 60, actual_s: 60, exact: true },
    ])
    expect(machine.ends()[0]).not.toHaveProperty('charged')
    expect(machine.states('c1')).toEqual(['accepted', 'succeeded'])
  })

  test('is refused while another runs, while the machine rests, and for longer than it may', () => {
    const machine = plugged()
    machine.send(start(), start('c2'))
    expect(machine.result('c2')).toMatchObject({ state: 'rejected', error: { code: 'machine_busy' } })
    machine.take()
    machine.send(ran(60_000), start('c3'))
    expect(machine.result('c3')).toMatchObject({ error: { code: 'treatment_blocked' } })
    machine.clock.nowMs += 30_000
    machine.send({ ...start('c4'), seconds: 601 })
    expect(machine.result('c4')).toMatchObject({ error: { code: 'invalid_request' } })
    machine.send(start('c5'))
    expect(machine.states('c5')).toEqual(['accepted'])
  })

  test.each([
    ['the door is open', [door], 'treatment_blocked'],
    ['the emergency stop is pressed', [estop], 'emergency_stop'],
    ['the emergency stop was released and nobody has looked after the machine', [estop, calm], 'emergency_stop'],
    [
      'the board has not said how the door is',
      [{ kind: 'switches', switches: { door: null, emergency_stop: false } }],
      'device_unavailable',
    ],
    ['the board is away', [{ kind: 'board', connected: false, reason: 'unplugged' }], 'device_unavailable'],
    ['the machine is out of service', [mode('m1', 'disabled')], 'machine_disabled'],
  ] as const)('is refused while %s, and so is a customer’s choice', (_, before, code) => {
    const machine = plugged()
    machine.send(...before, start())
    expect(machine.result('c1')).toMatchObject({ state: 'rejected', error: { code } })
    expect(sale(machine)?.phase).toBe('closed')
    machine.send({ kind: 'choose', treatment: 'BASIC' })
    expect([machine.state().shop.sale, machine.orders()]).toEqual([null, []])
  })

  test('whose door opens before the board took it never reaches the board', () => {
    const machine = plugged()
    machine.send(start(), door)
    machine.take()
    expect(machine.orders()).toEqual([])
    expect(machine.result('c1')).toMatchObject({ state: 'failed', error: { code: 'treatment_blocked' } })
    expect(machine.state().run).toBeNull()
  })

  test('that the board may have taken is not given a second time', () => {
    const machine = plugged()
    machine.send(start())
    machine.send({ kind: 'remembered', sessionId: machine.session(), last: { ok: true, count: 4, amount: 9, reason: 'done' } })
    machine.send({ kind: 'taken', sessionId: machine.session(), result: { ok: false, code: 'timeout', message: 'late', moved: 'maybe' } })
    expect(machine.orders()).toEqual([60_000])
    machine.send({ kind: 'ran', amount: 0, isExact: true, reason: 'not_begun' })
    expect(machine.ends()).toMatchObject([{ reason: 'not_begun', actual_s: 0 }])
    expect(machine.state().restUntilMs).toBe(0)
  })
})

describe('in mid-run', () => {
  test.each([
    ['the door opens', door, 'stopped', 'door'],
    ['the emergency stop is pressed', estop, 'estop', 'estop'],
    ['the machine is put out of service', mode('m1', 'disabled'), 'stopped', 'stopped'],
    ['it goes on for longer than ordered', { kind: 'timer', name: 'max_run' }, 'stopped', 'max_run'],
  ] as const)('%s: it is stopped at once, and the end says why', (_, what, told, reason) => {
    const machine = plugged()
    machine.send(start())
    machine.take()
    expect(machine.send(what)).toContainEqual({ do: 'halt' })
    machine.send(ran(20_500, told))
    expect(machine.ends()).toMatchObject([{ reason, result: 'failed', actual_s: 20, exact: true }])
    expect(machine.result('c1')).toMatchObject({ state: 'failed', error: { code: 'treatment_incomplete' } })
  })

  test('a relay that does not open closes the machine until a person has looked after it', () => {
    const machine = plugged()
    machine.send(start())
    machine.take()
    machine.send({ kind: 'timer', name: 'max_run' }, { kind: 'timer', name: 'max_run' })
    expect(machine.halts()).toBe(2)
    machine.send(mode('m1'))
    expect(machine.state().alarms).toEqual(['treatment_over_run'])
    machine.send(ran(70_000, 'stopped'))
    machine.clock.nowMs += 60_000
    expect(sale(machine)).toMatchObject({ phase: 'closed', reason: 'not_stopping' })
    machine.send(mode('m2'))
    expect(sale(machine)?.phase).toBe('idle')
  })

  test('what is left is the board’s own count, not a clock of the program', () => {
    const machine = plugged()
    machine.send(start())
    machine.take()
    machine.clock.nowMs += 40_000
    const seen = () => treatmentStatusOf(machine.state(), testConfig, { nowMs: machine.clock.nowMs, isHubOnline: true }).remaining_s
    expect(seen()).toBe(60)
    machine.send({ kind: 'remembered', sessionId: machine.session(), last: { ok: true, count: 1, amount: 12_300, reason: 'running' } })
    expect(seen()).toBe(48)
  })

  test('an operator who stops it is answered when the board has told how long it ran', () => {
    const machine = plugged()
    machine.send(start(), { kind: 'stop_treatment', id: 's0' })
    machine.take()
    machine.send(start('c2'))
    machine.take()
    machine.send({ kind: 'stop_treatment', id: 's1' })
    expect(machine.states('s1')).toEqual(['accepted'])
    machine.send(ran(5_000, 'stopped'))
    expect(machine.result('s1')).toMatchObject({ state: 'succeeded', evidence: { actual_s: 5 } })
    expect(machine.ends().at(-1)).toMatchObject({ result: 'cancelled', stopped_by: 'operator' })
    machine.send({ kind: 'stop_treatment', id: 's2' })
    expect(machine.result('s2')).toMatchObject({ state: 'rejected', error: { code: 'nothing_under_way' } })
  })
})

test('a released emergency stop opens the machine only when the mode is set anew', () => {
  const machine = plugged()
  machine.send(estop, mode('m1'))
  expect(sale(machine)).toMatchObject({ phase: 'closed', reason: 'emergency_stop' })
  machine.send(calm)
  expect(sale(machine)).toMatchObject({ phase: 'closed', reason: 'emergency_stop' })
  const later = testOzone(machine.saved())
  later.send({ kind: 'started' }, ready)
  expect(sale(later)).toMatchObject({ phase: 'closed', reason: 'emergency_stop' })
  later.send(mode('m2'))
  expect(sale(later)?.phase).toBe('idle')
})

test('without a door switch nobody asks for the door', () => {
  const machine = plugged({ ...testConfig, hasDoor: false })
  machine.send({ kind: 'switches', switches: { door: true, emergency_stop: false } }, start())
  expect([machine.states('c1'), machine.state().alarms]).toEqual([['accepted'], []])
})

describe('a sale', () => {
  test('runs once it is paid, and what was paid too much is the next customer’s choice', () => {
    const machine = plugged()
    machine.buy('STANDARD', 5_000)
    expect(machine.factTypes().slice(1)).toEqual(['treatment_ordered', 'cash_received', 'treatment_paid'])
    machine.take()
    machine.send(ran(120_000))
    expect(machine.ends()).toMatchObject([
      { result: 'success', price: 1_999, charged: 1_999, paid_amount: 5_000, remainder: 3_001, remainder_to: 'credit', actual_s: 120 },
    ])
    expect(sale(machine)).toMatchObject({ phase: 'thanks', credit: 3_001, ended: { charged: 1_999 } })
    machine.send({ kind: 'done' })
    expect(sale(machine)).toMatchObject({ phase: 'closed', reason: 'cooling_down' })
    machine.send({ kind: 'timer', name: 'cool' }, { kind: 'choose', treatment: 'BASIC' })
    expect(machine.facts().at(-1)).toMatchObject({
      type: 'treatment_paid',
      payload: { method: 'credit', amount: 1_000, paid_amount: 3_001 },
    })
  })

  test.each([
    ['the customer stops it', { kind: 'stop' }, 'stopped', { result: 'cancelled', reason: 'stopped', stopped_by: 'customer' }],
    ['the door opens', door, 'stopped', { result: 'failed', reason: 'door' }],
    ['the line falls silent', calm, 'silence', { result: 'failed', reason: 'silence' }],
    ['the board restarts', calm, 'reset', { result: 'failed', reason: 'reset' }],
  ] as const)('is charged by the second when %s', (_, what, told, end) => {
    const machine = plugged()
    machine.buy('STANDARD', 2_000)
    machine.take()
    machine.send(what, ran(59_900, told))
    expect(machine.ends()).toMatchObject([{ ...end, actual_s: 59, charged: 982, remainder: 1_018, remainder_to: 'credit' }])
  })

  test('given up, or not paid in time, gives back what came', () => {
    const machine = plugged()
    machine.send(
      { kind: 'choose', treatment: 'STANDARD' },
      { kind: 'escrow', amount: 1_000 },
      { kind: 'stacked', amount: 1_000 },
      { kind: 'cancel' },
    )
    machine.send({ kind: 'choose', treatment: 'STANDARD' }, { kind: 'timer', name: 'paying' })
    expect(machine.ends()).toMatchObject([
      { result: 'cancelled', reason: 'cancelled', charged: 0, remainder: 1_000 },
      { result: 'cancelled', reason: 'payment_timeout', charged: 0, paid_amount: 1_000, remainder: 1_000 },
    ])
    machine.send({ kind: 'timer', name: 'credit' })
    expect(machine.facts().at(-1)).toMatchObject({ type: 'credit_left', payload: { amount: 1_000 } })
    expect(machine.orders()).toEqual([])
  })

  test('ends without a run when the door opens while somebody pays', () => {
    const machine = plugged()
    machine.send({ kind: 'choose', treatment: 'BASIC' }, door)
    expect(machine.ends()).toMatchObject([{ result: 'failed', reason: 'door', charged: 0 }])
    expect(machine.orders()).toEqual([])
  })

  test('a card that pays after its customer has gone is told in the words of this family', () => {
    const machine = plugged()
    machine.send({ kind: 'device', device: 'terminal', connected: true, reason: '' }, { kind: 'choose', treatment: 'BASIC' })
    machine.send({ kind: 'pay_card', act: 'start' }, { kind: 'cancel' }, { kind: 'timer', name: 'let_go' })
    const charge = machine.done().find(effect => effect.do === 'charge')
    expect(machine.ends()).toMatchObject([{ reason: 'cancelled', charged: 0, paid_amount: 0 }])
    machine.send({ kind: 'charged', paymentId: charge?.paymentId ?? '', result: { ok: true, reference: 'R1' } })
    expect(machine.factTypes().slice(-2)).toEqual(['treatment_paid', 'alarm_raised'])
  })
})

describe('after a power cut', () => {
  test('a treatment the board knows of ends as the board says, and is not begun again', () => {
    const machine = plugged()
    machine.buy('STANDARD', 2_000)
    machine.take()
    const later = testOzone(machine.saved())
    later.send({ kind: 'started' }, ready, noCoins)
    later.send({ kind: 'remembered', sessionId: later.session(), last: { ok: true, count: 1, amount: 30_000, reason: 'silence' } })
    expect(later.ends()).toMatchObject([{ reason: 'silence', actual_s: 30, exact: true, charged: 499, remainder: 1_501 }])
    expect(later.orders()).toEqual([])
  })

  test('a board without its memory charges no more than what was heard', () => {
    const machine = plugged()
    machine.buy('STANDARD', 2_000)
    machine.take()
    machine.send({ kind: 'remembered', sessionId: machine.session(), last: { ok: true, count: 1, amount: 12_000, reason: 'running' } })
    const later = testOzone(machine.saved())
    later.send({ kind: 'started' }, { ...ready, boot: 'boot 2' }, noCoins)
    later.send({ kind: 'remembered', sessionId: later.session(), last: { ok: true, count: 0, amount: 0, reason: 'none' } })
    expect(later.ends()).toMatchObject([{ reason: 'power', exact: false, actual_s: 12, charged: 199 }])
  })

  test('somebody who was paying has what came as credit', () => {
    const machine = plugged()
    machine.send({ kind: 'choose', treatment: 'STANDARD' }, { kind: 'escrow', amount: 1_000 }, { kind: 'stacked', amount: 1_000 })
    const later = testOzone(machine.saved())
    later.send({ kind: 'started' }, ready, noCoins)
    expect(later.ends()).toMatchObject([{ result: 'failed', reason: 'restarted', charged: 0, remainder: 1_000, remainder_to: 'credit' }])
  })
})

describe('settings', () => {
  const settings = (id: string, wanted: object) => ({ kind: 'settings', id, wanted }) as const

  test('are in force at once and over a restart, and the status tells them', () => {
    const machine = plugged()
    machine.send(settings('c1', { minutes: { BASIC: 3 }, cool_down_s: 0 }), settings('c2', { max_run_s: 400 }))
    const later = testOzone(machine.saved())
    const { settings: told, sale: offered } = treatmentStatusOf(later.state(), testConfig, { nowMs: 0, isHubOnline: true })
    expect(told).toEqual({ minutes: { BASIC: 3, STANDARD: 2, PREMIUM: 5 }, max_run_s: 400, cool_down_s: 0 })
    expect(offered?.treatments[0]).toEqual({ treatment: 'BASIC', seconds: 180, price: 1_000 })
  })

  test.each([{ minutes: { PREMIUM: 11 } }, { max_run_s: 299 }, { max_run_s: 601 }, { minutes: { BASIC: 6 }, max_run_s: 300 }])(
    '%j is refused whole',
    wanted => {
      const machine = plugged()
      machine.send(settings('c1', { ...wanted, cool_down_s: 1 }))
      expect(machine.result('c1')).toMatchObject({ state: 'rejected', error: { code: 'invalid_request' } })
      expect(machine.state().ordered).toEqual({})
    },
  )

  test('wait while somebody is served; prices of the hub hold from the next choice on', () => {
    const machine = plugged()
    machine.send({ kind: 'choose', treatment: 'BASIC' }, settings('c1', { cool_down_s: 1 }))
    expect(machine.result('c1')).toMatchObject({ error: { code: 'machine_busy' } })
    const prices = { '*': { version: 'v2', since: '2026-01-20T00:00:00.000Z', prices: { BASIC: 7_000 } } }
    machine.send({ kind: 'learned', settings: { prices } })
    expect(sale(machine)).toMatchObject({
      price: 1_000,
      price_list: { version: 'v2' },
      treatments: [{ price: 7_000 }, { price: 1_999 }, { price: 0 }],
    })
  })
})
