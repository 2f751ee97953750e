/** A `*…#` board (docs/protocols/star-hash.md): tells what changes and what cards it sees, pulses the barrier, answers nothing. */
import type { Clock } from '@palang/kit/clock'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import { Ground } from './ground.ts'
import { GroundBoard } from './ground-board.ts'
import type { BoardSensor } from './palang-board.ts'
import type { BoardView, PlayedBoard } from './played-board.ts'
import { SelfClosing } from './self-closing.ts'
import { wiegandDigits } from './wiegand.ts'

export const starHashDelays = {
  /** How long a person's finger stays on a button. */
  pressMs: 200,
  /** What the `slow` fault adds before a frame leaves. */
  slowMs: 3_000,
} as const

/** Its buffer; a frame that does not fit is forgotten. */
const maxFrameBytes = 32
const inputs = { loop1: 1, loop2: 3 } as const
const buttons = { BTN: 2, HELP: 4 } as const

export class StarHashBoard extends GroundBoard implements PlayedBoard {
  readonly readsCards = true
  readonly port: PlayedPort
  readonly #clock: Clock
  protected readonly ground: Ground
  readonly #closing: SelfClosing
  #held = ''
  #boots = 1

  constructor({ name, clock, makePort, changed }: { name: string; clock: Clock; makePort: PortMaker; changed: () => void }) {
    super()
    this.#clock = clock
    this.port = makePort(name, { opened: changed, data: bytes => this.#hear(bytes), closed: changed })
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
    this.#closing.stop()
    await this.port.stop()
  }

  view(): BoardView {
    return { connected: this.port.isOpen(), boot: this.#boots, ...this.ground.view() }
  }

  /** Off and on again: it says so, and forgets half a frame. */
  restart(): void {
    this.#boots += 1
    this.#held = ''
    this.#say('POWERON')
  }

  press(name: 'BTN' | 'HELP'): void {
    this.#say(`IN${buttons[name]}ON`)
    this.#clock.after(starHashDelays.pressMs, () => this.#say(`IN${buttons[name]}OFF`))
  }

  /** Its Wiegand reader sees a card. */
  present(cardId: string): boolean {
    if (!this.port.isOpen()) return false
    this.#say(`W${wiegandDigits(cardId)}`)
    return true
  }

  #sensed(sensor: BoardSensor, on: boolean): void {
    if (sensor === 'loop1' || sensor === 'loop2') this.#say(`IN${inputs[sensor]}${on ? 'ON' : 'OFF'}`)
    this.#closing.sensed(sensor, on)
  }

  #hear(bytes: Uint8Array): void {
    for (const character of Buffer.from(bytes).toString('latin1')) {
      if (character === '*') this.#held = character
      else if (this.#held !== '') this.#held += character
      if (character === '#') this.#obey()
      if (this.#held.length > maxFrameBytes) {
        this.ground.lines.overlong += 1
        this.#held = ''
      }
    }
  }

  #obey(): void {
    const frame = this.#held
    this.#held = ''
    if (frame === '') return
    this.ground.lines.read += 1
    if (frame === '*TRIG1#') this.#closing.pulse()
    else this.ground.lines.damaged += 1
  }

  #say(text: string): void {
    if (this.ground.has('silent')) return
    const frame = `*${this.ground.has('wrong_checksum') ? text.replace(/.$/, '?') : text}#`
    const leave = () => this.port.write(Buffer.from(frame, 'latin1'))
    if (this.ground.has('slow')) this.#clock.after(starHashDelays.slowMs, leave)
    else leave()
  }
}
