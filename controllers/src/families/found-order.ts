/** What became of an order the board measures by itself, given by an earlier run of the program: told from the board's own count. */
import type { LastMeasured, Measured } from '../devices/board/treatment-port.ts'

export interface FoundOrder {
  /** The board's last order before this one; null where it keeps no memory. */
  countBefore: number | null
  /** The board had taken it in hand. */
  started: boolean
  /** What was heard of it on the way. */
  heard: number
  /** The board's start during which it was ordered, as the board names it. */
  boot: string | null
}

export type FoundWord = { is: 'running' } | { is: 'ended'; end: Measured; powerLost: boolean }

/**
 * A count that did not go on proves that nothing began unless the board took the order, or may have lost its memory since: that
 * begins again from nothing, with its power. `boot` names the board's present start.
 */
export function becameOf({ countBefore, started, heard, boot: before }: FoundOrder, last: LastMeasured, boot: string | null): FoundWord {
  const atLeast = (powerLost: boolean): FoundWord => ({ is: 'ended', end: { amount: heard, isExact: false, reason: 'unknown' }, powerLost })
  const ended = (amount: number, reason: Measured['reason']): FoundWord => ({
    is: 'ended',
    end: { amount, isExact: true, reason },
    powerLost: false,
  })
  if (countBefore === null) return atLeast(false)
  if (last.count === countBefore + 1) {
    if (last.reason === 'running') return { is: 'running' }
    return ended(last.amount, last.reason === 'none' ? 'unknown' : last.reason)
  }
  const isRemembered = before === boot || last.count > 0
  const isUntouched = last.count === countBefore && !started && heard === 0
  if (isUntouched && isRemembered) return ended(0, 'not_begun')
  return atLeast(last.count < countBefore || (last.count === countBefore && before !== boot))
}
