/** The rows of one session record: that of the session, and that of the stay, the pour or the treatment it is. */
import type { PourRecord, SessionRecord } from '../records.ts'
import type { TreatmentRecord } from '../treatments.ts'

type PassageField = 'enteredAt' | 'exitRequestedAt' | 'entryEvidence' | 'exitEvidence'
type StayField = 'vehicleClass' | 'zoneId' | 'decidedBy' | 'validations' | PassageField
export type StayRow = Pick<SessionRecord, StayField> & { sessionId: string }
export type SessionRow = Omit<SessionRecord, StayField | 'pour' | 'treatment'>
/** Beside the record, whose machine and end its session has: what a machine poured since a moment is read from here alone. */
export type PourRow = PourRecord & { sessionId: string; machineId: string; endedAt: string | null }

/** Beside the record, what its session has: all treatments of a time are added up from here alone. */
export type TreatmentRow = TreatmentRecord & {
  sessionId: string
  outletId: string
  machineId: string
  state: string
  amount: number | null
  endedAt: string | null
}

interface SessionRows {
  session: SessionRow
  stay: StayRow | null
  pour: PourRow | null
  treatment: TreatmentRow | null
}

/** One session record as its rows. */
export function splitSession(record: SessionRecord): SessionRows {
  const { vehicleClass, zoneId, decidedBy, enteredAt, exitRequestedAt, entryEvidence, exitEvidence, validations, ...rest } = record
  const { pour, treatment, ...session } = rest
  const sessionId = record.id
  return {
    session,
    // Of a vehicle; only a stay has its class.
    stay:
      vehicleClass === null
        ? null
        : { sessionId, vehicleClass, zoneId, decidedBy, enteredAt, exitRequestedAt, entryEvidence, exitEvidence, validations },
    pour: pour === null ? null : { sessionId, machineId: record.machineId, endedAt: record.closedAt, ...pour },
    treatment: treatment === null ? null : treatmentRow(record, treatment),
  }
}

function treatmentRow({ id, outletId, machineId, state, amount, closedAt }: SessionRecord, treatment: TreatmentRecord): TreatmentRow {
  return { sessionId: id, outletId, machineId, state, amount, endedAt: closedAt, ...treatment }
}
