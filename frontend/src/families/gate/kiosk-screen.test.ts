import { type GateRole, type LanePhase, lanePhase } from '@palang/protocol'
import { expect, test } from 'vitest'
import type { PanelLane } from '../../kiosk/snapshot.ts'
import { gateScreen, type GateView } from './kiosk-screen.ts'

const view = (direction: GateRole, lane: Partial<PanelLane> & { phase: LanePhase }, change: Partial<GateView> = {}): GateView => ({
  direction,
  barrier: 'closed',
  isBarrierProven: true,
  vehicleWaiting: false,
  lane,
  currency: 'IDR',
  ticketPrinted: true,
  changeMissing: false,
  takes: 'notes',
  hubOnline: true,
  acceptedNotes: [],
  ...change,
})

test.each<[LanePhase, string]>([
  ['idle', 'welcome'],
  ['vehicle_waiting', 'present'],
  ['authorizing', 'checking'],
  ['refused', 'refused'],
  ['paying', 'pay'],
  ['opening', 'go'],
  ['passing', 'go'],
  ['closing', 'closing'],
  ['fault', 'out_of_order'],
  ['disabled', 'out_of_order'],
])('phase %s shows %s at both gates', (phase, kind) => {
  expect(gateScreen(view('in', { phase })).kind).toBe(kind)
  expect(gateScreen(view('out', { phase })).kind).toBe(kind)
})

test('every phase of the wire has a screen', () => {
  for (const phase of lanePhase.options) expect(gateScreen(view('in', { phase }))).toBeDefined()
})

test('a pay station begins with what is shown to it, and ends with until when to leave', () => {
  const paid = (lane: Partial<PanelLane>, change: Partial<GateView> = {}) =>
    gateScreen(view('pay', { phase: 'paid', since: '2026-01-20T03:00:00.400Z', leave_by: '2026-01-20T03:15:00.300Z', ...lane }, change))
  expect(gateScreen(view('pay', { phase: 'idle' }))).toEqual({ kind: 'present', direction: 'pay' })
  expect(gateScreen(view('pay', { phase: 'idle', reason: 'machine_busy' }))).toMatchObject({ kind: 'refused', refusal: 'busy' })
  expect(paid({ amount: 14_000, paid_amount: 20_000, change_amount: 6_000 })).toMatchObject({
    how: 'now',
    bill: { change: 6_000 },
    leave: { minutes: 14, by: '2026-01-20T03:15:00.300Z' },
  })
  expect(paid({ amount: 14_000, change_amount: 6_000 }, { changeMissing: true })).toMatchObject({ changeMissing: true })
  expect(paid({ amount: 14_000, reason: 'already_paid' })).toMatchObject({ how: 'before', changeMissing: false })
  expect(paid({ amount: 0, reason: 'nothing_to_pay' }, { changeMissing: true })).toMatchObject({ how: 'free', changeMissing: false })
})

test.each([
  ['no grace was told', { since: '2026-01-20T03:00:00.000Z' }, undefined],
  ['the time is over by now', { since: '2026-01-20T03:00:00.000Z', leave_by: '2026-01-20T02:00:00.000Z' }, 0],
])('at a pay station %s', (_name, lane, minutes) => {
  const screen = gateScreen(view('pay', { phase: 'paid', ...lane }))
  expect(screen.kind === 'paid' ? screen.leave?.minutes : null).toBe(minutes)
})

test('a ticket is shown while the barrier opens and the vehicle passes, but not at the exit', () => {
  for (const phase of ['opening', 'passing'] as const) {
    expect(gateScreen(view('in', { phase, ticket: 'T-7KQ2M' }))).toMatchObject({ kind: 'ticket', ticket: 'T-7KQ2M', printed: true })
    expect(gateScreen(view('out', { phase, ticket: 'T-7KQ2M' })).kind).toBe('go')
  }
})

test('a ticket that did not come out of the printer is said to be on the screen only', () => {
  expect(gateScreen(view('in', { phase: 'opening', ticket: 'T-7KQ2M' }, { ticketPrinted: false }))).toMatchObject({ printed: false })
})

test('the bill counts down as notes go in and never below nothing', () => {
  const paying = (paid?: number) => gateScreen(view('out', { phase: 'paying', amount: 14_000, paid_amount: paid }))
  expect(paying()).toMatchObject({ bill: { amount: 14_000, paid: 0, remaining: 14_000 } })
  expect(paying(10_000)).toMatchObject({ bill: { paid: 10_000, remaining: 4_000 } })
  expect(paying(20_000)).toMatchObject({ bill: { remaining: 0 } })
})

