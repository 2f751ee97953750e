/**
 * A character device as a byte stream: a printer at `/dev/usb/lp0`. It is opened non-blocking and asked for bytes by a timer: a blocking
 * read of such a device cannot be ended, and each would hold one of the few threads all other files of the process need.
 */
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { messageOf, systemClock, type Clock, type Timer } from '@palang/kit'
import { portError, type ByteStream, type StreamEvent } from './byte-stream.ts'
import { listeners } from './listeners.ts'
import { portAdvice } from './port-advice.ts'

/** How often a device is asked for bytes: between a write and its first answer, and while nothing is expected. */
const soonMs = 10
/** A USB printer takes nothing while it still moves the bytes before; for so long that is no refusal. */
const busyForMs = 1_000
const restingMs = 200
const expectingMs = 2_000
const readBytes = 256

/** The device file at `path`. Not on Windows, which has no such files. */
export class DeviceFileStream implements ByteStream {
  readonly path: string
  readonly #clock: Clock
  readonly #events = listeners<StreamEvent>()
  readonly #buffer = Buffer.alloc(readBytes)
  #handle: FileHandle | undefined
  #phase: 'new' | 'opening' | 'open' | 'closed' = 'new'
  #isWriting = false
  #isReading = false
  #askSoonUntilMs = 0
  #next: Timer | undefined
  #idle: Promise<unknown> = Promise.resolve()

  constructor(path: string, clock: Clock = systemClock) {
    this.path = path
    this.#clock = clock
  }

  get isOpen(): boolean {
    return this.#phase === 'open'
  }

  async open(): Promise<void> {
    if (this.#phase !== 'new') throw portError('port_unavailable', this.path, 'a stream is opened once')
    this.#phase = 'opening'
    try {
      this.#handle = await openDevice(this.path)
    } catch (error) {
      this.#phase = 'closed'
      throw portError('port_unavailable', this.path, portAdvice(this.path, messageOf(error)), error)
    }
    if (this.#wasGivenUp()) {
      await this.#handle.close()
      throw portError('port_unavailable', this.path, 'closed while opening')
    }
    this.#phase = 'open'
    this.#ask()
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#phase !== 'open') throw portError('port_closed', this.path, 'is not open')
    if (this.#isWriting) throw portError('port_congested', this.path, 'the bytes before these have not left yet')
    this.#isWriting = true
    try {
      await this.#writeAll(bytes)
    } finally {
      this.#isWriting = false
    }
  }

  async close(): Promise<void> {
    this.#end('closed by us')
    await this.#idle
    const handle = this.#handle
    this.#handle = undefined
    await handle?.close().catch(() => undefined)
  }

  subscribe(listener: (event: StreamEvent) => void): () => void {
    return this.#events.add(listener)
  }

  /** `close` may be called while `open` waits. */
  #wasGivenUp(): boolean {
    return this.#phase === 'closed'
  }

  /**
   * A device that is busy takes bytes by and by; only when it takes none at all for a while is it certain that none will
   * be sent.
   */
  async #writeAll(bytes: Uint8Array): Promise<void> {
    let sent = 0
    const untilMs = this.#clock.monotonic() + busyForMs
    while (sent < bytes.length) {
      const taken = await this.#during(handle => handle.write(bytes, sent)).catch((error: unknown) => error)
      if (this.#phase !== 'open') throw portError('port_failed', this.path, 'was lost while writing')
      if (taken instanceof Error && !isBusy(taken)) {
        this.#end(portAdvice(this.path, messageOf(taken)))
        throw portError('port_failed', this.path, portAdvice(this.path, messageOf(taken)), taken)
      }
      if (isTaken(taken) && taken.bytesWritten > 0) sent += taken.bytesWritten
      else if (sent === 0 && this.#clock.monotonic() >= untilMs) throw portError('port_congested', this.path, 'the device takes no bytes')
      else await new Promise<void>(resolve => this.#clock.after(soonMs, resolve))
    }
    this.#askSoonUntilMs = this.#clock.monotonic() + expectingMs
    this.#ask()
  }

  #ask(): void {
    this.#next?.cancel()
    if (this.#phase !== 'open') return
    const pauseMs = this.#clock.monotonic() < this.#askSoonUntilMs ? soonMs : restingMs
    this.#next = this.#clock.after(pauseMs, () => void this.#read().then(() => this.#ask()))
  }

  /** Nothing to be read is no end: a device without bytes for us reads as empty or as busy. Some that are gone do, too; writing tells. */
  async #read(): Promise<void> {
    // A write asks at once; two reads must not share the buffer.
    if (this.#isReading) return
    this.#isReading = true
    const got = await this.#during(handle => handle.read(this.#buffer, 0, readBytes)).catch((error: unknown) => error)
    this.#isReading = false
    if (this.#phase !== 'open') return
    if (got instanceof Error && !isBusy(got)) return this.#end(`unplugged: ${got.message}`)
    if (!isRead(got) || got.bytesRead === 0) return
    this.#askSoonUntilMs = 0
    this.#events.tell({ kind: 'data', bytes: Uint8Array.from(this.#buffer.subarray(0, got.bytesRead)) })
  }

  /** The file is closed only when nothing is under way in it: its number may be another file's by then. */
  #during<T>(work: (handle: FileHandle) => Promise<T>): Promise<T> {
    const handle = this.#handle
    if (handle === undefined) return Promise.reject(portError('port_closed', this.path, 'is not open'))
    const done = work(handle)
    this.#idle = Promise.allSettled([this.#idle, done])
    return done
  }

  #end(reason: string): void {
    const wasOpen = this.#phase === 'open'
    this.#phase = 'closed'
    this.#next?.cancel()
    if (wasOpen) this.#events.tell({ kind: 'closed', reason })
  }
}

async function openDevice(path: string): Promise<FileHandle> {
  if (process.platform === 'win32') throw new Error('Windows has no device files: give COM<n> or tcp://host:port')
  const handle = await open(path, constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY)
  const isDevice = await handle.stat().then(
    stat => stat.isCharacterDevice(),
    () => false,
  )
  if (isDevice) return handle
  await handle.close()
  throw new Error('is not a device')
}

function isTaken(value: unknown): value is { bytesWritten: number } {
  return typeof value === 'object' && value !== null && 'bytesWritten' in value
}

function isRead(value: unknown): value is { bytesRead: number } {
  return typeof value === 'object' && value !== null && 'bytesRead' in value
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

function isBusy(error: unknown): boolean {
  return codeOf(error) === 'EAGAIN'
}
