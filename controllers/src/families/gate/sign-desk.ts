/** What stands on the sign of a machine: the free places the hub last told, or what stands there when nobody knows. */
import type { Clock, Timer } from '@palang/kit'
import { signText } from '@palang/protocol'
import type { SignPort } from '../../devices/sign/port.ts'
import type { MachineServices } from '../machine.ts'

export interface SignDesk {
  start(): void
  stop(): void
}

interface Parts {
  sign: SignPort | undefined
  config: MachineServices['config']['devices']['sign']
  places: MachineServices['places']
  clock: Pick<Clock, 'now' | 'every'>
}

/** How often it is looked whether the hub has been away for too long. Milliseconds. */
const lookEveryMs = 10_000

/** Nothing to do where no sign is fitted. */
export function signDesk({ sign, config, places, clock }: Parts): SignDesk {
  let last: string | undefined
  let ends: (() => void) | undefined

  function look(): void {
    if (sign === undefined || config === undefined) return
    const { places: told, awaySinceMs } = places.word()
    const isKnown = told !== null && (awaySinceMs === null || clock.now() - awaySinceMs < config.away_minutes * 60_000)
    const text = isKnown ? signText(config, told.rows) : config.away === 'blank' ? '' : signText(config, null)
    if (text === last) return
    last = text
    void sign.show(text)
  }

  return {
    start() {
      if (ends !== undefined || sign === undefined) return
      const stop = places.listen(look)
      const timer: Timer = clock.every(lookEveryMs, look)
      ends = () => {
        stop()
        timer.cancel()
      }
      look()
    },
    stop() {
      ends?.()
      ends = undefined
    },
  }
}
