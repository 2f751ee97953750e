/**
 * An Uno with the gate sketch of the parking document (docs/protocols/gate-words.md). It moves by the clock: it says that it has
 * opened three seconds after it began, whatever the arm did, and that it is closed after every start, wherever the arm is.
 */
import type { Clock, Timer } from '@palang/kit/clock'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import { Ground } from './ground.ts'
import { GroundBoard } from './ground-board.ts'
import { lineAssembler } from './line.ts'
import type { BoardSensor, GateWord } from './palang-board.ts'
import type { BoardView, PlayedBoard } from './played-board.ts'

export const gateWordsDelays = {
  /** From the reset that opening the port is, through the boot loader and three blinks, to the banner. */
  bootMs: 1_500,
  /** It looks for one line each time round its loop. */
  loopMs: 10,
  /** It runs the motor for so long. */
  moveMs: 3_000,
  /** The arm itself is a little faster. */
  armMs: 2_800,
  /** It closes so long after it was open, once nothing stands on its sensor. */
  autoCloseMs: 10_000,
  /** It sleeps while it blinks. */
  resetMs: 1_200,
  /** What the `slow` fault adds to each line it says. */
  slowMs: 1_000,
} as const

/** Its receive buffer: what does not fit is lost. */
const bufferBytes = 64
type State = Exclude<GateWord, 'fault'> | 'error'

export interface GateWordsOptions {
  name: string
  clock: Clock
  makePort: PortMaker
  changed(): void
  /** A switch at the upper end of the arm hangs on the position input; without it that input never changes. */
  hasPositionSensor?: boolean
}

export class GateWordsBoard extends GroundBoard implements PlayedBoard {
  readonly readsCards = true
  readonly port: PlayedPort
  readonly #clock: Clock
  readonly #changed: () => void
  protected readonly ground: Ground
  readonly #hasPositionSensor: boolean
  #assemble = lineAssembler(bufferBytes)
  #lines: string[] = []
  #state: State = 'closed'
  #boots = 0
  #isRunning = false
  #booting: Timer | undefined
  #reading: Timer | undefined
  #moving: Timer | undefined
  /** When it was open; it closes by itself only if it opened by itself. */
  #openSinceMs: number | undefined
  #closing: Timer | undefined

  constructor({ name, clock, makePort, changed, hasPositionSensor = true }: GateWordsOptions) {
    super()
    this.#clock = clock
    this.#changed = changed
    this.#hasPositionSensor = hasPositionSensor
    this.port = makePort(name, { opened: () => this.restart(), data: bytes => this.#hear(bytes), closed: changed })
    this.ground = new Ground({
      clock,
      changed,
      sensed: (sensor, on) => this.#sensed(sensor, on),
      moved: () => undefined,
      fullMoveMs: gateWordsDelays.armMs,
    })
  }

  start(): Promise<void> {
    return this.port.start()
  }

  async stop(): Promise<void> {
    for (const timer of [this.#booting, this.#reading, this.#moving, this.#closing]) timer?.cancel()
    this.ground.barrier.stop()
    await this.port.stop()
  }

  view(): BoardView {
    return {
      connected: this.port.isOpen(),
      boot: this.#boots,
      ...this.ground.view(),
      gate: this.#state === 'error' ? 'fault' : this.#state,
    }
  }

  /** As opening the port does: the motor stops, the arm stays where it is, and the sketch takes it for closed. */
  restart(): void {
    for (const timer of [this.#booting, this.#reading, this.#moving, this.#closing]) timer?.cancel()
    this.#isRunning = false
    this.#lines = []
    this.#assemble = lineAssembler(bufferBytes)
    this.#halt('closed')
    this.#booting = this.#clock.after(gateWordsDelays.bootMs, () => {
      this.#boots += 1
      this.#isRunning = true
      this.#say('Arduino Gate Controller Ready')
      this.#loop()
    })
    this.#changed()
  }

  /** It has no buttons. */
  press(): void {}

  /** The reader on the same line sees a card. */
  present(cardId: string): boolean {
    if (!this.port.isOpen()) return false
    this.#say(`CARD:${cardId}:RFID`)
    return true
  }

  /** One sensor sees a vehicle from where it stops until it has left the barrier. */
  #hasVehicle(): boolean {
    return this.ground.isOn('loop1') || this.ground.isOn('beam')
  }

  #sensed(sensor: BoardSensor, on: boolean): void {
    if (sensor === 'estop' && on) this.ground.barrier.run('stop')
    this.#closeWhenDue()
  }

  #hear(bytes: Uint8Array): void {
    for (const piece of this.#assemble(bytes)) {
      if (piece.kind === 'overlong') this.ground.lines.overlong += 1
      else if (this.#lines.join('\n').length + piece.text.length < bufferBytes) this.#lines.push(piece.text)
    }
    this.#loop()
  }

  /** One line each time round. */
  #loop(): void {
    if (!this.#isRunning || this.#lines.length === 0) return
    this.#isRunning = false
    this.#reading = this.#clock.after(gateWordsDelays.loopMs, () => {
      this.#isRunning = true
      this.#obey(this.#lines.shift()?.trim() ?? '')
      this.#loop()
      this.#changed()
    })
  }

