/** Card ids that are a text, kept as the reader wrote them. */
import type { Read } from './read.ts'

/** What a reader that saw nothing writes instead of a read. */
const noRead = '%%NoRead'

/** The text that `line` brings, trimmed; undefined when the reader says that it saw nothing. */
export function textOf(line: string): string | undefined {
  const text = line.trim()
  return text === '' || text === noRead ? undefined : text
}

/** The card with this id: 1 to 64 printable ASCII characters without spaces. */
export function cardOf(cardId: string, raw: string): Read {
  return /^[\x21-\x7e]{1,64}$/.test(cardId) ? { kind: 'card', cardId, raw } : { kind: 'fault', reason: 'id' }
}
