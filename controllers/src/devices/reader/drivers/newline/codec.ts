/** What one line of a newline reader means (docs/protocols/newline-reader.md): `CARD:<id>:<type>`, a bare id, or `{"id":"…","type":"…"}`. */
import type { Read } from '../../read.ts'

const canonical = /^[\x21-\x7e]{1,64}$/
const cardPrefix = 'CARD:'
const noRead = '%%NoRead'

/** Reads one line without its end. Never throws. The id is trimmed and otherwise kept as the reader wrote it. */
export function decodeRead(line: string): Read {
  const text = line.trim()
  if (text === '' || text === noRead) return { kind: 'nothing' }
  const id = text.startsWith('{') ? idOfJson(text) : text.startsWith(cardPrefix) ? idOfCardLine(text) : text
  if (id === undefined) return { kind: 'fault', reason: 'format' }
  const cardId = id.trim()
  return canonical.test(cardId) ? { kind: 'card', cardId, raw: text } : { kind: 'fault', reason: 'id' }
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
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : undefined
}
