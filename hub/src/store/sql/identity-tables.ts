/** The tables of who comes and of what does not fit together. */
import type { ConflictRecord, MemberKeyRecord, MemberRecord, PassbackResetRecord, StayIdentityRecord } from '../identity-records.ts'
import { table } from './tables.ts'

export const conflicts = table<ConflictRecord>('conflicts', ['id'], {
  id: 'text',
  outletId: 'text',
  machineId: 'text',
  alarmId: 'text',
  kind: 'text',
  subject: 'text',
  sessionId: 'text',
  otherSessionId: 'text',
  happenedAt: 'time',
  proposal: 'json',
  state: 'text',
  raisedAt: 'time',
  decidedAt: 'time',
  decidedBy: 'text',
  reason: 'text',
})

export const passbackResets = table<PassbackResetRecord>('passback_resets', ['id'], {
  id: 'text',
  at: 'time',
  actor: 'text',
  reason: 'text',
})

export const members = table<MemberRecord>('members', ['id'], {
  id: 'text',
  name: 'text',
  status: 'text',
  maxInside: 'int',
  validFrom: 'time',
  validUntil: 'time',
  note: 'text',
  noticedUntil: 'time',
  createdAt: 'time',
  updatedAt: 'time',
})

export const memberKeys = table<MemberKeyRecord>('member_keys', ['id'], {
  id: 'text',
  memberId: 'text',
  kind: 'text',
  value: 'text',
  label: 'text',
})

export const stayIdentities = table<StayIdentityRecord>('stay_identities', ['sessionId'], {
  sessionId: 'text',
  memberId: 'text',
  entryPlate: 'text',
  entryConfidence: 'int',
  exitPlate: 'text',
  exitConfidence: 'int',
})
