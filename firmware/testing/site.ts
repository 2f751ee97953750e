/** A board in the emulator with its world: arm, switches, flow meter, and a line whose other end a test or the production driver holds. */
import { ManualClock, silentLog } from '@palang/kit'
import { onTestFinished } from 'vitest'
import type { BoardInput } from '../../controllers/src/devices/board/port.ts'
import { encodeCommand } from '../../controllers/src/devices/board/drivers/palang-line/codec.ts'
import { PalangLineTreatment } from '../../controllers/src/devices/board/drivers/palang-line/treatment-driver.ts'
import { PalangLineWater } from '../../controllers/src/devices/board/drivers/palang-line/water-driver.ts'
import type { PalangLineOptions } from '../../controllers/src/devices/board/drivers/palang-line/line.ts'
import { PalangLineGate } from '../../controllers/src/devices/board/drivers/palang-line/gate-driver.ts'
import { FakePort } from '../../controllers/src/io/fake-stream.ts'
import { buildEmulator, buildFirmware } from '../build.ts'
import { Emulator, type EmulatorEvent } from '../emulator/emulator.ts'
import { type ArduinoBoard, boards, missingPackages } from '../toolchain.ts'
import { Arm } from './arm.ts'
import { CoinAcceptor } from './coin-acceptor.ts'
import { FlowMeter } from './flow-meter.ts'
import { closedAtRest, type Switch, switches, type Wiring, wirings } from './wiring.ts'

export const missing = missingPackages()
if (missing.length > 0) process.stdout.write(`firmware in the emulator: skipped, ${missing.join(', ')} not installed\n`)

const pressMs = 100
const wires: Partial<Record<BoardInput, Switch>> = { ticket_button: 'button', help_button: 'help' }

export interface Built {
  board: ArduinoBoard
  elf: string
  emulator: string
}

/** What `name` needs to be emulated, compiled. */
export async function built(name: ArduinoBoard['name']): Promise<Built> {
  const board = boards.find(one => one.name === name)
  if (board === undefined) throw new Error(`no such board: ${name}`)
  const [{ elf }, emulator] = [await buildFirmware(board), await buildEmulator()]
  return { board, elf, emulator }
}

function endsWithTest<Driver extends { stop(): Promise<void> }>(driver: Driver): Driver {
  onTestFinished(() => driver.stop())
  return driver
}

function bare(line: string): string {
  return line.replace(/^\$\d+,/, '').replace(/\*[0-9A-F]{2}$/, '')
}

export class Site {
  readonly clock = new ManualClock()
  readonly port = new FakePort()
  readonly arm: Arm
  readonly flow: FlowMeter
  readonly coins: CoinAcceptor
  /** Lines the board said, without their ends. */
  readonly lines: string[] = []
  /** Outputs that are on. */
  readonly on = new Set<keyof Wiring>()
  readonly #wiring: Wiring
  readonly #emulator: Emulator
  readonly #said: EmulatorEvent[] = []
  #number = 0

