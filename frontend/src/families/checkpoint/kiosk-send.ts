/** What this screen asks of its checkpoint. */
import type { HandoverStep } from '@palang/protocol'
import * as z from 'zod/mini'
import { ask, type Refused } from '../../kiosk/panel.ts'
import { type Scanned, scannedOf } from './kiosk-screen.ts'

const logged = z.looseObject({
  id: z.string(),
  repeated: z.boolean(),
  step: z.nullable(z.enum(['dispatched', 'received', 'served', 'returned'])),
  label: z.nullable(z.string()),
  warnings: z.array(z.string()),
})
const keptPicture = z.looseObject({ image_id: z.string() })

export type Sent<T> = { done: T } | { refused: Refused }

export interface ScanHere {
  tag: string
  step: HandoverStep
  source: 'phone' | 'typed'
  /** Tenths of a degree Celsius. */
  temperatureDc: number | undefined
}

/** Resolves once the scan is on the disk of the checkpoint; until then nobody may say that it is kept. */
export async function sendScan({ tag, step, source, temperatureDc }: ScanHere): Promise<Sent<Scanned>> {
  // The names of the steps are words every checkpoint knows, whatever its site added.
  const told = await ask('api/log_scan', { nfc_tag_id: tag, status_scan: step, source, temperature_dc: temperatureDc })
  if ('refused' in told) return told
  const read = logged.safeParse(told.answer)
  return read.success ? { done: scannedOf({ ...read.data, tag_id: tag }) } : { refused: 'internal' }
}

/** What a tap on the reader means from now on; the panel's next status shows it. */
export async function sendStep(step: HandoverStep): Promise<Refused | undefined> {
  const told = await ask('api/checkpoint/step', { step })
  return 'refused' in told ? told.refused : undefined
}

export interface Receipt {
  recipient: string
  portions: number | undefined
  rejected: number | undefined
  reason: string
  photo: Blob | undefined
  signature: Blob | undefined
}

/** The pictures go first, so that a receipt never names one that was not kept. */
export async function sendReceipt({ recipient, portions, rejected, reason, photo, signature }: Receipt): Promise<Sent<null>> {
  const photoSent = await sendPicture('photo', photo)
  if ('refused' in photoSent) return photoSent
  const signatureSent = await sendPicture('signature', signature)
  if ('refused' in signatureSent) return signatureSent
  const told = await ask('api/receipt', {
    recipient,
    portions,
    rejected,
    reject_reason: reason === '' ? undefined : reason,
    photo_id: photoSent.done,
    signature_id: signatureSent.done,
  })
  return 'refused' in told ? told : { done: null }
}

async function sendPicture(kind: 'photo' | 'signature', picture: Blob | undefined): Promise<Sent<string | undefined>> {
  if (picture === undefined) return { done: undefined }
  const told = await ask(`api/receipt/picture?kind=${kind}`, picture)
  if ('refused' in told) return told
  const read = keptPicture.safeParse(told.answer)
  return read.success ? { done: read.data.image_id } : { refused: 'internal' }
}
