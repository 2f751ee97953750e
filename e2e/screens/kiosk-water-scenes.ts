/** Every situation a water machine's kiosk can be in, as the panel would tell it. */
import { closedReason } from '@palang/protocol'
import type { KioskScene } from './kiosk-scenes.ts'

const at = '2026-01-20T03:32:00.000Z'
const soon = (seconds: number) => new Date(Date.parse(at) + seconds * 1_000).toISOString()
const session_id = '019be000-0000-7000-8000-000000000001'
const ready = { connected: true, status: 'ready' }

const products = [
  { volume_ml: 250, price: 500 },
  { volume_ml: 600, price: 1_000 },
  { volume_ml: 1_500, price: 2_000 },
  { volume_ml: 19_000, price: 6_000 },
]
const many = [100, 250, 330, 600, 1_000, 1_500, 2_000, 5_000, 10_000, 19_000].map(volume_ml => ({
  volume_ml,
  price: Math.max(500, Math.round(volume_ml / 3_000) * 1_000),
}))

const good = {
  at,
  tds: 118.4,
  ph: 7.12,
  temperature: 27.3,
  average: { tds: 118, ph: 7.1 },
  verdict: 'good',
  reasons: [],
  interlock: 'open',
  thresholds: { tds_max: 300, ph_min: 6.5, ph_max: 8.5, temperature_max: 35 },
}
const bad = { ...good, tds: 412, ph: 6.2, verdict: 'bad', reasons: ['tds_high', 'ph_low'], interlock: 'locked' }

interface Told {
  sale?: Record<string, unknown>
  quality?: Record<string, unknown> | null
  rest?: Record<string, unknown>
}

const vending = ({ sale = {}, quality = good, rest = {} }: Told) => ({
  machine: { id: 'vending-1', name: 'Air minum lobi', family: 'water' },
  outlet: { id: 'pusat', name: 'Depot Tirta Sehat', timezone: 'Asia/Jakarta', currency: 'IDR' },
  hub: { online: true },
  devices: { board: ready, cash: ready, printer: ready },
  simulation: false,
  quality_page: 'https://air.depot-tirta.example.id/quality/vending-1',
  accepted_notes: [1_000, 2_000, 5_000, 10_000, 20_000],
  water: {
    valve: 'closed',
    sale: { phase: 'idle', since: at, currency: 'IDR', products, credit: 0, ...sale },
    ...(quality === null ? {} : { quality }),
  },
  ...rest,
})

const chosen = { phase: 'paying', session_id, volume_ml: 600, price: 1_000, paid_amount: 0, until: soon(75) }
const allWays = {
  takes: { notes: true, coins: false },
  qris: { state: 'offered' },
  card: { state: 'offered' },
  prepaid: { state: 'offered' },
}
const paying = (sale: Record<string, unknown>, told: Told = {}) => vending({ ...told, sale: { ...chosen, ...allWays, ...sale } })
const pouring = (volume_ml: number, delivered_ml: number) =>
  vending({ sale: { phase: 'pouring', session_id, volume_ml, price: 1_000, paid_amount: 1_000, delivered_ml } })

const success = {
  result: 'success',
  reason: 'done',
  delivered_ml: 600,
  exact: true,
  charged: 1_000,
  remainder: 0,
  remainder_to: 'nobody',
  receipt: 'printed',
}
const ended = (change: Record<string, unknown>, volume_ml = 600) => {
  const end = { ...success, ...change }
  const waits = ['credit', 'both'].includes(end.remainder_to) ? { credit: end.remainder, credit_until: soon(298) } : {}
  return vending({ sale: { phase: 'thanks', session_id, volume_ml, price: 1_000, paid_amount: 1_000, ...waits, ended: end } })
}
const closed = (reason: string, told: Told = {}) => vending({ ...told, sale: { phase: 'closed', reason, ...told.sale } })

/** Water that is not good has scenes of its own. */
const closedReasons = closedReason.options.filter(reason => reason !== 'quality')

