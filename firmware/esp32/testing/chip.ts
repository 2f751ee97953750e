/** Firmware of the ESP32 as a process of this computer, whose time stands still unless it is told to run. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { z } from 'zod'

/** What happened to the chip or was done by it; one field of them in each line. */
const happening = z
  .strictObject({
    now: z.number(),
    driven: z.strictObject({ pin: z.number(), level: z.number(), at: z.number() }),
    publish: z.strictObject({ topic: z.string(), qos: z.number(), retain: z.boolean(), packet: z.number(), payload: z.string() }),
    connect: z.strictObject({
      host: z.string(),
      port: z.number(),
      tls: z.boolean(),
      client_id: z.string(),
      user: z.string(),
      clean: z.boolean(),
      will_topic: z.string(),
      will: z.string(),
      at: z.number(),
    }),
    subscribed: z.string(),
    /** The client sent a packet of the last connection once more. */
    repeated: z.number(),
    serial: z.string(),
    /** The DS3231 was set. */
    rtc: z.number(),
    /** Where the web server listens. */
    port: z.number(),
    image: z.string(),
    ota: z.string(),
    ota_password: z.string(),
    restarted: z.literal(true),
    cut: z.literal(true),
  })
  .partial()
type Happening = z.infer<typeof happening>

/** What outlives a power cut: memory and card, in a folder that ends with the test. */
export function freshFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-esp32-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export class Chip {
  /** Everything that happened, in order. */
  readonly happenings: Happening[] = []
  nowMs = 0
  /** It restarted, rolled back or lost its power. */
  isOff = false
  readonly #child: ChildProcessWithoutNullStreams
  readonly #closed: Promise<void>
  #waiting: { resolve(): void; reject(error: Error): void } | undefined
  #complaint = ''

  /** Powered, but nothing runs before `start`. Ends with the test. */
  constructor(program: string, folder: string) {
    this.#child = spawn(program, [], { cwd: folder })
    createInterface({ input: this.#child.stdout }).on('line', line => this.#take(line))
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#complaint += chunk.toString('utf8')))
    // Orders to a chip that just went off.
    this.#child.stdin.on('error', () => undefined)
    this.#closed = new Promise(resolve => {
      this.#child.once('close', code => {
        this.#end(code)
        resolve()
      })
    })
    onTestFinished(() => this.powerOff())
  }

  /** Gives one order; resolves when it was carried out, or the chip went off over it. Rejects when the program crashed. */
  order(line: string): Promise<void> {
    if (this.isOff) return Promise.resolve()
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#child.stdin.write(`${line}\n`)
    })
  }

  async orders(...lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.order(line)
  }

  /** Resolves once it is gone. Rejects with what a sanitizer said. */
  async powerOff(): Promise<void> {
    this.#child.stdin.end()
    await this.#closed
    if (this.#complaint !== '') throw new Error(this.#complaint)
  }

  /** What happened of one kind. */
  all<K extends keyof Happening>(kind: K): NonNullable<Happening[K]>[] {
    return this.happenings.flatMap(one => {
      const what = one[kind]
      return what === undefined ? [] : [what]
    })
  }

  /** What was published on a topic that ends in `what`, since the last call for it. */
  heard(what: string): string[] {
    const isIt = ({ publish }: Happening) => publish?.topic.endsWith(`/${what}`) === true
    const payloads = this.happenings.filter(isIt).flatMap(({ publish }) => publish?.payload ?? [])
    const rest = this.happenings.filter(one => !isIt(one))
    this.happenings.splice(0, this.happenings.length, ...rest)
    return payloads
  }

  /** Whether an output is high. */
  isHigh(pin: number): boolean {
    return this.all('driven').findLast(one => one.pin === pin)?.level === 1
  }

  #take(line: string): void {
    const one = happening.parse(JSON.parse(line))
    if (one.now === undefined) {
      this.happenings.push(one)
      return
    }
    this.nowMs = one.now
    this.#settle()
  }

  #settle(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve()
  }

  #end(code: number | null): void {
    this.isOff = true
    if (code === 0) this.#settle()
    else this.#waiting?.reject(new Error(`the firmware ended with ${code}: ${this.#complaint}`))
    this.#waiting = undefined
  }
}
