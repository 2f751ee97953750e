/** What a customer of a treatment machine sees for what the panel says. */
import { treatmentClosed, treatmentEnd, treatmentPhaseOfSale } from '@palang/protocol'
import { expect, test } from 'vitest'
import { parseSnapshot } from '../../kiosk/snapshot.ts'
import { closedTone, closedWhyOf, failedWhyOf } from './kiosk-reasons.ts'
import { ozoneScreen } from './kiosk-screen.ts'
import { lengthText } from './kiosk-time.ts'
import { ozoneWords } from './kiosk-words/words.ts'

const treatments = [
  { treatment: 'PREMIUM', seconds: 600, price: 15_000 },
  { treatment: 'BASIC', seconds: 90, price: 5_000 },
]

function shown(sale: Record<string, unknown> | undefined, rest: Record<string, unknown> = {}) {
  const told = parseSnapshot(
    JSON.stringify({
      machine: { id: 'ozon-1', name: 'Ozon', family: 'ozone' },
      outlet: { name: 'Parkir', timezone: 'Asia/Jakarta', currency: 'IDR' },
      hub: { online: true },
      devices: {},
      simulation: false,
      ozone: { ...(sale && { sale: { phase: 'idle', currency: 'IDR', treatments, credit: 0, ...sale } }) },
      ...rest,
    }),
  )
  if (told === undefined) throw new Error('not a snapshot')
  return ozoneScreen(told)
}

const chosen = { treatment: 'BASIC', planned_s: 90, price: 5_000, paid_amount: 2_000 }
const ended = { result: 'failed', reason: 'door', actual_s: 30, exact: true, charged: 1_666, remainder: 3_334, remainder_to: 'credit' }

test('every phase of the wire has a screen', () => {
  const kinds = treatmentPhaseOfSale.options.map(phase => shown({ phase }).kind)
  expect(kinds).toEqual(['choose', 'pay', 'run', 'choose', 'closed'])
})

test('the shortest treatment stands first', () => {
  expect(shown({})).toMatchObject({ offers: [{ treatment: 'BASIC' }, { treatment: 'PREMIUM' }], credit: undefined })
})

test('paying shows what is owed and every way, whatever the family', () => {
  const takes = { notes: true, coins: true }
  expect(shown({ phase: 'paying', ...chosen, takes, qris: { state: 'offered' } })).toMatchObject({
    kind: 'pay',
    treatment: 'BASIC',
    due: { amount: 5_000, remaining: 3_000 },
    ways: [{ kind: 'cash' }, { kind: 'qris' }],
  })
  expect(shown({ phase: 'paying', ...chosen, card: { state: 'reading' } })).toMatchObject({ kind: 'card', seconds: 90 })
})

test('what is left is never more than was chosen', () => {
  expect(shown({ phase: 'running', ...chosen, remaining_s: 12 })).toMatchObject({ kind: 'run', plannedS: 90, remainingS: 12 })
  expect(shown({ phase: 'running', ...chosen, remaining_s: 900 })).toMatchObject({ remainingS: 90 })
})

test('an end says why, what ran and where the rest is', () => {
  expect(shown({ phase: 'thanks', ...chosen, credit_until: 'then', ended })).toMatchObject({
    outcome: { why: 'door', byStaff: false, actualS: 30, plannedS: 90, back: [{ to: 'credit', amount: 3_334, until: 'then' }] },
  })
  expect(shown({ phase: 'thanks', ...chosen, ended: { ...ended, result: 'cancelled', stopped_by: 'operator' } })).toMatchObject({
    outcome: { why: undefined, byStaff: true },
  })
})

test('a rest is a wait with its end, anything else closed says why; a machine without a sale asks for no money', () => {
  expect(shown({ phase: 'closed', reason: 'cooling_down', opens_at: 'then' })).toMatchObject({ kind: 'cooling', opensAt: 'then' })
  expect(shown({ phase: 'closed', reason: 'door_open' })).toMatchObject({ kind: 'closed', why: 'door' })
  expect(shown({ treatments: [] })).toMatchObject({ kind: 'closed', why: 'none' })
  expect(shown(undefined).kind).toBe('not_for_customers')
  expect(shown(undefined, { alarms: ['journal_unwritable'] })).toMatchObject({ kind: 'closed', why: 'machine' })
})

test('every reason has words, one from the future is plain trouble, and red is for danger alone', () => {
  expect(treatmentClosed.options.filter(reason => ozoneWords.id.closed[closedWhyOf(reason)].title === '')).toEqual([])
  expect(treatmentEnd.options.filter(reason => ozoneWords.id.thanks.why[failedWhyOf(reason)] === '')).toEqual([])
  expect([closedWhyOf('constructor'), failedWhyOf('__proto__'), closedWhyOf(undefined)]).toEqual(['machine', 'machine', 'machine'])
  expect([closedTone('emergency'), closedTone('not_stopping'), closedTone('door')]).toEqual(['stop', 'stop', 'attend'])
})

test('whole minutes are told in minutes, anything else in seconds', () => {
  expect([lengthText(300, ozoneWords.id), lengthText(90, ozoneWords.en)]).toEqual(['5\u00a0menit', '90\u00a0sec'])
})
