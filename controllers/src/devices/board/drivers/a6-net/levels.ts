/**
 * From answers to levels. Boards of this make answer STAT in one of three ways, and their papers do not say which: with the
 * levels of all inputs (`STAT1…`), with the inputs that are on (`IN1ON` again and again), or with what changed since they were
 * asked last (`IN1ON` once, `IN1OFF` once). What an input that is not named means is learnt from how it was named before.
 */
import type { InputNumber, Said } from './codec.ts'

interface Input {
  on: boolean
  /** It was named as on in the answer before. */
  wasNamed: boolean
  /** Named as on in two answers running: this board repeats itself, so silence means off. */
  isRepeated: boolean
}

export class Levels {
  readonly #inputs = new Map<InputNumber, Input>()

  isOn(number: InputNumber): boolean {
    return this.#inputs.get(number)?.on === true
  }

  /** Takes an answer in; gives the numbers of the inputs that were named as on and were not in the answer before: presses. */
  hear({ inputs, named, changedTwice }: Extract<Said, { kind: 'stat' }>): InputNumber[] {
    const pressed: InputNumber[] = []
    for (const number of [1, 2, 3, 4] as const) {
      const before = this.#inputs.get(number) ?? { on: false, wasNamed: false, isRepeated: false }
      const said = inputs.get(number) ?? (named === 'all' ? false : undefined)
      const isRepeated = repeats(before, said, changedTwice.has(number))
      if (said === true && !before.wasNamed) pressed.push(number)
      this.#inputs.set(number, { on: said ?? (before.on && !isRepeated), wasNamed: said === true, isRepeated })
    }
    return pressed
  }
}

/** A board that tells the end of what silence had ended already tells changes after all. */
function repeats(before: Input, said: boolean | undefined, changedTwice: boolean): boolean {
  if (changedTwice || (said === false && !before.on)) return false
  return before.isRepeated || (before.wasNamed && said === true)
}
