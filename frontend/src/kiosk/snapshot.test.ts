import {
  gateStatus,
  interlockState,
  lanePhase,
  prepaidPayment,
  qualityVerdict,
  remainderTo,
  salePhase,
  saleResult,
  saleStatus,
} from '@palang/protocol'
import { expect, test } from 'vitest'
import { parseSnapshot } from './snapshot.ts'

const snapshot = (change: Record<string, unknown>) =>
  JSON.stringify({
    machine: { id: 'gate_in', name: 'Gerbang masuk', family: 'gate', direction: 'in' },
    outlet: { name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
    hub: { online: true, since: '2026-01-20T03:00:00.000Z' },
    gate: { status: 'closed', loop1: false },
    lane: { phase: 'idle', since: '2026-01-20T03:32:00.000Z' },
    devices: { printer: { connected: true, status: 'ready' } },
    simulation: true,
    ...change,
  })

test.each(lanePhase.options)('knows the phase %s of the wire', phase => {
  expect(parseSnapshot(snapshot({ lane: { phase, since: '2026-01-20T03:32:00.000Z' } }))?.lane?.phase).toBe(phase)
})

test.each(gateStatus.options)('knows the barrier state %s of the wire', status => {
  expect(parseSnapshot(snapshot({ gate: { status } }))?.gate?.status).toBe(status)
})

test.each([
  ['no JSON', '{"machine":'],
  ['another phase', snapshot({ lane: { phase: 'dreaming' } })],
  ['money as text', snapshot({ lane: { phase: 'paying', amount: '5000' } })],
  ['broken money', snapshot({ lane: { phase: 'paying', amount: 0.5 } })],
  ['negative money', snapshot({ lane: { phase: 'paying', amount: -1 } })],
  ['no outlet', snapshot({ outlet: undefined })],
])('refuses %s', (_what, text) => {
  expect(parseSnapshot(text)).toBeUndefined()
})

test('ignores what it does not know', () => {
  expect(parseSnapshot(snapshot({ weather: 'rain' }))?.machine.id).toBe('gate_in')
})

const sale = (change: Record<string, unknown>) =>
  snapshot({ water: { sale: { phase: 'idle', currency: 'IDR', products: [], credit: 0, ...change } } })
const end = {
  result: 'success',
  reason: 'done',
  delivered_ml: 1,
  exact: true,
  charged: 1,
  remainder: 0,
  remainder_to: 'nobody',
  receipt: 'none',
}
const measured = { at: null, tds: null, ph: null, temperature: null, verdict: 'good', reasons: [], interlock: 'open' }

test('knows every word of the wire about a sale of water and its quality', () => {
  const told = [
    ...salePhase.options.map(phase => sale({ phase })),
    ...saleResult.options.map(result => sale({ ended: { ...end, result } })),
    ...remainderTo.options.map(remainder_to => sale({ ended: { ...end, remainder_to } })),
    ...saleStatus.shape.ended.unwrap().shape.receipt.options.map(receipt => sale({ ended: { ...end, receipt } })),
    ...prepaidPayment.shape.state.options.map(state => sale({ prepaid: { state } })),
    ...qualityVerdict.options.map(verdict => snapshot({ water: { quality: { ...measured, verdict } } })),
    ...interlockState.options.map(interlock => snapshot({ water: { quality: { ...measured, interlock } } })),
  ]
  expect(told.filter(text => parseSnapshot(text)?.water === undefined)).toEqual([])
})

test.each([
  ['a price as text', sale({ products: [{ volume_ml: 600, price: '1000' }] })],
  ['no volume', sale({ products: [{ volume_ml: 0, price: 1_000 }] })],
  ['less than nothing delivered', sale({ delivered_ml: -1 })],
  ['a broken credit', sale({ credit: 0.5 })],
])('refuses a sale with %s', (_what, text) => {
  expect(parseSnapshot(text)).toBeUndefined()
})
