/**
 * A printer to hold at the other end of a stream: it answers at once, works off what it was sent in order, stops where its
 * paper ends or its cover opens, and goes on there by itself when that is mended, as real ones do.
 */
import { type Command, EscposReader } from './decoder.test-support.ts'

export interface Sheet {
  /** The text of its lines. */
  text: string
  codes: readonly string[]
  /** Commands behind it, for rendering. */
  commands: readonly Command[]
}

export interface FakePrinterOptions {
  send(bytes: Uint8Array): void
}

const ready = 0x12

export class FakePrinter {
  readonly #send: (bytes: Uint8Array) => void
  readonly #reader = new EscposReader()
  readonly #sheets: Sheet[] = []
  #waiting: Command[] = []
  #sheet: Command[] = []
  #hasPaper = true
  #isCoverOpen = false
  #linesLeft = Number.POSITIVE_INFINITY
  #arriving = Number.POSITIVE_INFINITY
  #cutCable: () => void = () => undefined
  /** Bits set in the answer to each question, besides what paper and cover say. */
  readonly bits = { 1: 0, 2: 0, 3: 0, 4: 0 }
  /** How many answers it still gives; then it is silent. */
  answersLeft = Number.POSITIVE_INFINITY
  /** Whether it knows `GS r`. */
  tellsEnd = true
  /** While true it takes bytes and prints nothing. */
  isSlow = false
  /** What it says instead of an answer to `DLE EOT`. */
  nonsense: number | undefined

  constructor({ send }: FakePrinterOptions) {
    this.#send = send
  }

  /** What came out and was cut off. */
  get sheets(): readonly Sheet[] {
    return this.#sheets
  }

  /** Text on the paper that still hangs in the printer. */
  get hanging(): string {
    return textOf(this.#sheet)
  }

  /** Of what is printed only so many more bytes arrive, then `cut` is called and nothing arrives any more. */
  takesOnly(bytes: number, cut: () => void = () => undefined): void {
    this.#arriving = bytes
    this.#cutCable = cut
  }

  /** Bytes from the host. */
  receive(sent: Uint8Array): void {
    const isQuestion = sent.length === 3
    const bytes = isQuestion ? sent : sent.subarray(0, this.#arriving)
    if (!isQuestion) this.#arriving -= bytes.length
    // A new conversation: what the last one left half read is over, by the command to clear or by the filler behind it.
    if (this.#reader.isInside && bytes[0] === 0x10 && bytes[1] === 0x14) this.#reader.reset()
    for (const command of this.#reader.push(bytes)) {
      if (command.do === 'tell_status') this.#answer(this.nonsense ?? this.#statusOf(command.question))
      else if (command.do === 'clear') this.#clear()
      else this.#waiting.push(command)
    }
    this.work()
    if (this.#arriving <= 0) this.#cutCable()
  }

  /** The connection is gone; a command that was cut off stays half read, unless the printer is switched off as well. */
  powerCycle(): void {
    this.#reader.reset()
    this.#waiting = []
  }

  paper(isIn: boolean): void {
    this.#hasPaper = isIn
    if (isIn) this.#linesLeft = Number.POSITIVE_INFINITY
    this.work()
  }

  cover(isOpen: boolean): void {
    this.#isCoverOpen = isOpen
    this.work()
  }

  /** The paper ends after so many more lines. */
  paperFor(lines: number): void {
    this.#linesLeft = lines
  }

  /** Works off what waits, as far as it can. */
  work(): void {
    while (!this.isSlow && this.#isOnline()) {
      const command = this.#waiting.shift()
      if (command === undefined) return
      if (command.do === 'tell_end') {
        if (this.tellsEnd) this.#answer(0x00)
        continue
      }
      if (command.do !== 'filler') this.#sheet.push(command)
      if (command.do === 'feed' && --this.#linesLeft <= 0) this.#hasPaper = false
      if (command.do === 'cut') this.#cut()
    }
  }

  #isOnline(): boolean {
    return this.#hasPaper && !this.#isCoverOpen && (this.bits[1] & 0x08) === 0
  }

  #statusOf(question: 1 | 2 | 3 | 4): number {
    const now = {
      1: this.#isOnline() ? 0 : 0x08,
      2: (this.#isCoverOpen ? 0x04 : 0) | (this.#hasPaper ? 0 : 0x20),
      3: 0,
      4: this.#hasPaper ? 0 : 0x6c,
    }
    return ready | this.bits[question] | now[question]
  }

  #answer(byte: number): void {
    if (this.answersLeft <= 0) return
    this.answersLeft -= 1
    this.#send(Uint8Array.of(byte))
  }

  #clear(): void {
    this.#waiting = []
    if (this.answersLeft > 0) this.#send(Uint8Array.of(0x37, 0x25, 0x00))
  }

  #cut(): void {
    const commands = this.#sheet
    this.#sheet = []
    const codes = commands.flatMap(command => (command.do === 'qr_store' ? [command.payload] : []))
    this.#sheets.push({ text: textOf(commands), codes, commands })
  }
}

/** The words on paper, line by line; where a QR code stands, its payload in brackets. */
function textOf(commands: readonly Command[]): string {
  let stored = ''
  return commands
    .map(command => {
      if (command.do === 'qr_store') stored = command.payload
      if (command.do === 'qr_print') return `[${stored}]`
      return command.do === 'text' ? command.text : command.do === 'feed' ? '\n' : ''
    })
    .join('')
    .replace(/^\n+|\n+$/g, '')
}
