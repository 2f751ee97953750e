/** Every situation a treatment machine's kiosk can be in, as the panel would tell it. */
import { treatmentClosed } from '@palang/protocol'
import type { KioskScene } from './kiosk-scenes.ts'

const at = '2026-01-20T03:32:00.000Z'
const soon = (seconds: number) => new Date(Date.parse(at) + seconds * 1_000).toISOString()
const session_id = '019be000-0000-7000-8000-000000000001'
const ready = { connected: true, status: 'ready' }

const treatments = [
  { treatment: 'BASIC', seconds: 180, price: 5_000 },
  { treatment: 'STANDARD', seconds: 300, price: 8_000 },
  { treatment: 'PREMIUM', seconds: 600, price: 15_000 },
]

const machine = (sale: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) => ({
  machine: { id: 'ozon-1', name: 'Ozon helm lobi', family: 'ozone' },
  outlet: { id: 'pusat', name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
  hub: { online: true },
  devices: { arduino: ready, cash: ready },
  simulation: false,
  accepted_notes: [2_000, 5_000, 10_000, 20_000],
  ozone: {
    state: 'idle',
    sale: { phase: 'idle', since: at, currency: 'IDR', treatments, price_list: { version: 'v1' }, credit: 0, ...sale },
  },
  ...rest,
})

const chosen = { session_id, treatment: 'STANDARD', planned_s: 300, price: 8_000 }
const allWays = {
  takes: { notes: true, coins: false },
  qris: { state: 'offered' },
  card: { state: 'offered' },
  prepaid: { state: 'offered' },
}
const paying = (sale: Record<string, unknown>) =>
  machine({ phase: 'paying', ...chosen, paid_amount: 0, until: soon(75), ...allWays, ...sale })
const running = (remaining_s: number, sale: Record<string, unknown> = {}) =>
  machine({ phase: 'running', ...chosen, paid_amount: 8_000, remaining_s, ...sale })
const success = {
  result: 'success',
  reason: 'done',
  actual_s: 300,
  exact: true,
  charged: 8_000,
  remainder: 0,
  remainder_to: 'nobody',
}
const ended = (change: Record<string, unknown>) => {
  const end = { ...success, ...change }
  const waits = end.remainder_to === 'credit' ? { credit: end.remainder, credit_until: soon(298) } : {}
  return machine({ phase: 'thanks', ...chosen, paid_amount: 8_000, ...waits, ended: end })
}

/** Names begin with `ozone-`. */
export const ozoneScenes: readonly KioskScene[] = [
  { name: 'ozone-idle', snapshot: machine() },
  { name: 'ozone-idle-credit', snapshot: machine({ credit: 8_000, credit_until: soon(252) }) },
  { name: 'ozone-idle-one', snapshot: machine({ treatments: [{ treatment: 'BASIC', seconds: 90, price: 0 }] }) },
  { name: 'ozone-idle-two', snapshot: machine({ treatments: treatments.slice(1) }) },
  { name: 'ozone-paying', snapshot: paying({}) },
  { name: 'ozone-paying-part', snapshot: paying({ paid_amount: 5_000 }) },
  { name: 'ozone-paying-cash', snapshot: paying({ qris: undefined, card: undefined, prepaid: undefined }) },
  {
    name: 'ozone-paying-qris',
    snapshot: paying({
      qris: { state: 'shown', amount: 8_000, code: '00020101021226620014COM.GO-JEK.WWW0118936009143931234567', expires_at: soon(245) },
    }),
  },
  { name: 'ozone-paying-card', snapshot: paying({ card: { state: 'reading', amount: 8_000 } }) },
  { name: 'ozone-paying-prepaid', snapshot: paying({ prepaid: { state: 'asking' } }) },
  { name: 'ozone-running', snapshot: running(207) },
  { name: 'ozone-running-begun', snapshot: running(600, { treatment: 'PREMIUM', planned_s: 600 }) },
  { name: 'ozone-running-last', snapshot: running(4) },
  { name: 'ozone-thanks', snapshot: ended({}) },
  {
    name: 'ozone-thanks-stopped',
    snapshot: ended({
      result: 'cancelled',
      reason: 'stopped',
      stopped_by: 'customer',
      actual_s: 187,
      charged: 4_986,
      remainder: 3_014,
      remainder_to: 'credit',
    }),
  },
  {
    name: 'ozone-thanks-door',
    snapshot: ended({ result: 'failed', reason: 'door', actual_s: 42, charged: 1_120, remainder: 6_880, remainder_to: 'credit' }),
  },
  {
    name: 'ozone-thanks-power',
    snapshot: ended({
      result: 'failed',
      reason: 'power',
      exact: false,
      actual_s: 12,
      charged: 320,
      remainder: 7_680,
      remainder_to: 'credit',
    }),
  },
  {
    name: 'ozone-thanks-nothing',
    snapshot: ended({ result: 'failed', reason: 'not_begun', actual_s: 0, charged: 0, remainder: 8_000, remainder_to: 'prepaid' }),
  },
  { name: 'ozone-cooling', snapshot: machine({ phase: 'closed', reason: 'cooling_down', opens_at: soon(47) }) },
  {
    name: 'ozone-cooling-credit',
    snapshot: machine({ phase: 'closed', reason: 'cooling_down', opens_at: soon(12), credit: 3_014, credit_until: soon(200) }),
  },
  ...treatmentClosed.options
    .filter(reason => reason !== 'cooling_down')
    .map(reason => ({ name: `ozone-closed-${reason}`, snapshot: machine({ phase: 'closed', reason }) })),
  { name: 'ozone-closed-door-credit', snapshot: machine({ phase: 'closed', reason: 'door_open', credit: 6_880, credit_until: soon(200) }) },
  { name: 'ozone-out-of-order', snapshot: machine({}, { ozone: { state: 'unknown' }, alarms: ['journal_unwritable'] }) },
]
