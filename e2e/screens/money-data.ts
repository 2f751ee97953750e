/** The money of the made-up site: shifts counted right and wrong, a ledger with entries taken back, reports, and a check of it all. */
import type { LedgerCheck, MoneyHeading, MoneyReport, PaymentView, PrepaidCardView, SessionDetail, ShiftDetail } from '@palang/protocol'
import { ago, chance, id } from './made-up.ts'

const dayMs = 86_400_000
const siti = 'user:siti@palang.local'
const bambang = 'user:bambang@palang.local'
const dewi = 'user:dewi.lestari.kusumaningtyas@kantor-pusat.palang.co.id'

const totals: NonNullable<ShiftDetail['totals']> = [
  { method: 'cash', kind: 'payment', count: 112, amount: 612_000 },
  { method: 'cash', kind: 'change', count: 38, amount: -57_000 },
  { method: 'cash', kind: 'refund', count: 1, amount: -5000 },
  { method: 'qris', kind: 'payment', count: 21, amount: 143_000 },
]

/** Newest first; Siti's own is open unless `ownOpen` is false. */
export function shiftsOf(nowMs: number, ownOpen: boolean): ShiftDetail[] {
  const shift = (n: number, by: string, hours: number, counted: number | null, over: Partial<ShiftDetail> = {}): ShiftDetail => ({
    id: id('5417', n),
    opened_by: by,
    opened_at: ago(nowMs, hours * 60),
    currency: 'IDR',
    opening_float: 200_000,
    closed_at: counted === null ? null : ago(nowMs, hours * 60 - 478),
    closed_by: counted === null ? null : by,
    counted_amount: counted,
    expected_amount: counted === null ? null : 750_000,
    difference: counted === null ? null : counted - 750_000,
    note: null,
    totals,
    adjusted: 0,
    ...over,
  })
  return [
    ...(ownOpen ? [shift(1, siti, 3.2, null)] : []),
    shift(2, bambang, 29, null),
    shift(3, siti, 32, 750_000),
    shift(4, dewi, 41, 745_000, { note: 'Satu lembar Rp 5.000 sobek, disimpan di amplop', adjusted: -5000, closed_by: siti }),
    shift(5, bambang, 56, 762_500),
    shift(6, dewi, 65, 428_000, { adjusted: -120_000 }),
    shift(7, siti, 80, 750_000),
  ]
}

/** How one after the other paid. */
const methods = ['cash', 'cash', 'qris', 'card', 'cash'] as const

/** Entries of the newest sessions that were paid, newest first. */
export function ledgerOf(sessions: readonly SessionDetail[], ownShift: string): PaymentView[] {
  const entries = sessions
    .filter(session => session.paid_amount > 0)
    .slice(0, 60)
    .flatMap((session, index): PaymentView[] => {
      const byHand = index % 4 === 0
      const entry = (n: number, over: Partial<PaymentView>): PaymentView => ({
        id: id('1ed6', index * 4 + n),
        session_id: session.id,
        machine_id: session.exit_machine_id ?? 'gate_out',
        kind: 'payment',
        method: methods[index % 5] ?? 'cash',
        amount: session.paid_amount,
        currency: 'IDR',
        occurred_at: session.closed_at ?? session.opened_at,
        actor: byHand ? siti : 'machine:gate_out',
        note: index % 5 === 3 ? '00483127' : null,
        shift_id: byHand && index % 8 === 0 ? ownShift : null,
        reverses_id: null,
        ...over,
      })
      const paid = entry(1, {})
      if (index % 6 !== 0) return [paid]
      const back = entry(2, {
        kind: 'refund',
        amount: index % 12 === 0 ? -2000 : -session.paid_amount,
        actor: siti,
        shift_id: ownShift,
        note: 'Salah golongan kendaraan',
        reverses_id: paid.id,
      })
      return [back, paid]
    })
  return entries.toSorted((a, b) => (a.occurred_at < b.occurred_at ? 1 : -1))
}

