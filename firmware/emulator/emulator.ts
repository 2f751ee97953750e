/** The emulated board as a child process whose time stands still unless it is told to run. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { ArduinoBoard } from '../toolchain.ts'

export type ResetCause = 'power' | 'external' | 'brownout' | 'watchdog' | 'bootloader'

export type EmulatorEvent =
  /** One line of the board with its end, as Latin-1. */
  | { kind: 'line'; text: string; us: number }
  /** An output changed. */
  | { kind: 'pin'; pin: string; level: 0 | 1; us: number }

const said = z.union([
  z.object({ now: z.number() }),
  z.object({ line: z.string(), us: z.number() }),
  z.object({ pin: z.string(), level: z.union([z.literal(0), z.literal(1)]), us: z.number() }),
])

export class Emulator {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #hear: (event: EmulatorEvent) => void
  #nowUs = 0
  #waiting: { resolve(): void; reject(error: Error): void } | undefined
  #ended: Error | undefined
  #complaint = ''

  /** Starts `program` with the firmware of `elf`. `hear` is called for what the board does, while `run` waits. */
  constructor(program: string, board: ArduinoBoard, elf: string, hear: (event: EmulatorEvent) => void) {
    this.#hear = hear
    this.#child = spawn(program, [board.processor, elf])
    createInterface({ input: this.#child.stdout }).on('line', line => this.#take(line))
    this.#child.stderr.on('data', (chunk: Buffer) => (this.#complaint += chunk.toString('latin1')))
    this.#child.stdin.on('error', () => undefined)
    this.#child.on('error', error => this.#end(error))
    this.#child.on('close', code => this.#end(new Error(`the emulator ended with ${code}: ${this.#complaint}`)))
  }

  /** How long the board has lived, in microseconds. */
  get nowUs(): number {
    return this.#nowUs
  }

  /** Lets at most `us` pass; less when the board did something. */
  run(us: number): Promise<void> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#order(`run ${us.toFixed(1)}`)
    })
  }

  receive(bytes: Uint8Array): void {
    this.#order(`rx ${Buffer.from(bytes).toString('hex')}`)
  }

  /** Holds a pin such as `D5` at a level from outside. */
  pin(pin: string, level: 0 | 1): void {
    this.#order(`pin ${pin} ${level}`)
  }

  reset(cause: ResetCause): void {
    this.#order(`reset ${cause}`)
  }

  /** The program stands still; only the watchdog can help. */
  hang(): void {
    this.#order('hang')
  }

  /** What an earlier program left in the EEPROM. */
  keep(address: number, bytes: Uint8Array): void {
    this.#order(`eeprom ${address} ${Buffer.from(bytes).toString('hex')}`)
  }

  async stop(): Promise<void> {
    if (this.#ended !== undefined) return
    const gone = new Promise<void>(resolve => this.#child.once('close', () => resolve()))
    // At the end of its orders it goes by itself.
    this.#child.stdin.end()
    await gone
  }

  #order(line: string): void {
    this.#child.stdin.write(`${line}\n`)
  }

  #take(line: string): void {
    if (!line.startsWith('{')) return
    const event = said.parse(JSON.parse(line))
    if ('line' in event) this.#hear({ kind: 'line', text: event.line, us: event.us })
    else if ('pin' in event) this.#hear({ kind: 'pin', ...event })
    else {
      this.#nowUs = event.now
      const waiting = this.#waiting
      this.#waiting = undefined
      waiting?.resolve()
    }
  }

  #end(error: Error): void {
    this.#ended ??= error
    this.#waiting?.reject(error)
    this.#waiting = undefined
  }
}