/** Names begin with `water-`. */
export const waterScenes: readonly KioskScene[] = [
  { name: 'water-idle', snapshot: vending({}) },
  { name: 'water-idle-credit', snapshot: vending({ sale: { credit: 4_000, credit_until: soon(252) } }) },
  { name: 'water-idle-credit-large', snapshot: vending({ sale: { credit: 1_250_000, credit_until: soon(900) } }) },
  { name: 'water-idle-unwatched', snapshot: vending({ quality: null }) },
  { name: 'water-idle-unknown', snapshot: vending({ quality: { ...good, tds: null, ph: null, temperature: null, verdict: 'unknown' } }) },
  { name: 'water-idle-bare', snapshot: vending({ quality: { ...good, tds: 1_000, temperature: null, thresholds: undefined } }) },
  { name: 'water-idle-one', snapshot: vending({ sale: { products: products.slice(1, 2) }, rest: { quality_page: undefined } }) },
  { name: 'water-idle-three', snapshot: vending({ sale: { products: products.slice(0, 3) } }) },
  { name: 'water-idle-six', snapshot: vending({ sale: { products: many.slice(2, 8) } }) },
  { name: 'water-idle-eight', snapshot: vending({ sale: { products: many.slice(2) } }) },
  { name: 'water-idle-many', snapshot: vending({ sale: { products: many }, rest: { simulation: true } }) },
  { name: 'water-idle-alone', snapshot: vending({ rest: { hub: { online: false } } }) },
  { name: 'water-paying', snapshot: paying({}) },
  { name: 'water-paying-part', snapshot: paying({ volume_ml: 19_000, price: 6_000, paid_amount: 2_000 }) },
  { name: 'water-paying-ending', snapshot: paying({ until: soon(9) }) },
  { name: 'water-paying-alone', snapshot: paying({}, { rest: { hub: { online: false } } }) },
  { name: 'water-paying-cash', snapshot: paying({ qris: undefined, card: undefined, prepaid: undefined }) },
  {
    name: 'water-paying-troubles',
    snapshot: paying({
      qris: { state: 'offered', reason: 'expired' },
      card: { state: 'offered', reason: 'declined' },
      prepaid: { state: 'offered', reason: 'balance_too_low', balance: 500 },
    }),
  },
  {
    name: 'water-paying-none',
    snapshot: paying(
      { takes: { notes: false, coins: false }, qris: undefined, card: undefined, prepaid: undefined },
      { rest: { accepted_notes: undefined } },
    ),
  },
  {
    name: 'water-paying-qris',
    snapshot: paying({
      qris: { state: 'shown', amount: 1_000, code: '00020101021226620014COM.GO-JEK.WWW0118936009143931234567', expires_at: soon(245) },
    }),
  },
  { name: 'water-paying-card', snapshot: paying({ card: { state: 'reading', amount: 1_000 } }) },
  { name: 'water-paying-prepaid', snapshot: paying({ prepaid: { state: 'asking' } }) },
  { name: 'water-pouring', snapshot: pouring(600, 312) },
  { name: 'water-pouring-begun', snapshot: pouring(600, 0) },
  { name: 'water-pouring-glass', snapshot: pouring(250, 190) },
  { name: 'water-pouring-gallon', snapshot: pouring(19_000, 12_480) },
  { name: 'water-thanks', snapshot: ended({}) },
  {
    name: 'water-thanks-both',
    snapshot: ended({
      result: 'failed',
      reason: 'leak',
      delivered_ml: 60,
      charged: 100,
      remainder: 900,
      remainder_to: 'both',
      to_prepaid: 600,
    }),
  },
  { name: 'water-thanks-credit', snapshot: ended({ remainder: 4_000, remainder_to: 'credit' }) },
  {
    name: 'water-thanks-stopped',
    snapshot: ended({
      result: 'cancelled',
      reason: 'stopped',
      delivered_ml: 380,
      charged: 633,
      remainder: 367,
      remainder_to: 'prepaid',
      receipt: 'printing',
    }),
  },
  {
    name: 'water-thanks-failed',
    snapshot: ended(
      {
        result: 'failed',
        reason: 'power',
        delivered_ml: 7_250,
        exact: false,
        charged: 2_289,
        remainder: 3_711,
        remainder_to: 'credit',
        receipt: 'none',
      },
      19_000,
    ),
  },
  {
    name: 'water-thanks-nothing',
    snapshot: ended({
      result: 'failed',
      reason: 'no_flow',
      delivered_ml: 0,
      charged: 0,
      remainder: 1_000,
      remainder_to: 'credit',
      receipt: 'none',
    }),
  },
  {
    name: 'water-thanks-cancelled',
    snapshot: ended({
      result: 'cancelled',
      reason: 'cancelled',
      delivered_ml: 0,
      charged: 0,
      remainder: 500,
      remainder_to: 'credit',
      receipt: 'none',
    }),
  },
  { name: 'water-flushing', snapshot: closed('quality', { quality: { ...bad, interlock: 'flushing' } }) },
  {
    name: 'water-retesting',
    snapshot: closed('quality', { quality: { ...good, verdict: 'unknown', interlock: 'retesting' }, sale: { credit: 4_000 } }),
  },
  { name: 'water-closed-quality', snapshot: closed('quality', { quality: bad, sale: { credit: 4_000 } }) },
  ...closedReasons.map(reason => ({ name: `water-closed-${reason.replaceAll('_', '-')}`, snapshot: closed(reason) })),
  { name: 'water-closed-credit', snapshot: closed('no_water', { sale: { credit: 4_000 } }) },
  {
    name: 'water-closed-disk',
    snapshot: vending({ rest: { water: { valve: 'unknown', reason: 'journal_unwritable' }, alarms: ['journal_unwritable'] } }),
  },
  { name: 'water-not-for-customers', snapshot: vending({ rest: { water: { valve: 'closed' } } }) },
  { name: 'water-help', snapshot: paying({}), act: 'help' },
]
