/** Pictures: machines put them, people look at them. */
import { mutex } from '@palang/kit'
import { foreignId, largestPictureBytes, uuid } from '@palang/protocol'
import { Hono } from 'hono'
import { z } from 'zod'
import { isHidden } from '../../access/reach.ts'
import type { HubServices } from '../../services.ts'
import type { PhotoRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { describe, query, readBody } from './describe.ts'
import { isJpeg, momentOf, photoFilesOf, photoPath, type PhotoFiles } from '../../photos/photo-files.ts'
import { refusal } from './problem.ts'
import { allow, allowMachines } from './rights.ts'

const photoQuery = z.object({
  session_id: uuid.optional(),
  command_id: foreignId.optional(),
  reason: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/)
    .optional(),
})
const photoAnswer = z.object({ image_id: z.string(), url: z.string() }).meta({
  id: 'StoredPhoto',
  examples: [{ image_id: '019bda5e-9a40-7000-8000-00000000f070', url: '/api/photos/019bda5e-9a40-7000-8000-00000000f070' }],
})
const inPath = { path: { image_id: '019bda5e-9a40-7000-8000-00000000f070' } }

/** `/api/photos` */
export function photoRoutes(services: HubServices) {
  const files = photoFilesOf(services.site)
  // Two tries to store one picture must not both find it missing.
  const writing = mutex()
  return new Hono<AppEnv>()
    .get(
      '/api/photos/:image_id',
      describe({
        id: 'getPhoto',
        tag: 'Camera',
        summary: 'A picture',
        ...inPath,
        ok: { media: 'image/jpeg', text: 'The picture' },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => {
        const id = imageId(c.req.param('image_id'))
        const photo = await services.store.photos.get(id)
        const bytes = photo === undefined || isHidden(c.get('reach'), photo.machineId) ? undefined : await files.read(photo.file)
        if (bytes === undefined) throw refusal('not_found', 'there is no such picture')
        return c.body(bytes, 200, { 'content-type': 'image/jpeg', 'cache-control': 'private, max-age=31536000, immutable' })
      },
    )
    .put(
      '/api/photos/:image_id',
      describe({
        id: 'putPhoto',
        tag: 'Camera',
        summary: 'Store a picture a machine took',
        description: 'For machine tokens. The same picture again changes nothing; another one under the same id is a conflict.',
        ...inPath,
        upload: 'image/jpeg',
        maxBytes: largestPictureBytes,
        ok: { schema: photoAnswer },
        errors: ['invalid_request', 'conflict', 'payload_too_large', 'unsupported_media_type', 'storage_full'],
      }),
      allowMachines(),
      query(photoQuery),
      async c => {
        const id = imageId(c.req.param('image_id'))
        if (!/^image\/jpeg *(;|$)/i.test(c.req.header('content-type') ?? ''))
          throw refusal('unsupported_media_type', 'send Content-Type: image/jpeg')
        const bytes = await readBody(c)
        if (!isJpeg(bytes)) throw refusal('unsupported_media_type', 'the body is not a JPEG picture')
        const { session_id: sessionId, command_id: commandId, reason } = c.req.valid('query')
        const machineId = c.get('actor').machineId ?? ''
        await writing.run(() => keepPhoto(services, files, { id, machineId, sessionId, commandId, reason, bytes }))
        return c.json({ image_id: id, url: `/api/photos/${id}` })
      },
    )
}

function imageId(text: string): string {
  const parsed = uuid.safeParse(text)
  if (!parsed.success) throw refusal('not_found', 'there is no such picture')
  return parsed.data.toLowerCase()
}

interface NewPhoto {
  id: string
  machineId: string
  sessionId: string | undefined
  commandId: string | undefined
  reason: string | undefined
  bytes: Uint8Array
}

/** File first, record second: a crash between leaves a file nobody names, which the repeat finds its place for. */
async function keepPhoto({ store, clock }: HubServices, files: PhotoFiles, photo: NewPhoto): Promise<void> {
  const known = await store.photos.get(photo.id)
  if (known !== undefined) {
    if (known.machineId !== photo.machineId) throw refusal('conflict', 'another machine has a picture under this id')
    const stored = await files.read(known.file)
    if (stored === undefined) return files.write(known.file, photo.bytes)
    if (Buffer.compare(stored, photo.bytes) !== 0) throw refusal('conflict', 'another picture is stored under this id')
    return
  }
  const takenMs = takenAt(photo.id, clock.now())
  const file = photoPath(photo.id, takenMs)
  await files.write(file, photo.bytes)
  const told = photo.sessionId === undefined || photo.reason === undefined ? await toldByFact(store, photo) : undefined
  const record: PhotoRecord = {
    id: photo.id,
    machineId: photo.machineId,
    sessionId: photo.sessionId ?? told?.sessionId ?? null,
    reason: photo.reason ?? told?.reason ?? 'unknown',
    takenAt: new Date(takenMs).toISOString(),
    file,
    bytes: photo.bytes.byteLength,
    commandId: photo.commandId ?? told?.commandId ?? null,
  }
  await store.transact(tx => tx.photos.insert(record))
}

/** The moment in the id, unless it lies more than a day ahead or before there were such ids. */
function takenAt(id: string, nowMs: number): number {
  const moment = momentOf(id)
  const plausible = moment !== undefined && moment <= nowMs + 24 * 3_600_000 && moment >= Date.UTC(2024, 0)
  return plausible ? moment : nowMs
}

/** What the machine's own fact says about the picture, when it arrived before it. */
async function toldByFact(
  store: HubServices['store'],
  { id, machineId }: NewPhoto,
): Promise<{ sessionId: string | null; commandId: string | null; reason: string } | undefined> {
  const { items } = await store.facts.list({ machineId, type: 'image_captured' }, { limit: 50 })
  const fact = items.find(item => item.payload['image_id'] === id)
  if (fact === undefined) return undefined
  const { reason, command_id: commandId } = fact.payload
  return {
    sessionId: fact.sessionId,
    commandId: typeof commandId === 'string' ? commandId : null,
    reason: typeof reason === 'string' ? reason : 'unknown',
  }
}
