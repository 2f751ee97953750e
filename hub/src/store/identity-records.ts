/** Records of who comes and of what does not fit together. Times are ISO 8601 UTC strings. */
import type { ConflictKind, ConflictProposal } from '@palang/protocol'

/** Facts that contradict one another. `subject` is the card, ticket or plate it is about, as people know it. */
export interface ConflictRecord {
  /** The same contradiction has the same id, however often it is found. */
  id: string
  outletId: string
  machineId: string
  /** The alarm that tells of it. */
  alarmId: string
  kind: ConflictKind
  subject: string
  sessionId: string | null
  otherSessionId: string | null
  happenedAt: string
  proposal: ConflictProposal
  /** `withdrawn`: it turned out to be none, or is no more. */
  state: 'open' | 'accepted' | 'declined' | 'withdrawn'
  raisedAt: string
  decidedAt: string | null
  decidedBy: string | null
  reason: string | null
}

/** `id` is a card, or `*` for all of them. */
export interface PassbackResetRecord {
  id: string
  at: string
  actor: string
  reason: string
}

export interface MemberRecord {
  id: string
  name: string
  status: 'active' | 'suspended'
  /** How many of its vehicles may be inside at a time. */
  maxInside: number
  validFrom: string | null
  validUntil: string | null
  note: string | null
  /** The end of validity people were warned of already. */
  noticedUntil: string | null
  createdAt: string
  updatedAt: string
}

export interface MemberKeyRecord {
  /** `plate:B1234XYZ` or `card:CARD_001`. */
  id: string
  memberId: string
  kind: 'plate' | 'card'
  /** Normalised. */
  value: string
  /** As it was typed. */
  label: string
}

/** Confidences are thousandths. */
export interface StayIdentityRecord {
  sessionId: string
  memberId: string | null
  entryPlate: string | null
  entryConfidence: number | null
  exitPlate: string | null
  exitConfidence: number | null
}
