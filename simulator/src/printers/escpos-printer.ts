/**
 * A ticket printer that understands what docs/protocols/escpos-printer.md lists, written apart from the controller's encoder. It stops
 * where its paper ends or its cover opens, and goes on there by itself when that is mended, as real ones do.
 */
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'

const esc = 0x1b
const gs = 0x1d
const dle = 0x10

/** Of a command by its first two bytes: how long it is. */
const lengths: ReadonlyMap<number, number> = new Map([
  [pair(esc, 0x40), 2],
  [pair(0x1c, 0x2e), 2],
  [pair(esc, 0x4d), 3],
  [pair(esc, 0x74), 3],
  [pair(esc, 0x45), 3],
  [pair(esc, 0x61), 3],
  [pair(gs, 0x21), 3],
  [pair(gs, 0x56), 3],
  [pair(gs, 0x72), 3],
])
const cut = pair(gs, 0x56)
const tellEnd = pair(gs, 0x72)
const graphic = pair(gs, 0x28)
const clearLength = 10
const readyBits = 0x12

export interface EscposPrinterOptions {
  name: string
  makePort: PortMaker
  changed: () => void
}

export class EscposPrinter {
  readonly port: PlayedPort
  /** The text of each sheet that was cut off, a code of squares as [QR]. */
  readonly sheets: string[] = []
  readonly #changed: () => void
  #arrived: number[] = []
  #waiting: number[] = []
  #sheet = ''
  #linesLeft = Number.POSITIVE_INFINITY
  #isCoverOpen = false

  constructor({ name, makePort, changed }: EscposPrinterOptions) {
    this.#changed = changed
    this.port = makePort(name, { opened: changed, data: bytes => this.#hear(bytes), closed: () => this.#hangUp() })
  }

  /** The paper ends after `lines` more; a new roll never does. */
  paper(lines: number = Number.POSITIVE_INFINITY): void {
    this.#linesLeft = lines
    this.#work()
  }

  cover(isOpen: boolean): void {
    this.#isCoverOpen = isOpen
    this.#work()
  }

  /** Questions are answered when they arrive, everything else waits for its turn. */
  #hear(bytes: Uint8Array): void {
    this.#arrived.push(...bytes)
    for (;;) {
      const [first, second, third] = this.#arrived
      if (first === undefined) break
      if (first !== dle) this.#waiting.push(...this.#arrived.splice(0, 1))
      else if (second === undefined || third === undefined) break
      else if (second === 0x04) this.#answer(this.#take(3)[2])
      else if (this.#arrived.length < clearLength) break
      else this.#clear()
    }
    this.#work()
  }

  #take(count: number): number[] {
    return this.#arrived.splice(0, count)
  }

  #clear(): void {
    this.#take(clearLength)
    this.#waiting = []
    this.#say(0x37, 0x25, 0x00)
  }

  #answer(question = 0): void {
    const hasPaper = this.#linesLeft > 0
    const offline = hasPaper && !this.#isCoverOpen ? 0 : 0x08
    const bits = [0, offline, (this.#isCoverOpen ? 0x04 : 0) | (hasPaper ? 0 : 0x20), 0, hasPaper ? 0 : 0x6c][question] ?? 0
    this.#say(readyBits | bits)
  }

  #work(): void {
    while (this.#linesLeft > 0 && !this.#isCoverOpen) {
      const length = this.#nextLength()
      if (length === undefined || length > this.#waiting.length) break
      this.#print(this.#waiting.splice(0, length))
    }
    this.#changed()
  }

  /** Undefined while the bytes do not tell. */
  #nextLength(): number | undefined {
    const [first, second, , low = 0, high = 0] = this.#waiting
    if (first !== esc && first !== gs && first !== 0x1c) return first === undefined ? undefined : 1
    if (second === undefined) return undefined
    if (pair(first, second) === graphic) return this.#waiting.length < 5 ? undefined : 5 + low + 256 * high
    return lengths.get(pair(first, second)) ?? 1
  }

  #print(command: readonly number[]): void {
    const [first = 0, second = 0] = command
    if (command.length === 1) return this.#letter(first)
    const what = pair(first, second)
    if (what === tellEnd) this.#say(0x00)
    else if (what === graphic && command[6] === 0x51) this.#sheet += '[QR]'
    else if (what === cut) {
      this.sheets.push(this.#sheet.replace(/^\n+|\n+$/g, ''))
      this.#sheet = ''
    }
  }

  #letter(byte: number): void {
    if (byte === 0x0a) this.#linesLeft -= 1
    // Bytes without a shape fill up a command that was cut off.
    if (byte === 0x0a || byte >= 0x20) this.#sheet += String.fromCharCode(byte)
  }

  #hangUp(): void {
    this.#arrived = []
    this.#changed()
  }

  #say(...bytes: number[]): void {
    this.port.write(Uint8Array.from(bytes))
  }
}

function pair(first: number, second: number): number {
  return first * 256 + second
}
