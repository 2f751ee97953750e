/**
 * Pictures from the camera to the hub: on disk first, uploaded one after the other, deleted once the hub has them and never before.
 * When there is no room for another, it is the new one that is not kept.
 */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { backoff, type Clock, type Log, messageOf, type Timer, uuidv7 } from '@palang/kit'
import { z } from 'zod'
import type { CameraPort } from '../devices/camera/port.ts'
import type { PhotoRoom } from './photo-room.ts'
import type { PhotoNote, UploadOutcome } from './photo-upload.ts'

const note = z.object({
  imageId: z.uuid(),
  sessionId: z.string().nullable(),
  commandId: z.string().nullable().default(null),
  reason: z.string(),
  takenAt: z.string(),
})

const photoLimits = {
  captureMs: 5_000,
  retryMinMs: 1_000,
  retryMaxMs: 300_000,
} as const

export interface PhotoBoxOptions {
  folder: string
  camera: CameraPort | undefined
  room: PhotoRoom
  /** Gives up, as `retry`, once `signal` aborts. */
  upload(note: PhotoNote, jpeg: Uint8Array, signal: AbortSignal): Promise<UploadOutcome>
  clock: Clock
  nowMs(): number
  log: Log
}

export class PhotoBox {
  readonly #options: PhotoBoxOptions
  /** Bytes of the pictures that wait, by id. */
  readonly #held = new Map<string, number>()
  readonly #delay = backoff(photoLimits.retryMinMs, photoLimits.retryMaxMs)
  #running = false
  /** Something was put here while an upload was under way. */
  #isNews = false
  #working: Promise<void> | undefined
  #leaving = new AbortController()
  #retry: Timer | undefined

  constructor(options: PhotoBoxOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    await mkdir(this.#options.folder, { recursive: true })
    await this.#removeHalf().catch((error: unknown) =>
      this.#options.log.error({ err: messageOf(error) }, 'pictures that are not whole stay'),
    )
    await this.#weigh()
    this.#leaving = new AbortController()
    this.#running = true
    this.nudge()
  }

  /** Waits for no hub: a picture on its way stays here and goes again after the next start. */
  async stop(): Promise<void> {
    this.#running = false
    this.#leaving.abort()
    this.#retry?.cancel()
    await this.#working
  }

  /** Takes one picture and keeps it on disk; null when the camera gives none or the disk has no room for it. */
  async take(reason: string, cause: { session_id?: string; command_id?: string }): Promise<{ imageId: string } | null> {
    const { camera, nowMs, log } = this.#options
    if (camera === undefined || camera.status().state !== 'ready') return null
    const takenAtMs = nowMs()
    try {
      const shot = await camera.capture(photoLimits.captureMs)
      if (shot.ok) return await this.#keepNew({ reason, cause, takenAtMs }, shot.jpeg)
      log.warn({ reason, message: shot.message }, 'no picture')
    } catch (error) {
      log.error({ reason, err: messageOf(error) }, 'the picture was not taken')
    }
    return null
  }

  /** Keeps a picture that somebody else took; null when the disk has no room for it. */
  keep(reason: string, jpeg: Uint8Array): Promise<{ imageId: string } | null> {
    return this.#keepNew({ reason, cause: {}, takenAtMs: this.#options.nowMs() }, jpeg)
  }

