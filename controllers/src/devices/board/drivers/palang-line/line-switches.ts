/** The switches around a machine as a Palang line board tells them: each change by an event, and all of them when it is asked. */
import { type WaterSwitch, waterSwitches } from '../../water-port.ts'
import { emergencyStopBit, readCount } from './answers.ts'
import type { PalangLine } from './line.ts'

export type SwitchesHeard = Readonly<Record<WaterSwitch, boolean | null>>

/** Name in events, and bit in the answer to `CFG,inputs`. */
const switchWords: Readonly<Record<WaterSwitch, { event: string; bit: number }>> = {
  door: { event: 'DOOR', bit: 8 },
  leak: { event: 'LEAK', bit: 9 },
  emergency_stop: { event: 'ESTOP', bit: emergencyStopBit },
  tamper: { event: 'TAMPER', bit: 10 },
}

const unheard: SwitchesHeard = { door: null, leak: null, emergency_stop: null, tamper: null }

export class LineSwitches {
  readonly #line: Pick<PalangLine, 'ask'>
  readonly #tell: (name: WaterSwitch, on: boolean) => void
  #now: SwitchesHeard = unheard
  #mustAsk = true

  /** `tell` hears each change once. */
  constructor(line: Pick<PalangLine, 'ask'>, tell: (name: WaterSwitch, on: boolean) => void) {
    this.#line = line
    this.#tell = tell
  }

  /** null: the board has not said. */
  now(): SwitchesHeard {
    return this.#now
  }

  onRestarted(): void {
    this.#mustAsk = true
  }

  onLost(): void {
    this.#mustAsk = true
    this.#now = unheard
  }

  /** The board answers: what it has not told yet is asked. */
  onState(): void {
    if (this.#mustAsk) this.#ask()
  }

  onEvent(event: string, on: boolean | undefined): void {
    const changed = waterSwitches.find(one => switchWords[one].event === event)
    if (changed !== undefined && on !== undefined) this.#set({ ...this.#now, [changed]: on })
  }

  #ask(): void {
    this.#line.ask('CFG', ['inputs'], answer => {
      // A board that does not know the key tells its switches by events alone.
      if (answer.kind !== 'lost') this.#mustAsk = false
      const mask = answer.kind === 'ok' ? readCount(answer.fields[1]) : undefined
      if (mask === undefined) return
      const isSet = (name: WaterSwitch) => (mask & (1 << switchWords[name].bit)) !== 0
      this.#set({ door: isSet('door'), leak: isSet('leak'), emergency_stop: isSet('emergency_stop'), tamper: isSet('tamper') })
    })
  }

  #set(next: SwitchesHeard): void {
    const last = this.#now
    this.#now = next
    for (const name of waterSwitches) {
      const on = next[name]
      if (on !== null && on !== last[name]) this.#tell(name, on)
    }
  }
}
