/** What cameras read of the vehicles that come and go. */
import { normalizePlate, type PlateRead } from '@palang/protocol'
import type { StayIdentityRecord } from '../../store/identity-records.ts'
import type { Credential, Tx } from '../../store/store.ts'

type Known = Partial<Omit<StayIdentityRecord, 'sessionId'>>

/** Adds what became known of the vehicle of a stay to what was; nothing known is nothing noted. */
export async function noteIdentity(tx: Tx, sessionId: string, known: Known): Promise<void> {
  if (Object.keys(known).length === 0) return
  const [before = { sessionId, memberId: null, entryPlate: null, entryConfidence: null, exitPlate: null, exitConfidence: null }] =
    await tx.stayIdentities.getMany([sessionId])
  await tx.stayIdentities.putMany([{ ...before, ...known }])
}

/** A read at the entry, as it is kept. */
export function entryRead(read: PlateRead | undefined): Known {
  return read === undefined ? {} : { entryPlate: normalizePlate(read.plate), entryConfidence: read.confidence }
}

/** A read at the exit, as it is kept. */
export function exitRead(read: PlateRead | undefined): Known {
  return read === undefined ? {} : { exitPlate: normalizePlate(read.plate), exitConfidence: read.confidence }
}

/** The driver showed nothing: there is only what the camera read. */
export function isOnlyRead({ cardId, ticket, licensePlate }: Credential, read: PlateRead | undefined): boolean {
  return cardId === undefined && ticket === undefined && read !== undefined && licensePlate === normalizePlate(read.plate)
}
