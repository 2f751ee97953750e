/** Every situation a gate's kiosk can be in, as the panel would tell it. */
export interface KioskScene {
  name: string
  /** Replaces parts of {@link gateIn} or {@link gateOut}. */
  snapshot: Record<string, unknown> | null
  /** What a hand does after the page stands. */
  act?: 'help' | 'help-fails' | 'lost'
  /** The name of its place is part of what is looked at. */
  hasOwnPlace?: true
}

const at = '2026-01-20T03:32:00.000Z'
const visit = { visit_id: '019be000-0000-7000-8000-000000000001' }

const ready = { connected: true, status: 'ready' }

const machine = (direction: 'in' | 'out') => ({
  machine: { id: `gate_${direction}`, name: direction === 'in' ? 'Gerbang masuk' : 'Gerbang keluar', family: 'gate', direction },
  outlet: { id: 'pusat', name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
  hub: { online: true },
  gate: { status: 'closed', loop1: true, loop2: false, beam: false, position_known: true },
  lane: { phase: 'idle', since: at },
  devices: { arduino: ready, card_reader: ready, camera: ready, printer: ready },
  simulation: false,
})

const gateIn = (lane: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  ...machine('in'),
  lane: { since: at, ...visit, ...lane },
  ...rest,
})

const outDevices = {
  arduino: ready,
  card_reader: ready,
  printer: ready,
  cash: ready,
}
const gateOut = (lane: Record<string, unknown>, rest: Record<string, unknown> = {}) => ({
  ...machine('out'),
  devices: outDevices,
  accepted_notes: [2_000, 5_000, 10_000, 20_000, 50_000],
  lane: { since: at, ...visit, ...lane },
  ...rest,
})

