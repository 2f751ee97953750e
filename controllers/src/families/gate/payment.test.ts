import { describe, expect, test } from 'vitest'
import { paperJob } from './paper.ts'
import type { Effect, GateInput } from './state.ts'
import { boardGone, card, loop1, loop2, quietInputs, session, testLane, timer } from './test-lane.ts'

const atExit = () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(loop1(true), card())
  return lane
}

test('a free or paid stay drives out at once', () => {
  const lane = atExit()
  lane.approve({ amount: 0, paid: true })
  lane.obey()
  lane.send(loop1(false), loop2(true), loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ direction: 'out', session_id: session })
})

test('notes are booked one by one; the last one completes the payment before the barrier is ordered', () => {
  const lane = atExit()
  lane.owe(8000)
  expect(lane.phase()).toBe('paying')
  expect(lane.last('cash').act).toBe('enable')
  lane.send({ kind: 'escrow', amount: 5000 })
  expect(lane.last('cash').act).toBe('accept')
  lane.send({ kind: 'stacked', amount: 5000 })
  expect(lane.phase()).toBe('paying')
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(false)
  lane.send({ kind: 'escrow', amount: 5000 })
  const step = lane.send({ kind: 'stacked', amount: 5000 })
  const kinds = step.flatMap(effect => (effect.do === 'record' ? [effect.fact.type] : effect.do === 'move' ? ['move'] : []))
  expect(kinds).toEqual(['cash_received', 'payment_completed', 'access_decided', 'barrier_ordered', 'move'])
  expect(lane.facts('cash_received').map(fact => fact.payload)).toMatchObject([
    { amount: 5000, quote_amount: 8000, session_id: session },
    { amount: 5000 },
  ])
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({
    amount: 8000,
    paid_amount: 10000,
    change_amount: 2000,
    method: 'cash',
  })
})

test('who pays at a gate with a printer gets a receipt, once the payment is written down', () => {
  const lane = testLane({ config: { direction: 'out', printsReceipts: true } })
  lane.send(loop1(true), card('CARD_007'))
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 10_000 }, { kind: 'stacked', amount: 10_000 })
  const { paper } = lane.last('print')
  expect(paper).toMatchObject({ kind: 'receipt', reference: 'CARD_007', changeAmount: 2000, quote: { amount: 8000, paidAmount: 10_000 } })
  expect(paperJob(paper, { outlet: { name: 'Parkir Pusat', timezone: 'Asia/Jakarta' }, gateName: 'Gerbang keluar' })).toMatchObject({
    id: expect.stringMatching(/^receipt-/),
    content: { kind: 'receipt', amount: 8000, paidAmount: 10_000, changeAmount: 2000, durationMinutes: 90, code: session },
  })
  expect(lane.effects().filter(effect => effect.do === 'print')).toHaveLength(1)
})

test('a gate without a printer prints no receipt, and nobody is told that one is missing', () => {
  const lane = atExit()
  lane.owe(5000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 })
  expect(lane.effects().some(effect => effect.do === 'print')).toBe(false)
})

test('change counts as given only when the device says so', () => {
  const lane = atExit()
  lane.owe(3000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 })
  const { paymentId, amount } = lane.last('give_change')
  expect(amount).toBe(2000)
  expect(lane.facts('change_given')).toHaveLength(0)
  lane.send({ kind: 'change_paid', paymentId, result: { ok: true } })
  expect(lane.facts('change_given')[0]?.payload).toMatchObject({ amount: 2000, payment_id: paymentId })
})

test('change that cannot be given is an alarm, and the vehicle leaves all the same', () => {
  const lane = atExit()
  lane.owe(3000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 })
  const { paymentId } = lane.last('give_change')
  lane.send({ kind: 'change_paid', paymentId, result: { ok: false, code: 'not_supported', message: 'no change here', moved: 'no' } })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'change_not_given' })
  expect(lane.phase()).toBe('opening')
})

test('money from an earlier visit counts', () => {
  const lane = atExit()
  lane.owe(8000, 5000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 })
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ paid_amount: 10000, change_amount: 2000 })
})

test('a price that earlier money covers is paid at once, with its change, and no note is asked for', () => {
  const lane = atExit()
  lane.owe(8000, 10_000)
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ amount: 8000, paid_amount: 10_000, change_amount: 2000 })
  expect([lane.last('give_change').amount, lane.last('move').action]).toEqual([2000, 'open'])
  expect(lane.effects()).not.toContainEqual({ do: 'cash', act: 'enable' })
})

test('a vehicle that backs out gets its note back; what is in the box stays recorded', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 }, loop1(false), { kind: 'escrow', amount: 2000 })
  expect(lane.last('cash').act).toBe('give_back')
  lane.send({ kind: 'returned' }, timer('left'))
  expect(lane.facts('cash_received')).toHaveLength(1)
  expect(lane.facts('payment_completed')).toHaveLength(0)
  expect(lane.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ session_id: session, reason: 'left' })
  expect(lane.last('cash').act).toBe('disable')
})