  /** Switched on, with nobody in the lane. Ends with the test. */
  constructor({ board, elf, emulator }: Built) {
    this.#wiring = wirings[board.name]
    this.#emulator = new Emulator(emulator, board, elf, event => this.#said.push(event))
    onTestFinished(() => this.#emulator.stop())
    this.arm = new Arm(this.clock, (limit, on) => this.feel(limit, on))
    this.flow = new FlowMeter(this.clock, level => this.#emulator.pin(this.#wiring.flow, level))
    for (const one of switches) this.feel(one, false)
    this.coins = new CoinAcceptor(this.clock, level => this.#emulator.pin(this.#wiring.coin, level))
    this.arm.put(0)
    this.port.onWritten(bytes => this.#emulator.receive(bytes))
  }

  /** The production driver of a gate on this board's line, not started. */
  driver(guest?: PalangLineOptions['guest']): PalangLineGate {
    return endsWithTest(new PalangLineGate({ ...this.#options(), guest }))
  }

  waterDriver(): PalangLineWater {
    return endsWithTest(new PalangLineWater(this.#options()))
  }

  treatmentDriver(): PalangLineTreatment {
    return endsWithTest(new PalangLineTreatment(this.#options()))
  }

  /** Lets time pass for the board and for everything on the clock. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.clock.monotonic() + byMs
    await this.clock.advance(0)
    while (this.clock.monotonic() < endMs) {
      const nextMs = Math.min(endMs, this.clock.nextDueMs() ?? endMs)
      const beforeUs = this.#emulator.nowUs
      await this.#emulator.run(Math.max(1, (nextMs - this.clock.monotonic()) * 1_000))
      const ranMs = (this.#emulator.nowUs - beforeUs) / 1_000
      await this.clock.advance(Math.min(ranMs, endMs - this.clock.monotonic()))
      for (const event of this.#said.splice(0)) this.#take(event)
      await this.clock.advance(0)
    }
  }

  /** Lets time pass until `condition` holds; throws when it does not within `limitMs`. */
  async until(what: string, condition: () => boolean, limitMs = 10_000): Promise<void> {
    const endMs = this.clock.monotonic() + limitMs
    while (!condition()) {
      if (this.clock.monotonic() >= endMs)
        throw new Error(`${what} did not happen in ${limitMs} ms; the board said\n${this.lines.join('\n')}`)
      await this.advance(5)
    }
  }

  /** A switch becomes active or goes back to rest. */
  feel(one: Switch, on: boolean): void {
    this.#emulator.pin(this.#wiring.switches[one], on === closedAtRest.has(one) ? 1 : 0)
  }

  press(button: 'ticket_button' | 'help_button'): void {
    const one = wires[button] ?? 'button'
    this.feel(one, true)
    this.clock.after(pressMs, () => this.feel(one, false))
  }

  reset(cause: Parameters<Emulator['reset']>[0]): void {
    this.#emulator.reset(cause)
  }

  /** What an earlier program left in the EEPROM; read at the next start. */
  keep(address: number, bytes: Uint8Array): void {
    this.#emulator.keep(address, bytes)
  }

  hang(): void {
    this.#emulator.hang()
  }

  /** Bytes on the board's line, whoever holds its other end. */
  send(bytes: Uint8Array | string): void {
    this.#emulator.receive(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  }

  /** Sends a command by hand and lets time pass until it is answered; what the board said, without number and checksum. */
  async ask(word: string, ...args: (string | number)[]): Promise<string> {
    this.#number += 1
    return this.askAs(this.#number, word, ...args)
  }

  /** The same with a number of one's own. */
  async askAs(number: number, word: string, ...args: (string | number)[]): Promise<string> {
    const heard = this.lines.length
    this.send(`${encodeCommand(number, word, args)}\n`)
    const answer = () => this.lines.slice(heard).find(line => line.startsWith(`$${number},`))
    await this.until(`an answer to ${word}`, () => answer() !== undefined)
    return bare(answer() ?? '')
  }

  /** What the board has said unasked since the last call, without numbers, checksums and times. */
  news(): string[] {
    return this.lines.splice(0).flatMap(line => (line.startsWith('$0,') ? [bare(line).replace(/^(EVT,.*),\d+$/, '$1')] : []))
  }

  #options(): PalangLineOptions {
    return { streams: this.port.streams, clock: this.clock, log: silentLog(), random: () => 0.2 }
  }

  #take(event: EmulatorEvent): void {
    if (event.kind === 'line') {
      this.lines.push(event.text.trimEnd())
      this.port.send(event.text)
      return
    }
    const { switches: _inputs, ...outputs } = this.#wiring
    const output = (Object.keys(outputs) as (keyof typeof outputs)[]).find(name => outputs[name] === event.pin)
    if (output === undefined) return
    if (event.level === 1) this.on.add(output)
    else this.on.delete(output)
    if (output === 'raise') this.arm.relay('up', event.level === 1)
    else if (output === 'lower') this.arm.relay('down', event.level === 1)
    else if (output === 'valve') this.flow.valve(event.level === 1)
  }
}
