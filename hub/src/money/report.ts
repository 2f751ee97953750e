/** Sums of the ledger under the headings people ask for. Pure. */
import type { MoneyHeading, MoneyReport } from '@palang/protocol'
import type { MoneyBalance } from '../store/prepaid-store.ts'
import type { ManualOpenCount, MoneyTotal } from '../store/store.ts'

export interface DayTotals {
  /** As the outlet counts it, `YYYY-MM-DD`. */
  date: string
  totals: readonly MoneyTotal[]
}

type Sums = Pick<MoneyReport, 'total' | 'days' | 'machines' | 'actors' | 'methods' | 'kinds' | 'vehicle_classes' | 'manual_opens'>

/** The days of a period under every heading, the largest sums first. */
export function moneyUnderHeadings(days: readonly DayTotals[], opens: readonly ManualOpenCount[]): Sums {
  const all = days.flatMap(day => day.totals)
  return {
    total: withoutKey(heading('', all)),
    days: days.map(({ date, totals }) => heading(date, totals)),
    machines: grouped(all, line => line.machineId ?? 'none'),
    actors: grouped(all, line => line.actor),
    methods: grouped(all, line => line.method),
    kinds: grouped(all, line => line.kind),
    vehicle_classes: grouped(all, line => line.vehicleClass ?? 'none'),
    manual_opens: opens.map(({ machineId, actor, count }) => ({
      machine_id: machineId,
      actor,
      opens: count,
      payments: all
        .filter(line => line.kind === 'payment' && line.actor === actor && line.machineId === machineId)
        .reduce((sum, line) => sum + line.count, 0),
    })),
  }
}

function grouped(lines: readonly MoneyTotal[], keyOf: (line: MoneyTotal) => string): MoneyHeading[] {
  const groups = [...Map.groupBy(lines, keyOf)].map(([key, group]) => heading(key, group))
  return groups.toSorted((a, b) => b.net - a.net || (a.key < b.key ? -1 : 1))
}

function heading(key: string, lines: readonly MoneyTotal[]): MoneyHeading {
  const sums = { key, count: 0, in: 0, out: 0, net: 0 }
  for (const { kind, count, amount } of lines) {
    sums.count += count
    sums.net += amount
    // An adjustment of both signs may have been added up before: only its sum is known.
    if (amount < 0 || kind === 'change' || kind === 'refund') sums.out += amount
    else sums.in += amount
  }
  return sums
}

function withoutKey({ count, in: came, out, net }: MoneyHeading): Omit<MoneyHeading, 'key'> {
  return { count, in: came, out, net }
}

/** Whether every rupiah of the ledger stands somewhere: with a session, as credit, on a card, or with nobody. */
export function addsUp({ takings, sessions, credit, prepaid, other }: MoneyBalance): boolean {
  return takings === sessions + credit + prepaid + other
}