  #obey(line: string): void {
    this.ground.lines.read += 1
    switch (line) {
      case '':
        return
      case 'PING':
        return this.#say('PONG')
      case 'STATUS':
        return this.#say(this.#status())
      case 'GATE_OPEN':
        return this.#state === 'closed' || this.#state === 'closing' ? this.#open() : undefined
      case 'GATE_CLOSE':
        return this.#state === 'open' || this.#state === 'opening' ? this.#close() : undefined
      case 'EMERGENCY_STOP':
        this.#halt('error')
        return this.#say('EMERGENCY_STOP_ACTIVATED')
      case 'RESET':
        return this.#reset()
      default:
        return this.#obeySmall(line)
    }
  }

  /** It forgets how it stands, and sleeps while it blinks. */
  #reset(): void {
    this.#halt('closed')
    this.#isRunning = false
    this.#reading = this.#clock.after(gateWordsDelays.resetMs, () => {
      this.#isRunning = true
      this.#say('SYSTEM_RESET')
      this.#loop()
    })
  }

  #obeySmall(line: string): void {
    if (/^LED_(RED|GREEN|BLUE)_(ON|OFF)$/.test(line)) this.#say('LED_OK')
    else if (line.startsWith('BUZZER_')) this.#say('BUZZER_OK')
    else {
      this.ground.lines.damaged += 1
      this.#say('UNKNOWN_COMMAND')
    }
  }

  #status(): string {
    const words: Record<State, string> = { closed: 'CLOSED', opening: 'OPENING', open: 'OPEN', closing: 'CLOSING', error: 'ERROR' }
    const position = this.#hasPositionSensor && this.arm() === 'open'
    return `GATE:${words[this.#state]},VEHICLE:${this.#hasVehicle() ? 1 : 0},POSITION:${position ? 1 : 0},SENSORS:OK`
  }

  #open(): void {
    this.ground.actuated()
    this.#state = 'opening'
    this.ground.barrier.run('up')
    this.#after(() => {
      this.#state = 'open'
      this.#openSinceMs = this.#clock.monotonic()
      this.#closing = this.#clock.after(gateWordsDelays.autoCloseMs, () => this.#closeWhenDue())
      this.#say('GATE_OPENED')
    })
  }

  /** Whatever stands there: only its own closing looks at the sensor. */
  #close(): void {
    this.#state = 'closing'
    this.ground.barrier.run('down')
    this.#after(() => {
      this.#state = 'closed'
      this.#say('GATE_CLOSED')
    })
  }

  #after(arrived: () => void): void {
    this.#moving?.cancel()
    this.#moving = this.#clock.after(gateWordsDelays.moveMs, () => {
      arrived()
      this.#changed()
    })
  }

  #closeWhenDue(): void {
    const isDue = this.#openSinceMs !== undefined && this.#clock.monotonic() - this.#openSinceMs >= gateWordsDelays.autoCloseMs
    if (this.#state !== 'open' || !isDue || this.#hasVehicle()) return
    this.#openSinceMs = undefined
    this.#close()
  }

  /** The motor stops. */
  #halt(state: State): void {
    this.#moving?.cancel()
    this.#closing?.cancel()
    this.#openSinceMs = undefined
    this.#state = state
    this.ground.barrier.run('stop')
  }

  #say(line: string): void {
    if (this.ground.has('silent')) return
    const said = this.ground.has('wrong_checksum') ? `${line.slice(0, -1)}?` : line
    const leave = () => this.port.write(Buffer.from(`${said}\r\n`, 'latin1'))
    if (this.ground.has('slow')) this.#clock.after(gateWordsDelays.slowMs, leave)
    else leave()
  }
}
