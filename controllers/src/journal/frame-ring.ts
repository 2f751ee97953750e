/**
 * The last bytes of each device's line on the disk, for whoever has to find out later what was on the wire. It never stands in
 * the way: notes are taken in memory and written now and then, and what the disk does not take in time is lost and counted.
 */
import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, type Clock, type Log, type Timer } from '@palang/kit'
import { mostFrameBytes, mostFrames, mostFramesBytes, type ClockQuality, type KeptFrame } from '@palang/protocol'
import { frameLine, framesIn, lostLine, type Lost, type NotedFrame } from './frame-lines.ts'
import type { FrameDirection, FrameSink } from '../io/tapped-stream.ts'

const ringLimits = {
  /** On the disk for each device, old pieces going first: a week of a reader, about an hour of a board that is asked all the time. */
  bytes: 4e6,
  /** Nothing is kept for longer: by then nobody asks, and card numbers of readers should not lie about. Milliseconds. */
  ageMs: 7 * 24 * 60 * 60_000,
  /** Bounds are kept by leaving out whole pieces of this share. */
  pieces: 8,
  /** Written so often; a power cut loses as much. Memory cards wear by the write, not by the byte. */
  writeEveryMs: 5_000,
  /** Old pieces of lines that are silent are looked for so often. */
  sweepEveryMs: 60 * 60_000,
  /** Characters in memory for each device while the disk is slow. */
  waiting: 256 * 1024,
  /** Bytes that follow one another this closely are one frame: ports hand them over in pieces. */
  joinMs: 20,
  /** A disk that hangs does not keep the machine from stopping. */
  stopWithinMs: 1_000,
} as const

type RingLimits = Record<keyof typeof ringLimits, number>

/** A payment terminal's line may carry card numbers and PIN blocks: nothing of it is kept. */
const neverKept: ReadonlySet<string> = new Set(['terminal'])

export interface FrameWindow {
  /** Oldest first. */
  frames: KeptFrame[]
  cut: boolean
  lost: number
}

export interface FrameRingOptions {
  folder: string
  /** Time of day as the machine best knows it. */
  time: { nowMs(): number; quality(): ClockQuality }
  clock: Clock
  log: Log
  limits?: Partial<RingLimits>
  /** How bytes get on the disk. */
  append?: (file: string, text: string) => Promise<void>
}

interface Line {
  notes: NotedFrame[]
  waiting: number
  lost: Lost | undefined
  piece: Piece | undefined
}

interface Piece {
  file: string
  begunMs: number
  bytes: number
}

/** The ring of one machine. Files: `<folder>/<device>/<begun, ms>.frames`. */
export class FrameRing {
  readonly #options: FrameRingOptions
  readonly #limits: RingLimits
  readonly #append: (file: string, text: string) => Promise<void>
  readonly #lines = new Map<string, Line>()
  #sweeping: Timer | undefined
  #next: Timer | undefined
  #writing: Promise<void> | undefined
  #isRefused = false

  constructor(options: FrameRingOptions) {
    this.#options = options
    this.#limits = { ...ringLimits, ...options.limits }
    this.#append = options.append ?? appendFile
  }

  /** From now on what is too old goes by itself. */
  start(): void {
    this.#sweeping ??= this.#options.clock.every(this.#limits.sweepEveryMs, () => void this.#sweep())
  }

