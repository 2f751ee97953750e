/** Records that were set aside, as the console shows them: one of each kind. */
import type { DeadLetterState, DeadLetterView } from '@palang/protocol'

/** The letters in one state; open ones are of every kind. */
export function deadLettersOf(state: string | undefined, nowMs: number): DeadLetterView[] {
  const at = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString()
  const letter = (n: number, code: string, message: string, item: unknown, over: Partial<DeadLetterView> = {}): DeadLetterView => ({
    id: `019bda5e-9a40-7000-8000-0000000000d${n}`,
    machine_id: 'gate_out',
    epoch: '019bda5e-9a40-7000-8000-00000000e001',
    seq: 4711 + n,
    code,
    message,
    item,
    received_at: at(n * 17),
    state: 'open',
    handled_at: null,
    handled_by: null,
    reason: null,
    ...over,
  })
  const handled = (state: DeadLetterState, reason: string | null) => ({
    state,
    reason,
    handled_at: at(3),
    handled_by: 'user:admin@palang.local',
  })
  const change = { seq: 4712, type: 'change_given', occurred_at: at(17), clock: 'synced', payload: { amount: 90_000, currency: 'IDR' } }
  const all = [
    letter(1, 'conflict', 'more change than was paid', change),
    letter(2, 'invalid_fact', 'payload.visit_id: Invalid UUID', { seq: 4713, type: 'vehicle_detected', payload: { visit_id: 'x' } }),
    letter(3, 'journal_gap', 'facts 4714 to 4720 are lost', { from: 4714, to: 4720 }, { machine_id: 'gate_in' }),
    letter(4, 'refused_by_database', 'value too long', change, handled('applied', null)),
    letter(
      5,
      'invalid_fact',
      'payload.direction: expected in or out',
      { seq: 1 },
      handled('discarded', 'Pembaca kartu sedang diuji teknisi'),
    ),
  ]
  return all.filter(one => one.state === (state ?? 'open'))
}
