/** What the driver of a gate board has told its callers: status and inputs, each change once, and a card once per tap. */
import type { Clock } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { debounce } from '../reader/debounce.ts'
import type { ActFailure, DeviceStatus } from '../status.ts'
import type { SeenCard } from './card.ts'
import type { BoardEvent, GateInputs, MoveResult } from './port.ts'

const unheard: GateInputs = { barrier: 'unknown', positionKnown: false, loop1: false, loop2: false, beam: false }

/** Longest hold a board is told: ten minutes, as long as a person may ask for. */
const maxHoldMs = 600_000

export class BoardTold {
  readonly #events = listeners<BoardEvent>()
  readonly #isNew: (cardId: string) => boolean
  #status: DeviceStatus = { state: 'disconnected', reason: 'not started' }
  #inputs: GateInputs = unheard

  constructor(clock: Clock) {
    this.#isNew = debounce(clock)
  }

  get status(): DeviceStatus {
    return this.#status
  }

  get inputs(): GateInputs {
    return this.#inputs
  }

  subscribe(listener: (event: BoardEvent) => void): () => void {
    return this.#events.add(listener)
  }

  setStatus(status: DeviceStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return
    this.#status = status
    this.#events.tell({ kind: 'status', status })
  }

  /** Takes the inputs over; `before` is told before the single changes, and finds the new inputs. */
  setInputs(change: Partial<GateInputs>, before?: () => void): void {
    const last = this.#inputs
    const next = { ...last, ...change }
    this.#inputs = next
    before?.()
    for (const input of ['loop1', 'loop2', 'beam'] as const) {
      if (last[input] !== next[input]) this.#events.tell({ kind: 'input', input, on: next[input] })
    }
    if (last.barrier !== next.barrier) this.#events.tell({ kind: 'barrier', position: next.barrier })
  }

  button(input: 'ticket_button' | 'help_button', on: boolean): void {
    this.#events.tell({ kind: 'input', input, on })
  }

  card({ cardId, raw }: SeenCard): void {
    if (this.#isNew(cardId)) this.#events.tell({ kind: 'card', cardId, raw })
  }

  restarted(cause: string): void {
    this.#events.tell({ kind: 'restarted', cause })
  }

  garbage(bytes: number, reason: string): void {
    this.#events.tell({ kind: 'garbage', bytes, reason })
  }
}

/** An order that surely moved nothing. */
export function refused(code: ActFailure, message: string): MoveResult {
  return { ok: false, code, message, moved: 'no' }
}

/** An order that left, or may have, and nobody can say whether it moved anything. */
export function uncertain(code: ActFailure, message: string): MoveResult {
  return { ok: false, code, message, moved: 'maybe' }
}

/** Why a hold cannot be asked for; undefined when it can. */
export function holdRefused(holdMs: number): MoveResult | undefined {
  if (Number.isInteger(holdMs) && holdMs >= 0 && holdMs <= maxHoldMs) return undefined
  return refused('not_supported', `a hold of 0–${maxHoldMs} ms`)
}
