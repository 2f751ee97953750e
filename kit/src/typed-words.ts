/** What a person can type to the things on a bench: words with arguments, each thing under its name. */
import { messageOf } from './errors.ts'

export interface TypedWord {
  /** Its arguments, as shown in the help. */
  usage: string
  /** Resolves to what is shown. Throws `Error` for arguments it cannot use; nothing was done then. */
  run(args: readonly string[]): Promise<string> | string
}

export type TypedWords = Readonly<Record<string, TypedWord>>

export interface Thing {
  name: string
  words: TypedWords
}

/**
 * Carries out what was typed: `open 500`, or `board open 500` where several things know the word. `always` are words of no
 * thing. Resolves to what is to be shown, also for what nobody understands.
 */
export async function runTyped(things: readonly Thing[], always: TypedWords, typed: readonly string[]): Promise<string> {
  const named = things.find(({ name }) => name === typed[0])
  const [word, ...args] = named === undefined ? typed : typed.slice(1)
  const found =
    own(always, typed[0]) ?? (named === undefined ? things : [named]).map(({ words }) => own(words, word)).find(one => one !== undefined)
  if (found === undefined) return `there is no "${typed.join(' ')}" here; "help" lists what there is`
  try {
    return await found.run(args)
  } catch (error) {
    return messageOf(error)
  }
}

/** One line for each thing: what can be typed. */
export function describeTyped(things: readonly Thing[], always: TypedWords): string {
  const line = (name: string, words: TypedWords) => {
    const each = Object.entries(words).map(([word, { usage }]) => `${word} ${usage}`.trim())
    return each.length === 0 ? [] : [`  ${name}: ${each.join(' | ')}`]
  }
  return [...things.flatMap(({ name, words }) => line(name, words)), ...line('always', always)].join('\n')
}

/** A whole number as typed. Throws `Error` for anything else. */
export function typedNumber(text: string | undefined): number {
  if (text === undefined || !/^\d{1,9}$/.test(text)) throw new Error(`expected a whole number (found ${text ?? 'nothing'})`)
  return Number(text)
}

/** `on` or `off`. Throws `Error` for anything else. */
export function typedSwitch(text: string | undefined): boolean {
  if (text !== 'on' && text !== 'off') throw new Error(`expected on or off (found ${text ?? 'nothing'})`)
  return text === 'on'
}

function own(words: TypedWords, word: string | undefined): TypedWord | undefined {
  return word !== undefined && Object.hasOwn(words, word) ? words[word] : undefined
}
