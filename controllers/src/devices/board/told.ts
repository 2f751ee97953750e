/** What the driver of a gate board has told its listeners: besides the status its inputs, each change once, and a card once per tap. */
import type { Clock } from '@palang/kit'
import { debounce } from '../reader/debounce.ts'
import { type FailedAct, refused } from '../status.ts'
import { Told } from '../told.ts'
import type { SeenCard } from './card.ts'
import type { BoardEvent, GateInputs } from './port.ts'

const unheard: GateInputs = { barrier: 'unknown', positionKnown: false, loop1: false, loop2: false, beam: false, estop: false }

/** Longest hold a board is told: ten minutes, as long as a person may ask for. */
const maxHoldMs = 600_000

export class BoardTold extends Told<BoardEvent> {
  readonly #isNew: (cardId: string) => boolean
  #inputs: GateInputs = unheard

  constructor(clock: Clock) {
    super()
    this.#isNew = debounce(clock)
  }

  get inputs(): GateInputs {
    return this.#inputs
  }

  /** Takes the inputs over; `before` is told before the single changes, and finds the new inputs. */
  setInputs(change: Partial<GateInputs>, before?: () => void): void {
    const last = this.#inputs
    const next = { ...last, ...change }
    this.#inputs = next
    before?.()
    for (const input of ['estop', 'loop1', 'loop2', 'beam'] as const) {
      if (last[input] !== next[input]) this.tell({ kind: 'input', input, on: next[input] })
    }
    if (last.barrier !== next.barrier) this.tell({ kind: 'barrier', position: next.barrier })
  }

  card({ cardId, raw }: SeenCard): void {
    if (this.#isNew(cardId)) this.tell({ kind: 'card', cardId, raw })
  }
}

/** Why a hold cannot be asked for; undefined when it can. */
export function holdRefused(holdMs: number): FailedAct | undefined {
  if (Number.isInteger(holdMs) && holdMs >= 0 && holdMs <= maxHoldMs) return undefined
  return refused('not_supported', `a hold of 0–${maxHoldMs} ms`)
}