test('a note whose fate the device does not tell is an alarm, not a note given back', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'unproven', amount: 5000, why: 'no answer' })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'note_unproven' })
  lane.send({ kind: 'escrow', amount: 5000 })
  expect(lane.last('cash').act).toBe('accept')
})

test('each note of which nobody knows is told, with whose it was and how much', () => {
  const lane = atExit()
  lane.owe(8000)
  for (const amount of [5000, 2000]) lane.send({ kind: 'escrow', amount }, { kind: 'unproven', amount, why: 'no answer' })
  const about = { code: 'note_unproven', severity: 'critical', session_id: session, currency: 'IDR' }
  expect(lane.facts('alarm_raised').map(fact => fact.payload)).toMatchObject([
    { ...about, amount: 5000 },
    { ...about, amount: 2000 },
  ])
  expect(lane.state().alarms).toEqual([])
})

test('each note taken from nobody, and each change not given, is told', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send({ kind: 'stacked', amount: 5000 }, { kind: 'stacked', amount: 2000 })
  for (const _car of ['first', 'second']) {
    lane.send(loop1(true), card())
    lane.owe(3000)
    lane.send(...paidWith(5000))
    const { paymentId } = lane.last('give_change')
    lane.send({ kind: 'change_paid', paymentId, result: { ok: false, code: 'not_supported', message: 'no change', moved: 'no' } })
    expect(lane.state().visit?.changeMissing).toBe(true)
    lane.obey()
    lane.send(loop2(true), loop1(false), loop2(false))
  }
  expect(lane.facts('alarm_raised').map(fact => [fact.payload['code'], fact.payload['amount']])).toEqual([
    ['cash_unclaimed', 5000],
    ['cash_unclaimed', 2000],
    ['change_not_given', 2000],
    ['change_not_given', 2000],
  ])
})

test('change still under way when the next payment completes is told as not proven', () => {
  const lane = atExit()
  lane.owe(3000)
  lane.send(...paidWith(5000))
  lane.obey()
  lane.send(loop2(true), loop1(false), loop2(false), loop1(true), card('OTHER'))
  lane.owe(4000)
  lane.send(...paidWith(10_000))
  expect(lane.facts('alarm_raised').map(fact => fact.payload)).toMatchObject([{ code: 'change_not_given', amount: 2000 }])
})

test('a note that was on its way into the box when the vehicle left is booked for its stay', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 10000 }, loop1(false), timer('left'), { kind: 'stacked', amount: 10000 })
  expect(lane.facts('cash_received')[0]?.payload).toMatchObject({ session_id: session, amount: 10000 })
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(false)
})

test('a note while nobody pays is given back, and one that was taken anyway is an alarm', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send({ kind: 'escrow', amount: 5000 })
  expect(lane.last('cash').act).toBe('give_back')
  lane.send({ kind: 'stacked', amount: 5000 })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'cash_unclaimed' })
})

test('a price left standing too long is asked for anew', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send(timer('paying'))
  expect([lane.phase(), lane.reason()]).toEqual(['refused', 'payment_timeout'])
  lane.send(card())
  expect(lane.phase()).toBe('authorizing')
})

test('money put in and left standing is still counted by the next price', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 }, timer('paying'), card())
  lane.owe(9000, 5000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 })
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ amount: 9000, paid_amount: 10000 })
})

test('exit without an open stay is refused with the hub’s reason', () => {
  const lane = atExit()
  lane.refuse('no_open_session')
  expect([lane.phase(), lane.reason()]).toEqual(['refused', 'no_open_session'])
})

const paidWith = (amount: number) => [{ kind: 'escrow', amount } as const, { kind: 'stacked', amount } as const]

test('one note at a time, and none after the price ran out', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 1000 }, { kind: 'escrow', amount: 2000 })
  expect(lane.last('cash').act).toBe('give_back')
  lane.send({ kind: 'stacked', amount: 1000 }, timer('paying'))
  expect(lane.last('cash').act).toBe('disable')
  lane.send({ kind: 'escrow', amount: 5000 })
  expect(lane.last('cash').act).toBe('give_back')
})

test('a note that falls after the price was covered is booked, and the payment is completed once', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send(...paidWith(10_000), { kind: 'stacked', amount: 5000 })
  expect(lane.facts('cash_received').map(fact => fact.payload)).toMatchObject([{ amount: 10_000 }, { amount: 5000 }])
  expect(lane.facts('payment_completed')).toHaveLength(1)
})

test('a note belongs to the stay it was accepted for, not to who came after', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 10_000 }, loop1(false), timer('left'), loop1(true), card('OTHER'))
  lane.approve({ approved: false, session_id: '019be7a0-0000-7000-8000-00000000bbbb', amount: 4000, paid: false })
  lane.send({ kind: 'stacked', amount: 10_000 })
  expect(lane.facts('cash_received')[0]?.payload).toMatchObject({ session_id: session, amount: 10_000 })
  expect(lane.phase()).toBe('paying')
})

