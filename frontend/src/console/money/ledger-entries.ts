/** What entries of the ledger are to each other, and who may take one back. Pure. */
import type { PaymentView, ShiftView } from '@palang/protocol'

/** How much of each payment was taken back already, by its id; zero or more. */
export function takenBack(entries: readonly PaymentView[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const { reverses_id: id, amount } of entries) if (id !== null) sums.set(id, (sums.get(id) ?? 0) - amount)
  return sums
}

/** Cash somebody took or gave by hand while they had no shift open: no drawer's count knows of it. */
export function isWithoutShift({ method, actor, shift_id: shiftId }: PaymentView): boolean {
  return method === 'cash' && shiftId === null && !actor.startsWith('machine:') && !actor.startsWith('rule:')
}

/**
 * Whether somebody may take back what is left of an entry: an administrator of any payment, an operator of one of their own
 * open shift. The hub decides; this only spares a button that would be refused.
 */
export function mayTakeBack(
  entry: PaymentView,
  left: number,
  { role, ownShift }: { role: string | undefined; ownShift: Pick<ShiftView, 'id'> | null | undefined },
): boolean {
  if (entry.kind !== 'payment' || entry.method === 'free' || left <= 0) return false
  return role === 'admin' || (role === 'operator' && entry.shift_id !== null && entry.shift_id === ownShift?.id)
}