const payStation = (lane: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
  gateOut(lane, {
    machine: { id: 'lobby', name: 'Mesin bayar lobi', family: 'gate', direction: 'pay' },
    gate: { status: 'unknown', position_known: true },
    devices: { card_reader: ready, printer: ready, cash: ready, terminal: ready },
    ...rest,
  })

const barrier = (position: string) => ({ gate: { status: position, loop1: true, loop2: false, beam: false, position_known: true } })
const line = (text: string, quantity: number, unit: number) => ({ text, quantity, unit_amount: unit, amount: quantity * unit })

const bill = {
  phase: 'paying',
  amount: 14_000,
  paid_amount: 0,
  currency: 'IDR',
  duration_minutes: 227,
  lines: [line('first_period', 1, 5_000), line('following_periods', 3, 3_000)],
}
const longBill = {
  ...bill,
  amount: 1_143_000,
  duration_minutes: 3 * 1440 + 135,
  lines: [line('cap_24h', 27, 40_000), line('first_period', 1, 5_000), line('following_periods', 2, 4_000), line('lost_ticket', 1, 50_000)],
}
const hugeBill = {
  ...longBill,
  amount: 128_456_500,
  duration_minutes: 364 * 1440 + 1439,
  lines: [line('cap_24h', 364, 352_000), line('following_periods', 23, 12_500), line('lost_ticket', 1, 41_000)],
}
/** As many kinds of lines as a stay over a weekend has: bands, a cap, a member and two merchants. */
const bandedBill = {
  ...bill,
  amount: 128_500,
  duration_minutes: 3 * 1440 + 135,
  lines: [
    { ...line('first_period', 1, 5_000), name: 'peak' },
    line('following_periods', 22, 3_000),
    { ...line('flat_rate', 3, 10_000), name: 'night' },
    { ...line('following_periods', 23, 4_000), name: 'weekend' },
    line('cap_day', 1, 60_000),
    { ...line('validation', 1, -14_000), name: 'Bioskop Pusat Niaga' },
    line('member_discount', 1, -119_500),
    { ...line('validation', 1, -41_000), name: 'Klinik' },
    line('lost_ticket', 1, 50_000),
  ],
}
/** The longest names of lines a bill has before it is told in sums. */
const weekendBill = {
  ...bill,
  amount: 2_646_000,
  duration_minutes: 27 * 1440 + 135,
  lines: [
    { ...line('first_period', 1, 6_000), name: 'weekend' },
    { ...line('following_periods', 640, 4_000), name: 'weekend' },
    { ...line('flat_rate', 27, 10_000), name: 'Malam hari kerja kantor' },
    { ...line('validation', 1, -190_000), name: 'Bioskop Pusat Niaga 2000' },
  ],
}
/** Names as long as a site file may have them. */
const longPlace = {
  machine: { ...machine('out').machine, name: 'Gerbang utara pintu layanan barang, kendaraan dinas, dan tamu undangan Blok F-12B' },
  outlet: { ...machine('out').outlet, name: 'Kawasan Niaga Terpadu Nusantara Raya Tahap II Sektor Utara' },
}

/** As long as providers make them. */
const qrisCode =
  '00020101021226620014COM.GO-JEK.WWW01189360091439312345670210G9312345670303UMI51440014ID.CO.QRIS.WWW0215ID10200211234560303UMI5204752353033605405140005802ID5913Parkir Pusat6007Jakarta61051234562395028A120260120103200123456789070703A0163046B3F'

export const kioskScenes: readonly KioskScene[] = [
  {
    name: 'held-open',
    snapshot: gateOut({ phase: 'passing', hold: { hold_id: visit.visit_id, source: 'hub', since: at } }, barrier('open')),
  },
  { name: 'emergency-stop', snapshot: gateOut({ phase: 'fault', reason: 'emergency_stop' }) },
  {
    name: 'operator-says',
    snapshot: gateOut({ ...bill, help: { call_id: visit.visit_id, called_at: at, answered_at: at, phrase: 'move_forward' } }),
  },
  {
    name: 'operator-answers',
    snapshot: gateIn({ phase: 'vehicle_waiting', help: { call_id: visit.visit_id, called_at: at, answered_at: at } }),
  },
  { name: 'in-idle', snapshot: gateIn({ phase: 'idle' }, { simulation: true }) },
  { name: 'in-full', snapshot: gateIn({ phase: 'refused', reason: 'lot_full' }) },
  { name: 'in-full-idle', snapshot: gateIn({ phase: 'idle', places: { vehicle_class: 'car', open_to: 'nobody' } }) },
  { name: 'in-full-members', snapshot: gateIn({ phase: 'vehicle_waiting', places: { vehicle_class: 'motorcycle', open_to: 'members' } }) },
  { name: 'in-waiting', snapshot: gateIn({ phase: 'vehicle_waiting' }) },
  { name: 'in-authorizing', snapshot: gateIn({ phase: 'authorizing' }) },
  { name: 'in-ticket', snapshot: gateIn({ phase: 'opening', ticket: 'T-7KQ2M9XA' }, { ...barrier('opening'), simulation: true }) },
  { name: 'in-ticket-long', snapshot: gateIn({ phase: 'opening', ticket: 'PUSAT2026012010320001A7KQ2M9XAB4' }, barrier('opening')) },
  {
    name: 'in-ticket-not-printed',
    snapshot: gateIn({ phase: 'passing', ticket: 'T-7KQ2M9XA' }, { ...barrier('open'), alarms: ['printer_failed'] }),
  },
  { name: 'in-member', snapshot: gateIn({ phase: 'passing', card_id: 'CARD_001' }, barrier('open')) },
  { name: 'in-already-inside', snapshot: gateIn({ phase: 'refused', reason: 'already_inside' }) },
  { name: 'in-card-expired', snapshot: gateIn({ phase: 'refused', reason: 'card_expired' }) },
  { name: 'in-offline', snapshot: gateIn({ phase: 'refused', reason: 'machine_offline' }, { hub: { online: false } }) },
  { name: 'in-notice', snapshot: gateIn({ phase: 'idle', reason: 'no_vehicle' }) },
  { name: 'in-closing', snapshot: gateIn({ phase: 'closing' }, barrier('closing')) },
  { name: 'in-fault', snapshot: gateIn({ phase: 'fault' }, barrier('fault')) },
  { name: 'in-disabled', snapshot: gateIn({ phase: 'disabled' }) },
  { name: 'in-hub-offline', snapshot: gateIn({ phase: 'vehicle_waiting' }, { hub: { online: false }, simulation: true }) },
  { name: 'member-ending', snapshot: gateIn({ phase: 'opening', valid_days: 3 }) },
  { name: 'lost-ticket', snapshot: gateOut({ phase: 'vehicle_waiting' }), act: 'lost' },
  { name: 'help-called', snapshot: gateIn({ phase: 'vehicle_waiting' }), act: 'help' },
  { name: 'help-failed', snapshot: gateIn({ phase: 'vehicle_waiting' }), act: 'help-fails' },
  { name: 'out-idle', snapshot: gateOut({ phase: 'idle' }) },
  { name: 'out-waiting', snapshot: gateOut({ phase: 'vehicle_waiting' }) },
  { name: 'out-no-session', snapshot: gateOut({ phase: 'refused', reason: 'no_open_session' }) },
  { name: 'out-paying', snapshot: gateOut(bill, { simulation: true }) },
  { name: 'out-paying-alone', snapshot: gateOut({ ...bill, alone: true }) },
  { name: 'out-paying-part', snapshot: gateOut({ ...bill, paid_amount: 10_000 }) },
  { name: 'out-paying-plain', snapshot: gateOut(bill, { accepted_notes: undefined }) },
  { name: 'out-paying-long', snapshot: gateOut(longBill) },
  { name: 'out-paying-bands', snapshot: gateOut(bandedBill) },
  { name: 'out-paying-weekend', snapshot: gateOut(weekendBill) },
  { name: 'out-qris-offered', snapshot: gateOut({ ...bill, qris: { state: 'offered' } }) },
  { name: 'out-qris-only', snapshot: gateOut({ ...bill, qris: { state: 'offered', reason: 'expired' } }, { devices: { printer: ready } }) },
  { name: 'out-qris-starting', snapshot: gateOut({ ...bill, qris: { state: 'starting', amount: 14_000 } }) },
  {
    name: 'out-qris-shown',
    snapshot: gateOut({
      ...bill,
      qris: { state: 'shown', amount: 14_000, code: qrisCode, expires_at: '2026-01-20T03:36:05.000Z' },
    }),
  },
  { name: 'out-qris-cancelling', snapshot: gateOut({ ...bill, qris: { state: 'cancelling', amount: 14_000 } }) },
  { name: 'out-qris-withdrawn', snapshot: gateOut({ ...bill, paid_amount: 10_000, qris: { state: 'withdrawn', reason: 'offline' } }) },
  { name: 'out-card-offered', snapshot: gateOut({ ...bill, card: { state: 'offered' } }) },
  { name: 'out-card-and-qris', snapshot: gateOut({ ...bill, qris: { state: 'offered' }, card: { state: 'offered', reason: 'declined' } }) },
  { name: 'out-card-only', snapshot: gateOut({ ...bill, card: { state: 'offered', reason: 'no_card' } }, { devices: { printer: ready } }) },
  { name: 'out-card-reading', snapshot: gateOut({ ...bill, card: { state: 'reading', amount: 14_000 } }) },
  { name: 'out-card-asking', snapshot: gateOut({ ...bill, card: { state: 'asking', amount: 14_000 } }) },
  { name: 'out-paying-none', snapshot: gateOut(bill, { devices: { cash: { connected: false, status: 'fault' } } }) },
  {
    name: 'out-paid-change',
    snapshot: gateOut({ ...bill, phase: 'opening', paid_amount: 20_000, change_amount: 6_000 }, barrier('opening')),
  },
  {
    name: 'out-change-missing',
    snapshot: gateOut(
      { ...bill, phase: 'passing', paid_amount: 20_000, change_amount: 6_000 },
      { ...barrier('open'), alarms: ['change_not_given'] },
    ),
  },
  { name: 'out-paid', snapshot: gateOut({ ...bill, phase: 'passing', paid_amount: 14_000, change_amount: 0 }, barrier('open')) },
  {
    name: 'out-thanks',
    snapshot: gateOut({ phase: 'closing' }, { gate: { status: 'closing', loop1: false, loop2: true, beam: false, position_known: true } }),
  },
  { name: 'pay-idle', snapshot: payStation({ phase: 'idle' }) },
  { name: 'pay-asking', snapshot: payStation({ ...bill, card: { state: 'offered' }, qris: { state: 'offered' } }) },
  {
    name: 'pay-change',
    snapshot: payStation({ ...bill, phase: 'paid', paid_amount: 20_000, change_amount: 6_000, leave_by: '2026-01-20T03:47:00.000Z' }),
  },
  { name: 'pay-paid', snapshot: payStation({ ...bill, phase: 'paid', paid_amount: 14_000, leave_by: '2026-01-20T03:47:00.000Z' }) },
  {
    name: 'pay-paid-before',
    snapshot: payStation({ ...bill, phase: 'paid', paid_amount: 14_000, reason: 'already_paid', leave_by: '2026-01-20T03:39:30.000Z' }),
  },
  {
    name: 'pay-free',
    snapshot: payStation({ ...bill, phase: 'paid', amount: 0, lines: [], reason: 'nothing_to_pay', leave_by: '2026-01-20T03:47:00.000Z' }),
  },
  {
    name: 'pay-change-missing',
    snapshot: payStation(
      { ...bill, phase: 'paid', paid_amount: 20_000, change_amount: 6_000, leave_by: '2026-01-20T03:47:00.000Z' },
      { alarms: ['change_not_given'] },
    ),
  },
  { name: 'pay-at-exit', snapshot: payStation({ phase: 'refused', reason: 'pay_at_exit' }, { hub: { online: false } }) },
  { name: 'pay-disabled', snapshot: payStation({ phase: 'disabled' }) },
  {
    name: 'in-idle-long',
    hasOwnPlace: true,
    snapshot: gateIn({ phase: 'idle' }, { ...longPlace, simulation: true, parking: { available: 12_345 } }),
  },
  { name: 'out-paying-huge', hasOwnPlace: true, snapshot: gateOut({ ...hugeBill, paid_amount: 128_450_000 }, longPlace) },
  { name: 'lost', snapshot: null },
]
