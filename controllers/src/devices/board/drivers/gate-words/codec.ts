/** What the gate sketch says and is told, one line each (docs/protocols/gate-words.md): pure text to meanings. */
import { cardOfLine, type SeenCard } from '../../card.ts'

/** The longest is a card as JSON with a 64-character id and a type. */
export const maxLineBytes = 200

export type Word = 'PING' | 'STATUS' | 'GATE_OPEN' | 'GATE_CLOSE' | 'EMERGENCY_STOP' | 'RESET'

export type GateWord = 'closed' | 'opening' | 'open' | 'closing' | 'fault'

export type Said =
  | { kind: 'pong' }
  /** It was started just now. */
  | { kind: 'banner' }
  | { kind: 'status'; gate: GateWord; vehicle: boolean; position: boolean }
  /** Its time for a whole move is over. */
  | { kind: 'moved'; to: 'open' | 'closed' }
  | { kind: 'done'; word: 'RESET' | 'EMERGENCY_STOP' | 'other' }
  /** It did not understand what it was told, and did nothing. */
  | { kind: 'refused' }
  | { kind: 'error'; text: string }
  | { kind: 'card'; card: SeenCard }
  /** A reader that saw nothing, or spaces. */
  | { kind: 'nothing' }
  | { kind: 'fault'; reason: 'format' | 'card' }

const gates: Readonly<Record<string, GateWord>> = { CLOSED: 'closed', OPENING: 'opening', OPEN: 'open', CLOSING: 'closing', ERROR: 'fault' }
const status = /^GATE:(CLOSED|OPENING|OPEN|CLOSING|ERROR),VEHICLE:([01]),POSITION:([01]),SENSORS:OK$/

const fixed: Readonly<Record<string, Said>> = {
  PONG: { kind: 'pong' },
  'Arduino Gate Controller Ready': { kind: 'banner' },
  GATE_OPENED: { kind: 'moved', to: 'open' },
  GATE_CLOSED: { kind: 'moved', to: 'closed' },
  SYSTEM_RESET: { kind: 'done', word: 'RESET' },
  EMERGENCY_STOP_ACTIVATED: { kind: 'done', word: 'EMERGENCY_STOP' },
  LED_OK: { kind: 'done', word: 'other' },
  BUZZER_OK: { kind: 'done', word: 'other' },
  UNKNOWN_COMMAND: { kind: 'refused' },
}

/**
 * Cards on a line that also carries words, without a checksum: only forms that no damaged word, and no half line glued to the next, can
 * look like. An id alone is digits, or a name that ends in three; anything else needs its type.
 */
const cardForms = [/^CARD:[^:,]+:[^:,]+$/, /^\{.*\}$/, /^(?=.*\d)[0-9A-Fa-f]{6,32}$/, /^[A-Za-z][A-Za-z0-9]*[_-]\d{3,}$/]

/** What one line means, without its end. Never throws. */
export function decodeLine(line: string): Said {
  const text = line.trim()
  const word = Object.hasOwn(fixed, text) ? fixed[text] : undefined
  if (word !== undefined) return word
  const [, gate = '', vehicle, position] = status.exec(text) ?? []
  const state = gates[gate]
  if (state !== undefined) return { kind: 'status', gate: state, vehicle: vehicle === '1', position: position === '1' }
  if (/^ERROR\b/.test(text)) return { kind: 'error', text: text.slice(0, 100) }
  if (text === '' || text === '%%NoRead') return { kind: 'nothing' }
  if (!cardForms.some(form => form.test(text))) return { kind: 'fault', reason: 'format' }
  const card = cardOfLine(text)
  return card === undefined ? { kind: 'fault', reason: 'card' } : { kind: 'card', card }
}