  /** Where the bytes of the device's line go. */
  sinkOf(device: string): FrameSink {
    const { time } = this.#options
    if (neverKept.has(device)) return { begin: () => () => undefined }
    return {
      begin: direction => {
        const stamp = { atMs: time.nowMs(), clock: time.quality(), direction }
        return hex => {
          note(this.#lineOf(device), stamp, hex, this.#limits)
          this.#soon()
        }
      },
    }
  }

  /** The newest frames of `[from, to)`, in milliseconds, bounded as an answer of the link is. Rejects when they cannot be read. */
  async read(fromMs: number, toMs: number): Promise<FrameWindow> {
    const { folder, time } = this.#options
    await this.#flush()
    const leastMs = Math.max(fromMs, time.nowMs() - this.#limits.ageMs)
    const names = await readdir(folder).catch(() => [])
    const found = await Promise.all(names.map(name => readDevice(path.join(folder, name), name, leastMs, toMs)))
    const unsaid = [...this.#lines.values()].map(({ lost }) =>
      lost !== undefined && lost.fromMs < toMs && lost.toMs >= fromMs ? lost.count : 0,
    )
    const lost = [...found.map(device => device.lost), ...unsaid].reduce((sum, count) => sum + count, 0)
    return { ...newest(found.flatMap(device => device.frames)), lost }
  }

  /** Writes what waits, unless the disk hangs. */
  async stop(): Promise<void> {
    this.#next?.cancel()
    this.#sweeping?.cancel()
    this.#next = this.#sweeping = undefined
    const patience = Promise.withResolvers<void>()
    const timer = this.#options.clock.after(this.#limits.stopWithinMs, patience.resolve)
    await Promise.race([this.#flush(), patience.promise])
    timer.cancel()
  }

  #lineOf(device: string): Line {
    const line = this.#lines.get(device) ?? { notes: [], waiting: 0, lost: undefined, piece: undefined }
    this.#lines.set(device, line)
    return line
  }

  #soon(): void {
    this.#next ??= this.#options.clock.after(this.#limits.writeEveryMs, () => {
      this.#next = undefined
      void this.#write()
    })
  }

  /** Writes what was noted, also while an earlier writing was under way. */
  async #flush(): Promise<void> {
    await this.#writing
    await this.#write()
  }

  /** One at a time; never rejects. */
  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined
    })
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    for (const [device, line] of this.#lines) {
      const { notes, lost } = line
      if (notes.length === 0 && lost === undefined) continue
      line.notes = []
      line.waiting = 0
      line.lost = undefined
      try {
        await this.#writeLine(device, line, `${lost === undefined ? '' : lostLine(lost)}${notes.map(frameLine).join('')}`)
        this.#isRefused = false
      } catch (error) {
        for (const { atMs } of notes) lose(line, { fromMs: atMs, toMs: atMs, count: 1 })
        if (lost !== undefined) lose(line, lost)
        if (!this.#isRefused) this.#options.log.warn({ err: messageOf(error), device }, 'serial frames could not be written and are lost')
        this.#isRefused = true
      }
    }
  }

  async #writeLine(device: string, line: Line, text: string): Promise<void> {
    const nowMs = this.#options.time.nowMs()
    const { bytes, ageMs, pieces } = this.#limits
    const own = path.join(this.#options.folder, device)
    await mkdir(own, { recursive: true })
    const piece = line.piece ?? (await piecesOf(own)).at(-1)
    const isOver = piece !== undefined && (piece.bytes + text.length > bytes / pieces || nowMs - piece.begunMs > ageMs / pieces)
    const current = piece === undefined || isOver ? { file: path.join(own, `${nowMs}.frames`), begunMs: nowMs, bytes: 0 } : piece
    if (current !== piece) await this.#makeRoom(own, text.length)
    line.piece = current
    // A new line first: what a power cut or a full disk left of the one before stays apart.
    await this.#append(current.file, `\n${text}`)
    current.bytes += text.length + 1
  }

  async #makeRoom(own: string, wanted: number): Promise<void> {
    const pieces = await piecesOf(own)
    let bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0) + Math.max(wanted, this.#limits.bytes / this.#limits.pieces)
    for (const piece of pieces) {
      if (bytes <= this.#limits.bytes && !this.#isOld(piece)) continue
      await rm(piece.file, { force: true })
      bytes -= piece.bytes
    }
  }

  #isOld(piece: Piece): boolean {
    return this.#options.time.nowMs() - piece.begunMs > this.#limits.ageMs
  }

  /** Old pieces, also of devices that are no longer there. */
  async #sweep(): Promise<void> {
    const { folder } = this.#options
    for (const name of await readdir(folder).catch(() => [])) {
      const old = (await piecesOf(path.join(folder, name)).catch(() => [])).filter(piece => this.#isOld(piece))
      for (const { file } of old) await rm(file, { force: true }).catch(() => undefined)
    }
  }
}

