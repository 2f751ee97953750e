import type { SaleMethod, SaleResult } from '@palang/protocol'
import { expect, test } from 'vitest'
import { ofNoSale } from '../../domain/pours.ts'
import { sessionRecord } from '../../edges/http/testing/fake-hub.ts'
import { waterHub } from './testing/water-hub.ts'

async function soldHub() {
  const hub = await waterHub()
  const sold = (
    machineId: string,
    closedAt: string,
    result: SaleResult,
    deliveredMl: number,
    charged: number,
    paidBy: SaleMethod | null = 'cash',
  ) => {
    const id = `sale-${hub.store.shelves.sessions.size}`
    const pour = { ...ofNoSale, purpose: 'sale' as const, orderedMl: 600, deliveredMl, exact: true, result, charged, paidBy }
    hub.store.shelves.sessions.set(id, sessionRecord(closedAt, { id, family: 'water', machineId, vehicleClass: null, closedAt, pour }))
  }
  sold('vending-1', '2026-01-19T16:59:59.999Z', 'success', 600, 1000)
  sold('vending-1', '2026-01-19T17:00:00.000Z', 'success', 600, 1000)
  sold('vending-2', '2026-01-20T10:00:00.000Z', 'failed', 380, 633)
  return { ...hub, sold }
}

const report = '/api/water/report?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z'

test('what was sold is told by day and hour of the outlet, with a total that is its sum', async () => {
  const { call } = await soldHub()
  const { json } = await call('GET', `${report}&group=day`)
  expect(json).toMatchObject({
    currency: 'IDR',
    rows: [
      { key: '2026-01-19', sales: 1 },
      { key: '2026-01-20', sales: 2, results: { success: 1, failed: 1, cancelled: 0 }, delivered_ml: 980, charged: 1633 },
    ],
    total: { sales: 3, delivered_ml: 1580, charged: 2633 },
  })
  expect((await call('GET', `${report}&group=hour`)).json).toMatchObject({ rows: [{ key: '00' }, { key: '17' }, { key: '23' }] })
})

test('a choice nobody paid for is no sale and stands apart; one that was paid is, though nothing came', async () => {
  const { call, sold } = await soldHub()
  sold('vending-2', '2026-01-20T10:05:00.000Z', 'cancelled', 0, 0, null)
  sold('vending-2', '2026-01-20T10:06:00.000Z', 'failed', 0, 0, null)
  sold('vending-2', '2026-01-20T10:07:00.000Z', 'failed', 0, 0)
  sold('vending-2', '2026-01-20T10:08:00.000Z', 'cancelled', 200, 333)
  sold('vending-3', '2026-01-20T10:09:00.000Z', 'cancelled', 0, 0, null)
  const { json } = await call('GET', report)
  const none = { sales: 0, results: { success: 0, failed: 0, cancelled: 0 }, given_up: 1, delivered_ml: 0, charged: 0 }
  expect(json).toMatchObject({
    rows: [
      { key: 'vending-1', sales: 2, given_up: 0 },
      { key: 'vending-2', sales: 3, results: { success: 0, failed: 2, cancelled: 1 }, given_up: 2, delivered_ml: 580, charged: 966 },
      { key: 'vending-3', ...none },
    ],
    total: { sales: 5, given_up: 3, results: { success: 2, failed: 2, cancelled: 1 } },
  })
})

test('one machine alone, and the same as a file', async () => {
  const { app, call } = await soldHub()
  expect((await call('GET', `${report}&machine_id=vending-2`)).json).toMatchObject({ rows: [{ key: 'vending-2' }], total: { sales: 1 } })
  const headers = { authorization: 'Bearer operator-token-00000000000000000000000000000' }
  const file = await app.request(report.replace('report?', 'report.csv?'), { headers })
  expect(file.headers.get('content-disposition')).toContain('palang-water-machine-2026-01-01-2026-01-21.csv')
  expect((await file.text()).split('\r\n')).toEqual([
    'machine,sales,success,failed,cancelled,delivered_ml,charged,given_up',
    'vending-1,2,2,0,0,1200,2000,0',
    'vending-2,1,0,1,0,380,633,0',
    '',
  ])
})

test('a period of ten thousand years, one that ends before it begins, and one that is none come to an end', async () => {
  const { call } = await soldHub()
  const ask = async (period: string) => (await call('GET', `/api/water/report?${period}`)).json
  expect(await ask('from=1970-01-01T00:00:00Z&to=8999-12-31T00:00:00Z')).toMatchObject({ total: { sales: 3 } })
  expect(await ask('from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z')).toMatchObject({ rows: [], total: { sales: 0 } })
  expect(await ask('from=yesterday')).toMatchObject({ code: 'invalid_request' })
  expect(await ask('')).toMatchObject({ total: { sales: 3 } })
})
