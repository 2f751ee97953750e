/** What one line of a newline reader means (docs/protocols/newline-reader.md): `CARD:<id>:<type>`, a bare id, or `{"id":"…","type":"…"}`. */
import { readJson } from '@palang/kit/json'
import type { Read } from '../../read.ts'
import { cardOf, textOf } from '../../text-id.ts'

const cardPrefix = 'CARD:'

/** Reads one line without its end. Never throws. The id is trimmed and otherwise kept as the reader wrote it. */
export function decodeRead(line: string): Read {
  const text = textOf(line)
  if (text === undefined) return { kind: 'nothing' }
  const id = text.startsWith('{') ? idOfJson(text) : text.startsWith(cardPrefix) ? idOfCardLine(text) : text
  return id === undefined ? { kind: 'fault', reason: 'format' } : cardOf(id.trim(), text)
}

/** True when `text` begins a form whose end is still missing: silence alone does not complete it. */
export function isUnfinished(text: string): boolean {
  if (text.startsWith('{')) return !text.trimEnd().endsWith('}')
  if (cardPrefix.startsWith(text)) return true
  return text.startsWith(cardPrefix) && !text.slice(cardPrefix.length).includes(':')
}

/** The type may be missing; an id may itself contain colons only when a type follows. */
function idOfCardLine(text: string): string {
  const rest = text.slice(cardPrefix.length)
  const end = rest.lastIndexOf(':')
  return end < 0 ? rest : rest.slice(0, end)
}

function idOfJson(text: string): string | undefined {
  const value = readJson(text)
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : undefined
}
