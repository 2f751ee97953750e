/** Stays of the made-up site in every state, and the timeline of each. */
import type { CommandLife, OnlinePaymentView, SessionView, TimelineEntry } from '@palang/protocol'
import { ago, id } from './made-up.ts'

/** One of every state first, then what chance gives. */
export function sessionOf(nowMs: number, index: number, random: () => number): SessionView {
  const enteredMin = 3 + index * 7 + Math.floor(random() * 5)
  const open = index < 6 ? index !== 2 && index !== 4 : random() > 0.7
  const turned = index === 4 || (!open && random() > 0.93)
  const forced = !open && !turned && random() > 0.96
  const ticket = random() > 0.55
  const plate =
    random() > 0.3
      ? `${['B', 'D', 'F', 'AB'][Math.floor(random() * 4)] ?? 'B'}${1000 + Math.floor(random() * 8999)}${['XYZ', 'KJA', 'TRP'][Math.floor(random() * 3)] ?? 'X'}`
      : null
  const stayMin = open ? enteredMin : Math.min(enteredMin - 1, 18 + Math.floor(random() * 160))
  const hours = Math.max(1, Math.ceil(stayMin / 60))
  const amount = open && index !== 1 ? null : turned ? null : 5000 + (hours - 1) * 3000
  return {
    id: id('9a40', index + 1),
    family: 'gate',
    outlet_id: 'pusat',
    state: turned ? 'turned_back' : forced ? 'forced' : open ? (index === 1 ? 'paying' : 'inside') : 'closed',
    open,
    machine_id: 'gate_in',
    exit_machine_id: open && index !== 1 ? null : turned ? null : 'gate_out',
    card_id: ticket ? null : `CARD_${String(1 + Math.floor(random() * 90)).padStart(3, '0')}`,
    ticket: ticket ? `${['7KQ2', 'A7K2', 'M3XP', 'Q9RT'][Math.floor(random() * 4)] ?? 'A7K2'}-${1000 + Math.floor(random() * 8999)}` : null,
    license_plate: plate,
    vehicle_class: random() > 0.75 && index >= 6 ? 'motorcycle' : 'car',
    zone_id: 'main',
    decided_by: random() > 0.9 ? 'machine' : 'hub',
    opened_at: ago(nowMs, enteredMin),
    entered_at: turned ? null : ago(nowMs, enteredMin - 0.1),
    exit_requested_at: open ? null : ago(nowMs, enteredMin - stayMin + 1),
    closed_at: open ? null : ago(nowMs, enteredMin - stayMin),
    outcome: open ? null : turned ? 'turned_back' : forced ? 'forced' : 'passed',
    outcome_reason: turned ? 'card_blocked' : forced ? 'reader_fault' : null,
    entry_evidence: turned ? null : 'loop_passed',
    exit_evidence: open || turned || forced ? null : 'loop_passed',
    tariff: { id: 'standard', version: 1 },
    amount,
    paid_amount: open || amount === null ? (index === 1 ? 2000 : 0) : amount,
    currency: 'IDR',
    lines:
      amount === null
        ? null
        : [
            { text: 'first_period', quantity: 1, unit_amount: 5000, amount: 5000 },
            ...(hours > 1 ? [{ text: 'following_periods', quantity: hours - 1, unit_amount: 3000, amount: (hours - 1) * 3000 }] : []),
          ],
    priced_at: null,
    paid_at: null,
    validations: [],
    pour: null,
    treatment: null,
  }
}

/** The note people pay with. */
const noteOf = 10_000

