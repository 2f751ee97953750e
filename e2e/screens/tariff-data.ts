/** The tariffs of the made-up site: one in force, one to come, one of before; and what a draft would have earned. */
import type { ReplayResult, TariffView } from '@palang/protocol'

const hourMs = 3_600_000

const definition = (version: number, first: number): Record<string, unknown> => ({
  id: 'standard',
  version,
  currency: 'IDR',
  free_minutes: 10,
  members_free: false,
  members: { percent: 50 },
  bands: [
    { name: 'night', from: '22:00', to: '06:00' },
    { name: 'weekend', days: ['sat', 'sun', 'holiday'], from: '00:00', to: '24:00' },
  ],
  holidays: ['2026-12-25', '2027-01-01'],
  validations: { Bioskop: { minutes: 120 }, Supermarket: { percent: 50 } },
  exit_grace: { minutes: 15, pay_points: { gate_out: 10 } },
  rounding: { to: 500, direction: 'nearest' },
  classes: {
    car: {
      first: { minutes: 60, amount: first },
      following: { minutes: 60, amount: 3000 },
      bands: { night: { flat: 10_000 }, weekend: { following: { minutes: 60, amount: 4000 } } },
      cap_per_day: 60_000,
      lost_ticket: 50_000,
    },
    motorcycle: { first: { minutes: 60, amount: 2000 }, following: { minutes: 60, amount: 1000 }, lost_ticket: 25_000 },
  },
})

export function tariffsOf(nowMs: number): TariffView[] {
  const at = (hours: number) => new Date(nowMs + hours * hourMs).toISOString()
  const start = (hours: number, set_by: string, reason: string | null) => ({
    starts_at: at(hours),
    set_at: at(Math.min(hours, -1)),
    set_by,
    reason,
  })
  const version = (number: number, first: number, starts: TariffView['starts'], inForce = false): TariffView => ({
    id: 'standard',
    version: number,
    definition: definition(number, first),
    created_at: at(-1000 + number),
    in_force: inForce,
    starts,
  })
  return [
    version(4, 7000, [start(400, 'user:siti@palang.local', 'Harga tahun baru')]),
    version(3, 6000, [start(-700, 'user:siti@palang.local', 'Menyesuaikan biaya listrik dan upah penjaga sejak awal bulan')], true),
    version(2, 5500, []),
    version(1, 5000, [start(-2000, 'site-file', null)]),
  ]
}

export function replayOf(from: string, to: string): ReplayResult {
  const sum = (stays: number, earned: number, difference: number) => ({
    stays,
    earned,
    would_earn: earned + difference,
    difference,
    dearer: Math.round(stays * 0.4),
    cheaper: Math.round(stays * 0.1),
  })
  return {
    from,
    to,
    outlet_id: 'pusat',
    currency: 'IDR',
    total: sum(4213, 41_250_000, 3_870_500),
    days: Array.from({ length: 7 }, (_, day) => ({
      date: `2026-01-${String(14 + day)}`,
      ...sum(590 + day * 7, 5_800_000, 540_000 - day * 90_000),
    })),
    classes: [
      { vehicle_class: 'car', ...sum(2903, 36_100_000, 4_120_500) },
      { vehicle_class: 'motorcycle', ...sum(1310, 5_150_000, -250_000) },
    ],
    most_changed: [28_000, -12_000, 9500].map((difference, n) => ({
      session_id: `019bda5e-9a40-7000-8000-00000000000${String(n + 1)}`,
      vehicle_class: 'car',
      earned: 45_000,
      would_earn: 45_000 + difference,
      difference,
    })),
    unpriced: 12,
    truncated: false,
  }
}
