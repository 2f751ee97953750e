/** A board with its arm that lives in real time at a pseudo terminal, as one plugged into this computer does. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { systemClock } from '@palang/kit'
import { Arm } from './arm.ts'
import type { Built } from './site.ts'
import { closedAtRest, type Switch, switches, wirings } from './wiring.ts'

/** A slow machine: about 6 litres in a minute with 450 pulses to the litre, so that there is time to do something in mid-pour. */
const pulseEveryUs = 20_000

export interface RealBoard {
  /** Where its port is, or will be. */
  tty: string
  arm: Arm
  /** Pulses of the flow meter so far, of a water machine: counted in the board's own time. */
  flow(): number
  /** Switches the board on; resolves when its port is there. The arm stays as it was. */
  on(): Promise<void>
  /** Its power and its port go. */
  off(): Promise<void>
  /** The well runs dry, or water comes again. */
  runDry(isDry: boolean): void
  /** A switch becomes active or goes back to rest. */
  feel(one: Switch, on: boolean): void
  reset(): void
  /** Bytes on the line that nobody sent, at both its ends. */
  noise(bytes: Uint8Array): void
}

/** Not switched on yet. End it with `off`, then `remove`. */
export function realBoard({ board, elf, emulator }: Built): RealBoard & { remove(): void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-firmware-'))
  const tty = path.join(folder, 'tty')
  const wiring = wirings[board.name]
  const felt = new Map<Switch, boolean>(switches.map(one => [one, false]))
  let child: ReturnType<typeof powered> | undefined
  const wire = (one: Switch, on: boolean) => child?.stdin.write(`pin ${wiring.switches[one]} ${on === closedAtRest.has(one) ? 1 : 0}\n`)
  const feel = (one: Switch, on: boolean) => {
    felt.set(one, on)
    wire(one, on)
  }
  const arm = new Arm(systemClock, feel)
  let flow = 0
  let isDry = false
  /** Pulses of earlier runs of the emulator. */
  let flowBefore = 0
  const water = () => child?.stdin.write(`meter ${wiring.flow} ${wiring.valve} ${isDry ? 0 : pulseEveryUs}\n`)
  arm.put(0)
  const hear = (line: string) => {
    const pulses = /^\{"flow":(\d+)\}$/.exec(line)?.[1]
    if (pulses !== undefined) flow = flowBefore + Number(pulses)
    if (line.includes(`"pin":"${wiring.raise}"`)) arm.relay('up', line.includes('"level":1'))
    if (line.includes(`"pin":"${wiring.lower}"`)) arm.relay('down', line.includes('"level":1'))
  }
  return {
    tty,
    arm,
    flow: () => flow,
    runDry(on) {
      isDry = on
      water()
    },
    feel,
    on: () =>
      new Promise(resolve => {
        child = powered(emulator, board.processor, elf, tty)
        flowBefore = flow
        for (const [one, on] of felt) wire(one, on)
        water()
        createInterface({ input: child.stdout }).on('line', line => {
          if (line.includes('"tty"')) resolve()
          hear(line)
        })
      }),
    async off() {
      const ending = child
      child = undefined
      if (ending === undefined) return
      const gone = new Promise(resolve => ending.once('close', resolve))
      ending.stdin.end()
      await gone
      // Without current no relay holds.
      arm.relay('up', false)
      arm.relay('down', false)
    },
    reset: () => void child?.stdin.write('reset external\n'),
    noise(bytes) {
      const hex = Buffer.from(bytes).toString('hex')
      child?.stdin.write(`rx ${hex}\ntx ${hex}\n`)
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function powered(emulator: string, processor: string, elf: string, tty: string) {
  return spawn(emulator, [processor, elf, tty], { stdio: ['pipe', 'pipe', 'ignore'] })
}
