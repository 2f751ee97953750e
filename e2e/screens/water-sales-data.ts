/** What ten water machines sold: reports, pours, and the last command of one. */
import type { CommandLife, MachineView, SessionDetail, WaterReport } from '@palang/protocol'
import { ago, chance, hourMs } from './made-up.ts'
import { sessionOf } from './stay-data.ts'
import { newPrices, products } from './water-data.ts'

/** What was sold, under each heading; `machineId` for one machine's part. */
export function waterReportOf(machines: readonly MachineView[], group: WaterReport['group'], from: string, to: string): WaterReport {
  const random = chance(23)
  const days = Math.min(31, Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / (24 * hourMs))))
  const keys = {
    machine: machines.map(machine => machine.id),
    volume: products.map(product => String(product.volume_ml)),
    hour: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
    day: Array.from({ length: days }, (_, day) => new Date(Date.parse(from) + day * 24 * hourMs + 12 * hourMs).toISOString().slice(0, 10)),
  }[group]
  const rows = keys.map((key, index) => {
    const busy = group === 'hour' ? Math.max(0, Math.sin((index - 5) / 5.6)) : 0.6 + random() * 0.6
    const sales = Math.round(busy * 46)
    const failed = sales > 20 && index % 3 === 0 ? 1 : 0
    const cancelled = sales > 30 && index % 4 === 1 ? 2 : 0
    return {
      key,
      sales,
      results: { success: sales - failed - cancelled, failed, cancelled },
      given_up: Math.round(sales / 12),
      delivered_ml: sales * 840,
      charged: sales * 1_400 - failed * 600,
    }
  })
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + of(row), 0)
  return {
    from,
    to,
    group,
    currency: 'IDR',
    rows,
    total: {
      sales: sum(row => row.sales),
      results: {
        success: sum(row => row.results.success),
        failed: sum(row => row.results.failed),
        cancelled: sum(row => row.results.cancelled),
      },
      given_up: sum(row => row.given_up),
      delivered_ml: sum(row => row.delivered_ml),
      charged: sum(row => row.charged),
    },
  }
}

const results = { closed: 'success', partial: 'failed', cancelled: 'cancelled', failed: 'failed' } as const

/** Pours of one machine, newest first. */
export function poursOf(nowMs: number): SessionDetail[] {
  const random = chance(9)
  const ends = ['closed', 'closed', 'partial', 'closed', 'cancelled', 'closed', 'failed', 'closed'] as const
  return ends.map((state, index) => {
    const ordered = products[(index + 1) % products.length] ?? { volume_ml: 600, price: 1_000 }
    const part = state === 'closed' ? 1 : state === 'partial' ? 0.62 : 0
    return {
      ...sessionOf(nowMs, index, random),
      family: 'water',
      machine_id: 'vending-1',
      exit_machine_id: null,
      card_id: null,
      ticket: null,
      license_plate: null,
      state,
      open: false,
      opened_at: ago(nowMs, 3 + index * 11),
      closed_at: ago(nowMs, 2.4 + index * 11),
      outcome_reason: { closed: 'done', partial: 'no_flow', cancelled: 'stopped', failed: 'no_flow' }[state],
      amount: Math.floor(ordered.price * part),
      paid_amount: ordered.price,
      pour: {
        purpose: 'sale',
        ordered_ml: ordered.volume_ml,
        delivered_ml: Math.floor(ordered.volume_ml * part),
        exact: true,
        price_list: newPrices,
        paid_by: index % 3 === 1 ? 'qris' : 'cash',
        result: results[state],
        charged: Math.floor(ordered.price * part),
        remainder: ordered.price - Math.floor(ordered.price * part),
        remainder_to: part === 1 ? 'nobody' : 'credit',
      },
      timeline: [],
      online_payments: [],
      plate_reads: { entry: null, exit: null },
    }
  })
}

/** The last command of a water machine: a test pour that the meter has counted. */
export function pourCommandOf(like: CommandLife): CommandLife {
  return {
    ...like,
    machine_id: 'vending-1',
    type: 'dispense',
    payload: { machine_id: 'vending-1', volume_ml: 100 },
    evidence: { kind: 'measured', after_ms: 5_200 },
    reason: 'maintenance',
  }
}
