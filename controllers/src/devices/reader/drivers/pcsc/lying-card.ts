/** What lies on the reader, so that a card is told once however long it stays, and told again once it was taken away. */
import type { Clock, Timer } from '@palang/kit'
import type { ReaderEvent } from '../../port.ts'
import { decodeUid } from './codec.ts'

export const lyingCardDelays = {
  /**
   * A card counts as taken away when it was not seen for so long: at the edge of the field one round of looking for cards
   * misses it, and readers look every 250 ms.
   */
  goneMs: 400,
  /** A card that moves may answer in a moment. */
  againMs: 100,
} as const

/** So often a card that does not answer is asked. */
const maxTries = 3

export type CardState = 'none' | 'present' | 'silent'

export interface LyingCardParts {
  clock: Clock
  /** Asks the card on the reader; the answer is given to `answered` or `unanswered`. */
  ask(): void
  tell(event: Exclude<ReaderEvent, { kind: 'status' }>): void
}

export class LyingCard {
  readonly #parts: LyingCardParts
  #state: CardState | 'unknown' = 'unknown'
  #changes = 0
  /** The card told last, until it is taken away. */
  #cardId: string | undefined
  #isAsking = false
  /** Another card came while the one before was asked. */
  #isOutdated = false
  #tries = 0
  #again: Timer | undefined
  #leaving: Timer | undefined

  constructor(parts: LyingCardParts) {
    this.#parts = parts
  }

  /** What the service says of the reader; `changes` differs when another card came in between. */
  see(state: CardState, changes: number): void {
    const before = this.#state
    const isNew = state === 'present' && (before !== 'present' || changes !== this.#changes)
    this.#state = state
    this.#changes = changes
    if (state === 'present') this.#leaving?.cancel()
    else if (before !== state) this.#startLeaving()
    if (state === 'silent' && before !== 'silent') this.#parts.tell({ kind: 'garbage', bytes: 0, reason: 'silent' })
    if (isNew) this.#ask(1)
  }

  answered(answer: Uint8Array): void {
    if (!this.#isAsking) return
    const read = decodeUid(answer)
    if (read.kind === 'card') this.#found(read.cardId, read.raw)
    else if (read.kind === 'fault') this.#missed(read.reason, answer.length, read.reason === 'failed')
  }

  unanswered(reason: string): void {
    if (this.#isAsking) this.#missed(reason, 0, true)
  }

  /** The reader is gone. Whether the card went with it shows when it is back. */
  lose(): void {
    this.#again?.cancel()
    this.#leaving?.cancel()
    this.#isAsking = false
    this.#isOutdated = false
    this.#state = 'unknown'
  }

  /** Forgets the card. */
  reset(): void {
    this.lose()
    this.#cardId = undefined
  }

  #ask(tries: number): void {
    this.#again?.cancel()
    if (this.#isAsking) {
      this.#isOutdated = true
      return
    }
    this.#tries = tries
    this.#isAsking = true
    this.#parts.ask()
  }

  #found(cardId: string, raw: string): void {
    if (this.#cardId !== cardId) {
      this.#leave()
      this.#cardId = cardId
      this.#parts.tell({ kind: 'card', cardId, raw })
    }
    this.#conclude()
  }

  #missed(reason: string, bytes: number, mayAnswer: boolean): void {
    const { clock, tell } = this.#parts
    const isPresent = this.#state === 'present'
    if (isPresent && !this.#isOutdated) {
      if (mayAnswer && this.#tries < maxTries) {
        this.#isAsking = false
        this.#again = clock.after(lyingCardDelays.againMs, () => this.#ask(this.#tries + 1))
        return
      }
      tell({ kind: 'garbage', bytes, reason })
      this.#leave()
    }
    if (!isPresent && this.#cardId === undefined) tell({ kind: 'garbage', bytes, reason: 'too short' })
    this.#conclude()
  }

  #conclude(): void {
    this.#isAsking = false
    const isOutdated = this.#isOutdated
    this.#isOutdated = false
    if (this.#state !== 'present') this.#startLeaving()
    else if (isOutdated) this.#ask(1)
  }

  #startLeaving(): void {
    this.#leaving?.cancel()
    if (this.#cardId !== undefined) this.#leaving = this.#parts.clock.after(lyingCardDelays.goneMs, () => this.#leave())
  }

  #leave(): void {
    const cardId = this.#cardId
    this.#cardId = undefined
    if (cardId !== undefined) this.#parts.tell({ kind: 'removed', cardId })
  }
}
