/** An `A6 … A9` network board (docs/protocols/a6-net.md): answers STAT, pulses the barrier, plays clips. */
import type { Clock, Timer } from '@palang/kit/clock'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import { Ground } from './ground.ts'
import { GroundBoard } from './ground-board.ts'
import type { BoardSensor } from './palang-board.ts'
import type { BoardView, PlayedBoard } from './played-board.ts'
import { SelfClosing } from './self-closing.ts'
import { wiegandDigits } from './wiegand.ts'

export const a6NetDelays = {
  /** How long a person's finger stays on a button. */
  pressMs: 400,
  answerMs: 5,
  /** The answer of a board with the `slow` fault. */
  slowMs: 1_000,
} as const

const [first, last] = [0xa6, 0xa9]
const maxFrameBytes = 4_096
const inputs = [1, 2, 3, 4] as const
type InputNumber = (typeof inputs)[number]
const sensors = { loop1: 1, loop2: 3 } as const
const buttons = { BTN: 2, HELP: 4 } as const

/** What STAT is answered with: all levels, the inputs that are on, or what changed since the last question. */
export type StatForm = 'levels' | 'repeated' | 'changes'

export interface A6NetOptions {
  name: string
  clock: Clock
  makePort: PortMaker
  changed(): void
  form?: StatForm
}

export class A6NetBoard extends GroundBoard implements PlayedBoard {
  readonly readsCards = true
  readonly port: PlayedPort
  /** Numbers of the clips played. */
  readonly clips: number[] = []
  readonly #clock: Clock
  readonly #form: StatForm
  protected readonly ground: Ground
  readonly #closing: SelfClosing
  readonly #on = new Set<InputNumber>()
  #changes: string[] = []
  #card: string | undefined
  #held: number[] | undefined
  #answering: Timer | undefined

  constructor({ name, clock, makePort, changed, form = 'repeated' }: A6NetOptions) {
    super()
    this.#clock = clock
    this.#form = form
    this.port = makePort(name, {
      opened: () => this.#forget(changed),
      data: bytes => this.#hear(bytes),
      closed: () => this.#forget(changed),
    })
    this.ground = new Ground({
      clock,
      changed,
      sensed: (sensor, on) => this.#sensed(sensor, on),
      moved: position => this.#closing.moved(position),
    })
    this.#closing = new SelfClosing(clock, this.ground)
  }

  start(): Promise<void> {
    return this.port.start()
  }

  async stop(): Promise<void> {
    this.#answering?.cancel()
    this.#closing.stop()
    await this.port.stop()
  }

  view(): BoardView {
    return { connected: this.port.isOpen(), boot: 1, ...this.ground.view() }
  }

  /** Off and on again: the connection is lost and may be made anew. */
  restart(): void {
    void this.port.unplug().then(() => this.port.plug())
  }

  press(name: 'BTN' | 'HELP'): void {
    this.#set(buttons[name], true)
    this.#clock.after(a6NetDelays.pressMs, () => this.#set(buttons[name], false))
  }

  /** Its Wiegand reader sees a card. */
  present(cardId: string): boolean {
    if (!this.port.isOpen()) return false
    this.#card = wiegandDigits(cardId)
    return true
  }

  #forget(changed: () => void): void {
    this.#answering?.cancel()
    this.#held = undefined
    changed()
  }

  #sensed(sensor: BoardSensor, on: boolean): void {
    if (sensor === 'loop1' || sensor === 'loop2') this.#set(sensors[sensor], on)
    this.#closing.sensed(sensor, on)
  }

  #set(input: InputNumber, on: boolean): void {
    if (on) this.#on.add(input)
    else this.#on.delete(input)
    this.#changes.push(`IN${input}${on ? 'ON' : 'OFF'}`)
  }

  #hear(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === first) this.#held = []
      else if (this.#held === undefined) continue
      else if (byte === last) this.#obey(Buffer.from(this.#held.splice(0)).toString('latin1'))
      else if (this.#held.push(byte) > maxFrameBytes) {
        this.ground.lines.overlong += 1
        this.#held = undefined
      }
    }
  }

  #obey(frame: string): void {
    this.#held = undefined
    this.ground.lines.read += 1
    if (frame === 'STAT') this.#answer()
    else if (frame === 'TRIG1' || frame === 'OPEN1') this.#closing.pulse()
    else if (/^MT\d{5}$/.test(frame)) this.clips.push(Number(frame.slice(2)))
    else this.ground.lines.damaged += 1
  }

  #answer(): void {
    const delayMs = this.ground.has('slow') ? a6NetDelays.slowMs : a6NetDelays.answerMs
    this.#answering = this.#clock.after(delayMs, () => {
      const text = `STAT${this.#state()}${this.#card === undefined ? '' : `W${this.#card}`}`
      this.#changes = []
      this.#card = undefined
      if (this.ground.has('silent')) return
      const said = this.ground.has('wrong_checksum') ? `?${text.slice(1)}` : text
      this.port.write(Uint8Array.from([first, ...Buffer.from(said, 'latin1'), last]))
    })
  }

  #state(): string {
    switch (this.#form) {
      case 'levels':
        return inputs.map(input => (this.#on.has(input) ? 1 : 0)).join('')
      case 'repeated':
        return [...this.#on].toSorted((a, b) => a - b).reduce((text, input) => `${text}IN${input}ON`, '')
      case 'changes':
        return this.#changes.join('')
    }
  }
}