test('what was paid and what comes back is told while driving out', () => {
  const lane = { phase: 'opening', amount: 14_000, paid_amount: 20_000, change_amount: 6_000, currency: 'IDR' } as const
  expect(gateScreen(view('out', lane))).toMatchObject({ kind: 'go', bill: { change: 6_000 }, changeMissing: false })
  expect(gateScreen(view('out', lane, { changeMissing: true }))).toMatchObject({ changeMissing: true })
})

test('an old alarm about change does not trouble a driver who gets none', () => {
  const lane = { phase: 'opening', amount: 14_000, paid_amount: 14_000 } as const
  expect(gateScreen(view('out', lane, { changeMissing: true }))).toMatchObject({ changeMissing: false })
})

test('a notice while the lane waits is told like a refusal', () => {
  expect(gateScreen(view('in', { phase: 'idle', reason: 'no_vehicle' }))).toMatchObject({ kind: 'refused', refusal: 'no_vehicle' })
  expect(gateScreen(view('in', { phase: 'vehicle_waiting', reason: 'machine_busy' }))).toMatchObject({ kind: 'refused', refusal: 'busy' })
})

test('the barrier counts as open only when the sensor says so', () => {
  expect(gateScreen(view('in', { phase: 'passing' }, { barrier: 'opening' }))).toMatchObject({ open: false })
  expect(gateScreen(view('in', { phase: 'passing' }, { barrier: 'open' }))).toMatchObject({ open: true, lookUp: false })
})

test('where no sensor says that the barrier is open, the driver is told to look', () => {
  const assumed = { barrier: 'open', isBarrierProven: false } as const
  expect(gateScreen(view('in', { phase: 'passing' }, assumed))).toMatchObject({ open: false, lookUp: true })
  expect(gateScreen(view('in', { phase: 'opening' }, { ...assumed, barrier: 'unknown' }))).toMatchObject({ open: false, lookUp: false })
})

test('QRIS is offered beside cash while the hub is there; a code that is shown stays when the hub goes', () => {
  const paying = (qris: PanelLane['qris'], hubOnline = true) => {
    const screen = gateScreen(view('out', { phase: 'paying', amount: 14_000, ...(qris === undefined ? {} : { qris }) }, { hubOnline }))
    return screen.kind === 'pay' ? screen.qris : undefined
  }
  expect(paying(undefined)).toBeNull()
  expect(paying({ state: 'offered' })).toEqual({ state: 'offered', reason: undefined })
  expect(paying({ state: 'offered' }, false)).toBeNull()
  const shown = { state: 'shown', code: '000201', expires_at: '2026-01-20T00:05:00.000Z' } as const
  for (const online of [true, false]) expect(paying(shown, online)).toEqual({ state: 'shown', code: '000201', expiresAt: shown.expires_at })
  expect(paying({ state: 'shown' })).toEqual({ state: 'starting' })
  expect(paying({ state: 'cancelling' })).toEqual({ state: 'cancelling' })
  expect(paying({ state: 'withdrawn', reason: 'offline' }, false)).toEqual({ state: 'withdrawn', reason: 'offline' })
})

test('a full entry says so before anybody presses the button, and what members may do', () => {
  const full = (phase: LanePhase, openTo: 'everyone' | 'members' | 'nobody') =>
    gateScreen(view('in', { phase, places: { vehicle_class: 'motorcycle', open_to: openTo } }))
  expect(full('idle', 'nobody')).toEqual({ kind: 'full', vehicleClass: 'motorcycle', members: false })
  expect(full('vehicle_waiting', 'members')).toEqual({ kind: 'full', vehicleClass: 'motorcycle', members: true })
  expect(full('vehicle_waiting', 'everyone').kind).toBe('present')
  expect(full('opening', 'nobody').kind).toBe('go')
})

test('who comes in hears that the membership ends soon, who leaves does not', () => {
  const lane = { phase: 'opening', valid_days: 3 } as const
  expect(gateScreen(view('in', lane))).toMatchObject({ kind: 'go', validDays: 3 })
  expect(gateScreen(view('out', lane))).toMatchObject({ kind: 'go', validDays: undefined })
})

test('a card is offered beside cash with the hub away too, and its screen follows the terminal', () => {
  const paying = (card: PanelLane['card']) => {
    const screen = gateScreen(
      view('out', { phase: 'paying', amount: 14_000, ...(card === undefined ? {} : { card }) }, { hubOnline: false }),
    )
    return screen.kind === 'pay' ? screen.card : undefined
  }
  expect(paying(undefined)).toBeNull()
  expect(paying({ state: 'offered', reason: 'declined' })).toEqual({ state: 'offered', reason: 'declined' })
  for (const state of ['reading', 'cancelling', 'asking'] as const) expect(paying({ state })).toEqual({ state })
})
