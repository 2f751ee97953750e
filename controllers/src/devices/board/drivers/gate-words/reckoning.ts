/**
 * What a status line says of the barrier, and what it is worth. The sketch moves by the clock: it says OPEN three seconds after it
 * began, whatever the boom did, and CLOSED after every start, wherever the boom is. Its position sensor is not asked by it; when
 * that changes during a move, the boom has moved.
 */
import type { GateInputs } from '../../port.ts'
import type { GateWord } from './codec.ts'

export class Reckoning {
  /** The board has been seen elsewhere than in the state every start begins with. */
  #hasMoved = false
  #isMoving = false
  /** The sensor when the barrier was last at rest. */
  #restBit: boolean | undefined
  #isProven = false

  /** Nothing seen before counts: the board was started, or another may be there. */
  forget(): void {
    this.#hasMoved = false
    this.#isMoving = false
    this.#restBit = undefined
    this.#isProven = false
  }

  /** Takes a status line in. */
  hear({ gate, position }: { gate: GateWord; position: boolean }): Pick<GateInputs, 'barrier' | 'positionKnown'> {
    this.#hasMoved ||= gate !== 'closed'
    if (gate === 'opening' || gate === 'closing') {
      this.#isMoving = true
      this.#isProven = false
    } else {
      const changed = this.#restBit !== undefined && position !== this.#restBit
      this.#isProven = gate !== 'fault' && (this.#isMoving ? changed : this.#isProven && !changed)
      this.#isMoving = false
      this.#restBit = position
    }
    return { barrier: this.#hasMoved ? gate : 'unknown', positionKnown: this.#isProven }
  }
}
