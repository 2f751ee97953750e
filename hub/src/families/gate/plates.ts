/** What cameras read of the vehicles that come and go. */
import { normalizePlate, type PlateRead, usualPlateConfidence } from '@palang/protocol'
import { raise } from '../../domain/alarms.ts'
import { platesDiffer } from '../../domain/plates.ts'
import { machineOf } from '../../site-machines.ts'
import type { AlarmRecord, SessionRecord } from '../../store/records.ts'
import type { StayIdentityRecord } from '../../store/identity-records.ts'
import type { Credential, Tx } from '../../store/store.ts'
import type { Gate, ParkingParts } from './decision.ts'

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

/** What the plates of entry and exit say of a stay that leaves. */
interface Compared {
  /** It may not leave before a person has looked. */
  isRefused: boolean
  /** Raised once for each plate that is not that of the entry, however often it is asked about. */
  alarms: AlarmRecord[]
}

/** Keeps what the camera at the exit read of a stay, and compares it with what was read at the entry. */
export async function comparePlates(
  { site }: ParkingParts,
  tx: Tx,
  { stay, read, gate, at }: { stay: SessionRecord; read: PlateRead | undefined; gate: Gate; at: string },
): Promise<Compared> {
  if (read === undefined) return { isRefused: false, alarms: [] }
  const [before] = await tx.stayIdentities.getMany([stay.id])
  const exit = normalizePlate(read.plate)
  await noteIdentity(tx, stay.id, { exitPlate: exit, exitConfidence: read.confidence })
  const entered = { plate: before?.entryPlate ?? null, confidence: before?.entryConfidence ?? null }
  const least = (machineId: string) => machineOf(site, machineId)?.devices.plate_reader?.min_confidence ?? usualPlateConfidence
  const differ = platesDiffer(
    { ...entered, least: least(stay.machineId) },
    { plate: exit, confidence: read.confidence, least: least(gate.id) },
  )
  if (!differ) return { isRefused: false, alarms: [] }
  const isRefused = site.parking?.plate_mismatch === 'refuse'
  if (before?.exitPlate === exit) return { isRefused, alarms: [] }
  const message = `${entered.plate} came in, ${exit} goes out: stay ${stay.id}`
  const alarm = raise(undefined, { machineId: gate.id, code: 'plate_mismatch', severity: 'warning', message, at })
  const alarms = alarm === undefined ? [] : [alarm]
  await tx.alarms.putMany(alarms)
  return { isRefused, alarms }
}

/** The driver showed nothing: there is only what the camera read. */
export function isOnlyRead({ cardId, ticket, licensePlate }: Credential, read: PlateRead | undefined): boolean {
  return cardId === undefined && ticket === undefined && read !== undefined && licensePlate === normalizePlate(read.plate)
}
