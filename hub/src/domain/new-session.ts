import type { SessionRecord } from '../store/records.ts'

/** A session of any family at its beginning: nothing of it has happened, been priced or been paid. The family says the rest. */
export function newSession(
  beginning: Pick<SessionRecord, 'id' | 'family' | 'outletId' | 'state' | 'machineId' | 'openedAt' | 'currency'>,
): SessionRecord {
  return {
    ...beginning,
    exitMachineId: null,
    cardId: null,
    ticket: null,
    licensePlate: null,
    vehicleClass: null,
    zoneId: null,
    decidedBy: null,
    enteredAt: null,
    exitRequestedAt: null,
    closedAt: null,
    outcome: null,
    outcomeReason: null,
    entryEvidence: null,
    exitEvidence: null,
    tariffId: null,
    tariffVersion: null,
    amount: null,
    lines: null,
    paidAmount: 0,
    pricedAt: null,
    paidAt: null,
    validations: null,
    pour: null,
    treatment: null,
  }
}
