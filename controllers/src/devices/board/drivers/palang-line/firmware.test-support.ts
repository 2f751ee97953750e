/** The other end of the line for tests: firmware that answers as docs/protocols/palang-line.md says, with a barrier model behind it. */
import type { Clock } from '@palang/kit'
import { lineSplitter, type LineSplitter } from '../../../../io/line-splitter.ts'
import type { BarrierModel } from '../../barrier-model.ts'
import { decodeHostLine, encodeLine, maxAnswerBytes, maxCommandBytes } from './codec.ts'

const eventNames = { loop1: 'LOOP1', loop2: 'LOOP2', beam: 'BEAM', estop: 'ESTOP', ticket_button: 'BTN', help_button: 'HELP' } as const

export class TestBoard {
  /** Words that moved something, in order, repeats of a number not counted. */
  readonly acted: string[] = []
  /** Every valid command as `number word`. */
  readonly heard: string[] = []
  /** Answers are computed but not sent. */
  isMute = false
  /** Decides about each answer: what it returns is sent instead. */
  mangle: (line: string) => string = line => line
  /** Words answered with `ERR,<code>` instead of being carried out. */
  readonly refuse = new Map<string, string>()
  product = 'palang'
  /** What a board that is not only a gate's answers; undefined leaves the word to the gate. */
  more: (word: string, args: readonly string[]) => readonly string[] | undefined = () => undefined
  /** Of STAT. */
  relays = 0
  flow = 0
  readonly #clock: Clock
  readonly #model: BarrierModel
  readonly #send: (text: string) => void
  readonly #lines: LineSplitter
  #boot = 1
  #bootedAtMs: number
  #lastNumber = 0
  #lastAnswer = ''

  constructor({ clock, model, send }: { clock: Clock; model: BarrierModel; send(text: string): void }) {
    this.#clock = clock
    this.#model = model
    this.#send = send
    this.#bootedAtMs = clock.monotonic()
    this.#lines = lineSplitter({
      maxBytes: maxCommandBytes,
      onLine: line => this.#hear(line),
      onDropped: () => this.#say(encodeLine(0, ['ERR', 'CHECKSUM'], maxAnswerBytes)),
    })
    model.subscribe(event => {
      if (event.kind === 'barrier') this.event('GATE', event.position)
      else this.event(eventNames[event.input], event.on ? '1' : '0')
    })
  }

  receive(bytes: Uint8Array): void {
    this.#lines.push(bytes)
  }

  event(name: string, ...values: string[]): void {
    this.#say(encodeLine(0, ['EVT', name, ...values, String(this.#upMs())], maxAnswerBytes))
  }

  /** Starts anew; silently when the BOOT line is to be lost. */
  restart(cause: string, { isSilent = false } = {}): void {
    this.#boot += 1
    this.#bootedAtMs = this.#clock.monotonic()
    this.#lastNumber = 0
    this.#model.restart()
    if (!isSilent) this.#say(encodeLine(0, ['BOOT', '1.0.0', cause, String(this.#boot)], maxAnswerBytes))
  }

  #hear(line: string): void {
    const command = decodeHostLine(line)
    if (command.kind === 'fault') return this.#say(encodeLine(0, ['ERR', 'CHECKSUM'], maxAnswerBytes))
    this.heard.push(`${command.number} ${command.word}`)
    if (command.number !== this.#lastNumber) {
      this.#lastNumber = command.number
      this.#lastAnswer = encodeLine(command.number, this.#obey(command.word, command.args), maxAnswerBytes)
    }
    this.#say(this.#lastAnswer)
  }

  #obey(word: string, args: readonly string[]): string[] {
    const refusal = this.refuse.get(word)
    if (refusal !== undefined) return ['ERR', refusal]
    const answer = this.more(word, args)
    if (answer !== undefined) return [...answer]
    const { loop1, loop2, beam } = this.#model.inputs
    switch (word) {
      case 'ID':
        return ['OK', this.product, '1.0.0', 'uno', String(this.#boot)]
      case 'PING':
        return ['OK']
      case 'STAT':
        return [
          'OK',
          `gate=${this.#model.position}`,
          ...bits({ loop1, loop2, beam }),
          `relay=${this.relays.toString(16).toUpperCase().padStart(2, '0')}`,
          `flow=${this.flow}`,
          `up=${this.#upMs()}`,
        ]
      case 'OPEN':
        this.acted.push(word)
        this.#model.open(Number(args[0]))
        return ['OK']
      case 'CLOSE':
        if (!this.#model.close()) return ['ERR', 'BLOCKED']
        this.acted.push(word)
        return ['OK']
      case 'STOP':
        this.acted.push(word)
        this.#model.halt()
        return ['OK']
      default:
        return ['ERR', 'UNKNOWN']
    }
  }

  #upMs(): number {
    return Math.floor(this.#clock.monotonic() - this.#bootedAtMs)
  }

  #say(line: string): void {
    if (!this.isMute) this.#send(this.mangle(`${line}\r\n`))
  }
}

function bits(values: Record<string, boolean>): string[] {
  return Object.entries(values).map(([key, on]) => `${key}=${on ? 1 : 0}`)
}