  async #keepNew(
    { reason, cause, takenAtMs }: { reason: string; cause: { session_id?: string; command_id?: string }; takenAtMs: number },
    jpeg: Uint8Array,
  ): Promise<{ imageId: string } | null> {
    const { room, log } = this.#options
    const imageId = uuidv7(takenAtMs)
    try {
      if (!(await room.hasRoom(this.#heldBytes() + jpeg.byteLength))) {
        log.warn({ reason }, 'there is no room for the picture')
        return null
      }
      const about: PhotoNote = {
        imageId,
        sessionId: cause.session_id ?? null,
        commandId: cause.command_id ?? null,
        reason,
        takenAt: new Date(takenAtMs).toISOString(),
      }
      await this.#write(about, jpeg)
      this.nudge()
      return { imageId }
    } catch (error) {
      log.error({ reason, err: messageOf(error) }, 'the picture was not kept')
      await this.#remove(imageId).catch(() => undefined)
      return null
    }
  }

  async #write(about: PhotoNote, jpeg: Uint8Array): Promise<void> {
    const file = (suffix: string) => path.join(this.#options.folder, about.imageId + suffix)
    await writeFile(file('.json'), JSON.stringify(about))
    await writeFile(file('.part'), jpeg)
    await rename(file('.part'), file('.jpg'))
    this.#held.set(about.imageId, jpeg.byteLength)
  }

  #heldBytes(): number {
    return [...this.#held.values()].reduce((sum, bytes) => sum + bytes, 0)
  }

  /** Tries the upload now: something is new, or the hub is back. */
  nudge(): void {
    this.#isNews = true
    if (!this.#running || this.#working !== undefined) return
    this.#retry?.cancel()
    this.#isNews = false
    this.#working = this.#uploadAll()
      .catch((error: unknown) => {
        this.#options.log.error({ err: messageOf(error) }, 'photo upload')
        return false
      })
      .then(finished => {
        this.#working = undefined
        if (finished) {
          this.#delay.reset()
          if (this.#isNews) this.nudge()
        } else if (this.#running) this.#retry = this.#options.clock.after(this.#delay.next(), () => this.nudge())
      })
  }

  /** True when nothing is left; ids sort by time, so the oldest goes first. */
  async #uploadAll(): Promise<boolean> {
    for (;;) {
      const waiting = [...this.#held.keys()].toSorted()
      if (waiting.length === 0) return true
      for (const id of waiting) {
        if (!this.#running || !(await this.#uploadOne(id))) return false
      }
    }
  }

  async #uploadOne(id: string): Promise<boolean> {
    const { folder, upload, log } = this.#options
    const about = await this.#noteOf(id)
    if (about === null) {
      log.warn({ image: id }, 'nothing that can be read says what this picture is of; it is given up')
      await this.#remove(id)
      return true
    }
    const outcome = await upload(about, await readFile(path.join(folder, `${id}.jpg`)), this.#leaving.signal)
    if (outcome === 'retry') return false
    if (outcome === 'refused') log.warn({ image: id }, 'the hub does not take this picture; it is given up')
    await this.#remove(id)
    return true
  }

  /** Null when there is no note or none that makes sense. Throws when the disk does not give it now. */
  async #noteOf(id: string): Promise<PhotoNote | null> {
    try {
      return note.parse(JSON.parse(await readFile(path.join(this.#options.folder, `${id}.json`), 'utf8')))
    } catch (error) {
      if (isAbsent(error) || error instanceof SyntaxError || error instanceof z.ZodError) return null
      this.#options.log.error({ image: id, err: messageOf(error) }, 'the disk does not give a picture’s note; tried again later')
      throw error
    }
  }

  /** What a crash left before the picture was whole: it never counted as taken. */
  async #removeHalf(): Promise<void> {
    const { folder, log } = this.#options
    for (const file of await readdir(folder)) {
      if (!file.endsWith('.part')) continue
      log.warn({ file }, 'a picture that was not whole is removed')
      await this.#remove(file.slice(0, -'.part'.length))
    }
  }

  /** What waits from before. */
  async #weigh(): Promise<void> {
    const { folder } = this.#options
    for (const file of await readdir(folder)) {
      if (file.endsWith('.jpg')) this.#held.set(file.slice(0, -'.jpg'.length), (await stat(path.join(folder, file))).size)
    }
  }

  async #remove(id: string): Promise<void> {
    for (const suffix of ['.jpg', '.json', '.part']) await rm(path.join(this.#options.folder, id + suffix), { force: true })
    this.#held.delete(id)
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
