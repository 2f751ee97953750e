/** What phones, people and other programs may do at a checkpoint. */
import { isCoded } from '@palang/kit'
import { checkpointFacts, handoverStep, logScanBody } from '@palang/protocol'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { type CheckpointMachine, isCheckpoint } from '../families/checkpoint/checkpoint-machine.ts'
import { detailsOf } from '../families/checkpoint/scan-book.ts'
import { problem, readBody } from './problem.ts'
import type { PanelSource } from './source.ts'

const stepBody = z.object({ step: handoverStep })

/** A receipt says who signs; unknown keys are not kept. */
export const receiptBody = z.object(checkpointFacts.receipt_signed.shape)

/** Below `/api`; its body is larger than that of any other route. */
export const picturePath = '/receipt/picture'

const pictureKind = z.enum(['photo', 'signature'])

/** Routes below `/api`. */
export function checkpointRoutes(source: PanelSource): Hono {
  const app = new Hono()

  app.post('/log_scan', async c => {
    const { nfc_tag_id: tag, status_scan: status, source: by = 'api', ...said } = await readBody(c, logScanBody)
    const machine = recorderOf(source)
    return c.json(recorded(machine.logScan({ tag, status, source: by, details: detailsOf(said) })), 201)
  })

  app.post('/checkpoint/step', async c => {
    const { step } = await readBody(c, stepBody)
    if (!recorded(recorderOf(source).chooseStep(step))) throw refusedField('step', `${step} is not done at this checkpoint`)
    return c.json({ step })
  })

  app.post('/receipt', async c => {
    const receipt = await readBody(c, receiptBody)
    return c.json(recorded(recorderOf(source).signReceipt(receipt)), 201)
  })

  app.post(picturePath, async c => {
    const kind = pictureKind.safeParse(c.req.query('kind'))
    if (!kind.success) throw refusedField('kind', 'kind is photo or signature')
    const jpeg = await readJpeg(c)
    const kept = await recorderOf(source).keepPicture(`receipt_${kind.data}`, jpeg)
    if (kept === null) throw problem('storage_full', 'This checkpoint has no room for the picture; it was not kept')
    return c.json({ image_id: kept.imageId }, 201)
  })

  return app
}

/** While its disk takes no writes there is no machine; whoever wants something recorded is told so in the same words. */
function recorderOf(source: PanelSource): CheckpointMachine {
  let machine: PanelSource['machine']
  try {
    machine = source.machine
  } catch (error) {
    if (isCoded(error, 'machine_busy')) throw notRecorded()
    throw error
  }
  if (!isCheckpoint(machine)) throw problem('not_supported', 'This machine is no checkpoint')
  return machine
}

function recorded<T>(outcome: T | null): T {
  if (outcome === null) throw notRecorded()
  return outcome
}

function refusedField(path: string, message: string): Error {
  return problem('invalid_request', message, { errors: [{ path, message }] })
}

function notRecorded(): Error {
  return problem('database_unavailable', 'The disk of this checkpoint takes no writes, or it is just starting: nothing was recorded')
}

async function readJpeg(c: Context): Promise<Uint8Array> {
  if (!/^image\/jpeg *(;|$)/i.test(c.req.header('content-type') ?? ''))
    throw problem('unsupported_media_type', 'Send a picture as image/jpeg')
  const bytes = new Uint8Array(
    await c.req.arrayBuffer().catch((error: unknown) => {
      throw isCoded(error) ? error : problem('invalid_request', 'The body broke off')
    }),
  )
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
  if (!isJpeg) throw problem('unsupported_media_type', 'The body is not a JPEG picture')
  return bytes
}
