/** The busy site with everything as long, as large and as many as it may be, to see what a page does with it. */
import type { AlarmView, MachineView } from '@palang/protocol'
import type { FixtureSite } from './fixture-data.ts'
import { ago, id } from './made-up.ts'

const longName = 'Gerbang utara pintu layanan barang, kendaraan dinas, dan tamu undangan Blok F-12B'
const longPerson = 'Raden Mas Kusumadiningrat Wicaksono Adiputra Hadiningrat Suryaningrat Notonegoro II'
const longReason =
  'Kartu pelanggan rusak dan tidak terbaca setelah tiga kali dicoba; petugas jaga memeriksa STNK dan identitas pengemudi, ' +
  'lalu membuka palang atas izin kepala regu karena antrean sudah sampai ke jalan raya.'
const longPlate = 'B12345WXYZABCDE'
const manyGates = 40
const manyAlarms = 60

/** Changes nothing of `site`. */
export function lengthened(site: FixtureSite, nowMs: number): FixtureSite {
  const [north, ...others] = site.machines.toSorted((a, b) => Number(b.id === 'gate_north') - Number(a.id === 'gate_north'))
  if (north === undefined) return site
  const extra = Array.from({ length: manyGates - others.length - 1 }, (_, index): MachineView => ({
    ...north,
    id: `gate_${index + 10}`,
    name: `${longName} ${index + 10}`,
    status: 'offline',
  }))
  return {
    ...site,
    outletName: 'Kawasan Niaga Terpadu Nusantara Raya Tahap II Sektor Utara dan Gedung Parkir Selatan',
    machines: [{ ...north, name: longName }, ...others, ...extra],
    alarms: alarmsOf([...site.machines, ...extra], nowMs),
    cards: site.cards.map((card, index) => (index % 3 === 0 ? { ...card, holder: longPerson, license_plate: longPlate } : card)),
    sessions: site.sessions.map((session, index) => ({
      ...session,
      ...(session.ticket === null ? {} : { ticket: `PUSAT20260120103200${String(index).padStart(4, '0')}7KQ2M9XAB4` }),
      ...(session.license_plate === null ? {} : { license_plate: longPlate }),
      ...(session.amount === null ? {} : { amount: 128_456_500, paid_amount: 128_456_500 }),
      machine_id: 'gate_north',
      timeline: session.timeline.map(entry => ('reason' in entry && entry.kind !== 'photo' ? { ...entry, reason: longReason } : entry)),
    })),
    audit: site.audit.map(entry => ({
      ...entry,
      reason: longReason,
      actor: `user:${longPerson.replaceAll(' ', '.').toLowerCase()}@palang.co.id`,
    })),
    command: { ...site.command, machine_id: 'gate_north', reason: longReason },
    dashboard: { ...site.dashboard, revenue_today: 1_284_567_812_500, occupancy: { total: 12_500, occupied: 12_499, available: 1 } },
    session: {
      ...site.session,
      ...(site.session.user === undefined ? {} : { user: { ...site.session.user, name: longPerson } }),
    },
  }
}

function alarmsOf(machines: readonly MachineView[], nowMs: number): AlarmView[] {
  const codes = [
    ['barrier_fault', 'critical'],
    ['printer_paper_out', 'warning'],
    ['vendor_specific_condition_without_a_word_of_its_own', 'info'],
  ] as const
  return Array.from({ length: manyAlarms }, (_, index) => {
    const [code, severity] = codes[index % codes.length] ?? codes[0]
    const seen = index % 4 === 1
    return {
      id: id('a1a1', index + 1),
      machine_id: machines[index % machines.length]?.id ?? 'gate_north',
      code,
      severity,
      state: 'active',
      message: longReason,
      raised_at: ago(nowMs, 6 + index * 7),
      cleared_at: null,
      acknowledged_at: seen ? ago(nowMs, 5) : null,
      acknowledged_by: seen ? 'user:siti@palang.local' : null,
      comment: seen ? longReason : null,
    }
  })
}