test('a note that falls after a new price was told counts towards that one', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 10_000 }, timer('paying'), card())
  lane.owe(9000)
  lane.send({ kind: 'stacked', amount: 10_000 })
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ amount: 9000, paid_amount: 10_000, change_amount: 1000 })
})

test('an answer about other change is not taken for this one’s', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send(...paidWith(10_000), { kind: 'change_paid', paymentId: 'another', result: { ok: true } })
  expect(lane.facts('change_given')).toEqual([])
})

test('what the device says of another note than the one under way changes nothing about that one', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 1000 })
  const first = lane.state().note?.id ?? ''
  lane.send({ kind: 'unproven', amount: 1000, why: 'power_lost' }, { kind: 'escrow', amount: 5000 })
  const late = { ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' } as const
  lane.send(
    { kind: 'not_accepted', noteId: first, result: late },
    { kind: 'not_accepted', noteId: first, result: { ...late, moved: 'no' } },
  )
  expect(lane.state().note?.amount).toBe(5000)
  lane.send({ kind: 'stacked', amount: 5000 })
  expect(lane.facts('alarm_raised').map(fact => fact.payload['amount'])).toEqual([1000])
  expect(lane.facts('cash_received').map(fact => fact.payload['amount'])).toEqual([5000])
})

test('an order that surely did not reach the device leaves the note with the customer', () => {
  const lane = atExit()
  lane.owe(8000)
  lane.send({ kind: 'escrow', amount: 5000 })
  const noteId = lane.state().note?.id ?? ''
  lane.send({ kind: 'not_accepted', noteId, result: { ok: false, code: 'device_unavailable', message: 'away', moved: 'no' } })
  expect(lane.state().note).toBeNull()
  expect(lane.facts('alarm_raised')).toEqual([])
})

test('a note that nobody was asked about, or that was to go back, is told with what is known of it', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send({ kind: 'unproven', amount: null, why: 'stacked_unasked' }, loop1(true), card())
  lane.owe(8000)
  lane.send({ kind: 'unproven', amount: 2000, why: 'stacked_though_refused' })
  const [unknown, known] = lane.facts('alarm_raised').map(fact => fact.payload)
  expect(unknown).toEqual({ code: 'note_unproven', severity: 'critical', message: 'A note may be in the box unbooked: stacked_unasked' })
  expect(known).toMatchObject({ code: 'note_unproven', amount: 2000, currency: 'IDR', session_id: session })
})

test('a device that comes back while somebody pays is opened again, and only then', () => {
  const lane = atExit()
  const back = [
    { kind: 'device', device: 'cash', connected: false, reason: 'jam' } as const,
    { kind: 'device', device: 'cash', connected: true, reason: '' } as const,
  ]
  lane.send(...back)
  expect(lane.effects()).not.toContainEqual({ do: 'cash', act: 'enable' })
  lane.owe(8000)
  expect(lane.send(...back)).toContainEqual({ do: 'cash', act: 'enable' })
})

describe('a sale that cannot go on takes no money', () => {
  const paying = () => {
    const lane = testLane({ config: { direction: 'out' } })
    lane.send(loop1(true), card())
    lane.owe(5_000)
    return lane
  }
  const acts = (effects: readonly Effect[]) => effects.flatMap(effect => (effect.do === 'cash' ? [effect.act] : []))
  const note: GateInput = { kind: 'escrow', amount: 5_000 }

  test.each<[string, GateInput, GateInput]>([
    ['the board is away', boardGone, { kind: 'board', inputs: { ...quietInputs, loop1: true } }],
    [
      'the machine is put out of service',
      { kind: 'set_mode', id: 'c1', mode: 'maintenance' },
      { kind: 'set_mode', id: 'c2', mode: 'active' },
    ],
  ])('while %s: a note goes back, the slots are closed, and open when it is over', (_, trouble, over) => {
    const lane = paying()
    expect(acts(lane.send(trouble))).toEqual(['disable'])
    expect(acts(lane.send(note, { kind: 'returned' }))).toEqual(['give_back'])
    expect(acts(lane.send({ kind: 'device', device: 'cash', connected: true, reason: '' }))).toEqual([])
    expect(acts(lane.send(over))).toEqual(['enable'])
    expect(acts(lane.send(note))).toEqual(['accept'])
  })

  test('a price that is told while the board is away opens no slot until it is back', () => {
    const lane = testLane({ config: { direction: 'out' } })
    lane.send(loop1(true), card(), boardGone)
    lane.owe(5_000)
    expect(acts(lane.effects())).toEqual([])
    expect(acts(lane.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } }))).toEqual(['enable'])
  })
})
