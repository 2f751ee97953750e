/** An ozone unit with its surroundings: what outlives its power, the time outside, and the buttons on its front. */
import { Chip, freshFolder } from './chip.ts'

export const buttons = { BASIC: 32, STANDARD: 4, PREMIUM: 33 } as const
export type Button = keyof typeof buttons
export const relayPin = 26
export const interlockPin = 27

/** The moment of the message printed in the ozone document. */
const firstStartS = Date.parse('2024-01-15T10:30:00Z') / 1000

export class OzoneUnit {
  readonly folder = freshFolder()
  readonly #program: string
  #chip: Chip | undefined
  #offS = firstStartS

  constructor(program: string) {
    this.#program = program
  }

  get chip(): Chip {
    if (this.#chip === undefined) throw new Error('never powered')
    return this.#chip
  }

  /** Seconds since 1970 outside. */
  get timeS(): number {
    return this.#offS + Math.floor(this.chip.nowMs / 1_000)
  }

  /** Types settings into a unit and restarts it by cutting its power. */
  async set(settings: Readonly<Record<string, string | number>>): Promise<void> {
    const chip = new Chip(this.#program, this.folder)
    await chip.orders(...Object.entries(settings).map(([key, value]) => `type set ${key} ${value}`), 'start', 'run 10')
    const wrong = chip.all('serial').filter(line => !line.startsWith('ok'))
    if (wrong.length > 0) throw new Error(wrong.join())
    await chip.powerOff()
  }

  /** Powers it with a clock that is right, after `scene`; it has seen its buttons released then. */
  async start(...scene: readonly string[]): Promise<Chip> {
    if (this.#chip !== undefined) this.#offS = this.timeS + 1
    this.#chip = new Chip(this.#program, this.folder)
    await this.#chip.orders(`rtc ok ${this.#offS}`, ...scene, 'start', 'run 100')
    return this.#chip
  }

  /** Presses for as long as a finger does, and waits until the next press counts. */
  async press(button: Button): Promise<void> {
    await this.chip.orders(`pin ${buttons[button]} 0`, 'run 100', `pin ${buttons[button]} 1`, 'run 1500')
  }
}

/** Settings with which it finds Wi-Fi and broker. */
export const online = { wifi_ssid: 'Toko', mqtt_host: 'hub.local' }
/** A scene in which both are there. */
export const network = ['wifi up', 'broker up'] as const