/** What happened during it, in order. */
export function timelineOf(session: SessionView, index: number): TimelineEntry[] {
  const startMs = Date.parse(session.opened_at)
  const at = (ms: number) => new Date(startMs + ms).toISOString()
  const fact = (ms: number, machineId: string, type: string, payload: Record<string, unknown>): TimelineEntry => ({
    at: at(ms),
    kind: 'fact',
    id: id('fac7', index * 100 + ms),
    machine_id: machineId,
    type,
    received_at: at(ms + 30),
    clock: 'synced',
    payload,
  })
  const photo = (ms: number, machineId: string, reason: string): TimelineEntry => ({
    at: at(ms),
    kind: 'photo',
    id: id('f070', index),
    machine_id: machineId,
    reason,
    url: `/api/photos/${id('f070', index)}`,
  })
  const who =
    session.card_id === null ? { credential: 'ticket_button', ticket: session.ticket } : { credential: 'card', card_id: session.card_id }
  const entry = [
    fact(-2400, 'gate_in', 'vehicle_detected', {}),
    fact(0, 'gate_in', 'access_decided', {
      purpose: 'entry',
      approved: session.state !== 'turned_back',
      ...who,
      ...(session.state === 'turned_back' ? { reason: 'card_blocked' } : {}),
      decided_by: 'hub',
    }),
    photo(120, 'gate_in', 'entry'),
  ]
  if (session.state === 'turned_back') return [...entry, fact(9_000, 'gate_in', 'vehicle_turned_back', { reason: 'refused' })]
  const inside = [
    fact(160, 'gate_in', 'barrier_ordered', { action: 'open', hold_ms: 10_000 }),
    fact(620, 'gate_in', 'barrier_opened', { evidence: { kind: 'limit_switch', after_ms: 420 } }),
    fact(4_520, 'gate_in', 'vehicle_passed', { direction: 'in', evidence: { kind: 'loop_passed', after_ms: 3_900 } }),
    fact(6_900, 'gate_in', 'barrier_closed', { evidence: { kind: 'limit_switch' } }),
  ]
  if (session.closed_at === null) return [...entry, ...inside]
  const endMs = Date.parse(session.closed_at) - startMs
  const given = Math.ceil(((session.amount ?? 0) + 1) / noteOf) * noteOf
  const paid: TimelineEntry = {
    at: at(endMs - 21_000),
    kind: 'payment',
    id: id('b000', index),
    entry: 'payment',
    method: 'cash',
    amount: given,
    currency: 'IDR',
    machine_id: 'gate_out',
    actor: 'machine:gate_out',
    note: null,
  }
  const change: TimelineEntry = {
    ...paid,
    at: at(endMs - 20_000),
    id: id('b001', index),
    entry: 'change',
    amount: (session.amount ?? 0) - given,
  }
  const helped: TimelineEntry = {
    at: at(endMs - 12_000),
    kind: 'command',
    id: id('c000', index),
    machine_id: 'gate_out',
    type: 'gate_control',
    payload: { action: 'open', duration: 10 },
    state: 'succeeded',
    actor: 'user:siti@palang.local',
    reason: 'reader_fault',
    ended_at: at(endMs - 11_500),
  }
  const act: TimelineEntry = {
    at: at(endMs - 12_010),
    kind: 'audit',
    seq: 12,
    actor: 'user:siti@palang.local',
    action: 'gate_control',
    reason: 'reader_fault',
  }
  return [
    ...entry,
    ...inside,
    fact(endMs - 42_000, 'gate_out', 'vehicle_detected', {}),
    photo(endMs - 41_000, 'gate_out', 'exit'),
    paid,
    change,
    fact(endMs - 19_800, 'gate_out', 'payment_completed', { method: 'cash', amount: session.amount ?? 0, currency: 'IDR' }),
    act,
    helped,
    fact(endMs, 'gate_out', 'vehicle_passed', { direction: 'out', evidence: { kind: 'loop_passed', after_ms: 4_400 } }),
  ]
}

/** A code that nobody paid, and one that was paid. */
export function onlinePaymentsOf(session: SessionView): OnlinePaymentView[] {
  const at = session.priced_at ?? session.opened_at
  const expired: OnlinePaymentView = {
    id: '019bda5e-9a40-7000-8000-0000000000c1',
    machine_id: 'gate_out',
    provider: 'midtrans',
    state: 'expired',
    amount: session.paid_amount,
    paid_amount: 0,
    refunded_amount: 0,
    refund_pending: null,
    currency: 'IDR',
    charge_id: '0d8178e1-c6c7-4ab4-81a6-893be9d924ab',
    transaction_id: null,
    created_at: at,
    expires_at: at,
    paid_at: null,
    reason: 'expired',
  }
  const late = { state: 'disputed', reason: 'paid_already', paid_amount: session.paid_amount, paid_at: at, refund_pending: 2_000 } as const
  return [
    expired,
    { ...expired, ...late, id: '019bda5e-9a40-7000-8000-0000000000c2', transaction_id: '1f0c2d3e-77aa-4ab4-81a6-893be9d924cd' },
  ]
}

/** The last command of the site: a barrier opened by hand, and proven open. */
export function commandOf(nowMs: number): CommandLife {
  const sentMs = nowMs - 94_000
  const at = (ms: number) => new Date(sentMs + ms).toISOString()
  return {
    id: id('c0c0', 1),
    command_id: id('c0c0', 1),
    machine_id: 'gate_in',
    type: 'gate_control',
    payload: { action: 'open', duration: 10 },
    state: 'succeeded',
    evidence: { kind: 'limit_switch', gate_status: 'open', after_ms: 420 },
    error: null,
    actor: 'user:siti@palang.local',
    reason: 'card_damaged',
    session_id: null,
    created_at: at(0),
    deadline: at(10_000),
    ended_at: at(420),
    events: [
      { seq: 1, state: 'queued', at: at(0), note: null },
      { seq: 2, state: 'sent', at: at(1), note: null },
      { seq: 3, state: 'accepted', at: at(7), note: null },
      { seq: 4, state: 'succeeded', at: at(420), note: null },
    ],
    photos: [],
  }
}