function heading(key: string, count: number, came: number, out: number): MoneyHeading {
  return { key, count, in: came, out, net: came + out }
}

/** A report of the days asked for; nothing came where there is no site. */
export function reportOf(from: string, to: string, empty: boolean): MoneyReport {
  const random = chance(23)
  const count = Math.min(93, (Date.parse(to) - Date.parse(from)) / dayMs + 1)
  const days = Array.from({ length: count }, (_, index) => {
    const key = new Date(Date.parse(from) + index * dayMs).toISOString().slice(0, 10)
    const weekend = [0, 6].includes(new Date(key).getUTCDay())
    const cars = empty ? 0 : Math.round((weekend ? 610 : 380) + random() * 120)
    return heading(key, cars, cars * 7500, -Math.round(cars * (0.12 + random() * 0.1)) * 4000)
  })
  const sum = (of: 'count' | 'in' | 'out' | 'net') => days.reduce((all, day) => all + day[of], 0)
  const [all, came, out] = [sum('count'), sum('in'), sum('out')]
  const part = (key: string, share: number, outShare = share) =>
    heading(key, Math.round(all * share), Math.round((came * share) / 500) * 500, Math.round((out * outShare) / 500) * 500)
  const some = (headings: MoneyHeading[]) => (empty ? [] : headings)
  return {
    from,
    to,
    timezone: 'Asia/Jakarta',
    currency: 'IDR',
    total: { count: all, in: came, out, net: came + out },
    days,
    machines: some([part('gate_out', 0.81), part('gate_moto', 0.18), part('none', 0.01)]),
    actors: some([part('machine:gate_out', 0.62), part(siti, 0.21, 0.3), part(dewi, 0.12, 0.08), part(bambang, 0.05, 0)]),
    methods: some([part('cash', 0.7, 1), part('qris', 0.24, 0), part('card', 0.06, 0)]),
    kinds: some([part('payment', 1, 0), part('change', 0, 0.94), part('refund', 0, 0.06)]),
    vehicle_classes: some([part('car', 0.72), part('motorcycle', 0.26), part('none', 0.02)]),
    manual_opens: empty
      ? []
      : [
          { machine_id: 'gate_out', actor: bambang, opens: 14, payments: 2 },
          { machine_id: 'gate_out', actor: siti, opens: 6, payments: 41 },
          { machine_id: 'gate_in', actor: dewi, opens: 2, payments: 0 },
        ],
  }
}

/** Everything adds up on a calm day. */
export function ledgerCheckOf(isBalanced: boolean): LedgerCheck {
  const balance = { takings: 48_655_500, sessions: 47_903_000, owed: 500, credit: 2_500, prepaid: 760_000, other: -10_000 }
  if (isBalanced) return { balanced: true, balance, mismatches: [] }
  return {
    balanced: false,
    balance,
    mismatches: [
      { kind: 'session', id: id('9a40', 3), expected: 8000, found: 11_000 },
      { kind: 'session', id: id('9a40', 12), expected: 5000, found: 0 },
      { kind: 'shift', id: id('5417', 5), expected: 750_000, found: 750_500 },
    ],
  }
}

/** What is on a prepaid card, and what moved it lately. */
export function prepaidOf(cardId: string, nowMs: number): PrepaidCardView {
  const nothing = { session_id: null, machine_id: null, reason: null, actor: 'machine:vending-1' }
  const moved = [
    ['refused', 0, 3],
    ['payment', -2_000, 190],
    ['returned', 750, 1_600],
    ['payment', -1_500, 1_601],
    ['top_up', 50_000, 4_300],
  ] as const
  return {
    card_id: cardId,
    balance: 47_250,
    currency: 'IDR',
    items: moved.map(([kind, amount, minutes], index) => ({
      ...nothing,
      id: id('ba1a', index),
      kind,
      amount,
      occurred_at: ago(nowMs, minutes),
      ...(kind === 'refused' ? { reason: 'balance_too_low' } : {}),
    })),
    next_cursor: null,
  }
}
