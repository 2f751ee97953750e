/**
 * An incident as one file that opens anywhere without a network: a page, the machine-readable record inside it, and the
 * pictures. The record names the digest of each picture, and the audit trail that of the record, so a changed file is noticed.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { IncidentView } from '@palang/protocol'
import type { PhotoFiles } from '../photos/photo-files.ts'
import type { PhotoRecord } from '../store/records.ts'

/** Pictures in one file: how many, and how large together. */
const pictureLimits = { count: 60, bytes: 24 * 1024 * 1024 } as const

const viewer = readFileSync(path.join(import.meta.dirname, 'viewer.html'), 'utf8')
const [beforeDigest = '', beforeRecord = '', beforePhotos = '', end = ''] = viewer.split(/%DIGEST%|%RECORD%|%PHOTOS%/)

export type PhotoDigests = Pick<IncidentView, 'photos' | 'missing'>

/** The digests of the pictures that go into the file; those that are gone or too many are named. */
export async function photoDigests(files: Pick<PhotoFiles, 'read'>, photos: readonly PhotoRecord[]): Promise<PhotoDigests> {
  const found: PhotoDigests = { photos: [], missing: [] }
  let bytesLeft: number = pictureLimits.bytes
  for (const { id, file } of photos) {
    const isOver = found.photos.length >= pictureLimits.count
    const bytes = isOver ? undefined : await files.read(file)
    if (isOver) found.missing.push({ what: 'photo', why: 'too_many', id })
    else if (bytes === undefined) found.missing.push({ what: 'photo', why: 'gone', id })
    else if (bytes.byteLength > bytesLeft) found.missing.push({ what: 'photo', why: 'too_large', id })
    else {
      bytesLeft -= bytes.byteLength
      found.photos.push({ id, bytes: bytes.byteLength, sha256: sha256(bytes) })
    }
  }
  return found
}

/** The record as it stands in the file, which is what the digest is of. */
export function recordText(incident: IncidentView): { text: string; digest: string } {
  // No text in it can end the element it stands in.
  const text = JSON.stringify(incident).replaceAll('<', String.raw`\u003c`)
  return { text, digest: sha256(text) }
}

/** The file, one picture at a time. A picture that changed or went since its digest was made is left out, which the page says. */
export async function* incidentPage(
  { text, digest }: { text: string; digest: string },
  incident: IncidentView,
  readPhoto: (id: string) => Promise<Uint8Array | undefined>,
): AsyncGenerator<string> {
  yield `${beforeDigest}${digest}${beforeRecord}${text}${beforePhotos}`
  for (const { id, sha256: expected } of incident.photos) {
    const bytes = await readPhoto(id)
    if (bytes === undefined || sha256(bytes) !== expected) continue
    yield `<script type="text/plain" data-photo="${id}">${Buffer.from(bytes).toString('base64')}</script>\n`
  }
  yield end
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
