/** What ten water machines sold: reports, pours, and the last command of one. */
import type { CommandLife, MachineView, SessionDetail, SessionView, TimelineEntry, WaterReport } from '@palang/protocol'
import { ago, chance, hourMs, id } from './made-up.ts'
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
  return ['vending-1', 'vending-2', 'vending-9']
    .flatMap((machineId, index) => poursAt(machineId, nowMs, index))
    .toSorted((a, b) => (a.opened_at < b.opened_at ? 1 : -1))
}

function poursAt(machineId: string, nowMs: number, place: number): SessionDetail[] {
  const random = chance(9 + place)
  const ends = ['closed', 'closed', 'partial', 'closed', 'cancelled', 'closed', 'failed', 'closed'] as const
  return ends.map((state, index) => {
    const ordered = products[(index + 1) % products.length] ?? { volume_ml: 600, price: 1_000 }
    const part = state === 'closed' ? 1 : state === 'partial' ? 0.62 : 0
    const session = {
      ...sessionOf(nowMs, place * 10 + index, random),
      family: 'water' as const,
      machine_id: machineId,
      entered_at: null,
      exit_requested_at: null,
      vehicle_class: null,
      zone_id: null,
      entry_evidence: null,
      exit_evidence: null,
      tariff: null,
      lines: null,
      exit_machine_id: null,
      card_id: null,
      ticket: null,
      license_plate: null,
      state,
      open: false,
      opened_at: ago(nowMs, 3 + place + index * 11),
      closed_at: ago(nowMs, 2.4 + place + index * 11),
      outcome: state,
      outcome_reason: { closed: 'done', partial: 'no_flow', cancelled: 'stopped', failed: 'no_flow' }[state],
      amount: ordered.price,
      // What is left over stands as credit at the machine.
      paid_amount: Math.floor(ordered.price * part),
      pour: {
        purpose: 'sale' as const,
        ordered_ml: ordered.volume_ml,
        delivered_ml: Math.floor(ordered.volume_ml * part),
        exact: true,
        price_list: newPrices,
        paid_by: index % 3 === 1 ? ('qris' as const) : ('cash' as const),
        result: results[state],
        charged: Math.floor(ordered.price * part),
        remainder: ordered.price - Math.floor(ordered.price * part),
        remainder_to: part === 1 ? ('nobody' as const) : ('credit' as const),
      },
    }
    return {
      ...session,
      timeline: pourTimelineOf(session, place * 10 + index + 1),
      online_payments: [],
      plate_reads: { entry: null, exit: null },
    }
  })
}

/** What happened in a sale, in order. */
function pourTimelineOf(session: SessionView, index: number): TimelineEntry[] {
  const { machine_id, amount, currency, pour } = session
  const at = (ms: number) => new Date(Date.parse(session.opened_at) + ms).toISOString()
  const fact = (ms: number, type: string, payload: Record<string, unknown>): TimelineEntry => ({
    at: at(ms),
    kind: 'fact',
    id: id('fac8', index * 100 + ms / 100),
    machine_id,
    type,
    received_at: at(ms + 30),
    clock: 'synced',
    payload: { session_id: session.id, ...payload },
  })
  const paid: TimelineEntry = {
    at: at(8_000),
    kind: 'payment',
    id: id('b008', index),
    entry: 'payment',
    method: pour?.paid_by ?? 'cash',
    amount: amount ?? 0,
    currency,
    machine_id,
    actor: `machine:${machine_id}`,
    note: null,
  }
  return [
    fact(0, 'sale_opened', { volume_ml: pour?.ordered_ml, price: amount, currency, price_list: newPrices }),
    paid,
    fact(8_100, 'sale_paid', { method: pour?.paid_by, amount, currency }),
    fact(8_200, 'pour_ordered', { volume_ml: pour?.ordered_ml, purpose: 'sale' }),
    fact(8_600, 'pour_started', {}),
    fact(20_400, 'pour_ended', { reason: session.outcome_reason, delivered_ml: pour?.delivered_ml, exact: true }),
    fact(20_500, 'sale_settled', {
      result: pour?.result,
      reason: session.outcome_reason,
      charged: pour?.charged,
      remainder: pour?.remainder,
    }),
  ]
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