function note(
  line: Line,
  stamp: { atMs: number; clock: ClockQuality; direction: FrameDirection },
  hex: string,
  limits: Pick<RingLimits, 'waiting' | 'joinMs'>,
): void {
  const last = line.notes.at(-1)
  const isMore =
    last !== undefined && last.direction === stamp.direction && stamp.atMs - last.atMs <= limits.joinMs && stamp.atMs >= last.atMs
  if (line.waiting + hex.length > limits.waiting) return lose(line, { fromMs: stamp.atMs, toMs: stamp.atMs, count: 1 })
  line.waiting += hex.length
  if (isMore && last.hex.length + hex.length <= 2 * mostFrameBytes) last.hex += hex
  else
    for (let at = 0; at < hex.length; at += 2 * mostFrameBytes) line.notes.push({ ...stamp, hex: hex.slice(at, at + 2 * mostFrameBytes) })
}

function lose(line: Line, more: Lost): void {
  const { lost = more } = line
  const count = lost === more ? more.count : lost.count + more.count
  line.lost = { fromMs: Math.min(lost.fromMs, more.fromMs), toMs: Math.max(lost.toMs, more.toMs), count }
}

/** Oldest first. Empty for a folder that is not there. */
async function piecesOf(folder: string): Promise<Piece[]> {
  const names = await readdir(folder).catch(() => [])
  const found = names.flatMap(name => {
    const begunMs = Number(/^(\d{1,15})\.frames$/.exec(name)?.[1])
    return Number.isNaN(begunMs) ? [] : [{ file: path.join(folder, name), begunMs }]
  })
  // One that is gone meanwhile was old.
  const sizes = await Promise.allSettled(found.map(async piece => ({ ...piece, bytes: (await stat(piece.file)).size })))
  const pieces = sizes.flatMap(size => (size.status === 'fulfilled' ? [size.value] : []))
  return pieces.toSorted((a, b) => a.begunMs - b.begunMs)
}

/** The pieces are read one after the other, newest first, until there is enough. */
async function readDevice(folder: string, device: string, fromMs: number, toMs: number): Promise<{ frames: KeptFrame[]; lost: number }> {
  const frames: KeptFrame[] = []
  let lost = 0
  const pieces = await piecesOf(folder)
  for (const [place, { file, begunMs }] of [...pieces.entries()].toReversed()) {
    const endMs = pieces[place + 1]?.begunMs ?? Number.POSITIVE_INFINITY
    // A piece is begun when it is first written, after its first frames came.
    if (begunMs - ringLimits.writeEveryMs * 12 > toMs || endMs < fromMs) continue
    const found = await readFrames(file, device, fromMs, toMs)
    frames.push(...found.frames)
    lost += found.lost
    if (frames.length > mostFrames) break
  }
  return { frames, lost }
}

/** A piece that grew too old since it was listed has nothing. */
async function readFrames(...[file, ...window]: Parameters<typeof framesIn>): ReturnType<typeof framesIn> {
  try {
    return await framesIn(file, ...window)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { frames: [], lost: 0 }
    throw error
  }
}

function newest(frames: KeptFrame[]): { frames: KeptFrame[]; cut: boolean } {
  const inOrder = frames.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  let bytes = 0
  const tooMuch = inOrder.findLastIndex(frame => (bytes += frame.hex.length / 2) > mostFramesBytes)
  const kept = inOrder.slice(Math.max(tooMuch + 1, inOrder.length - mostFrames))
  return { frames: kept, cut: kept.length < inOrder.length }
}
