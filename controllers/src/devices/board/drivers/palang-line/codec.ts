/**
 * Palang line protocol 1 (docs/protocols/palang-line.md): pure text to values and back, for both ends of the line.
 * `$<n>,<WORD>[,<arg>…]*<HH>`, HH being the XOR of all bytes between `$` and `*`. Decoding is strict: one form per value,
 * so that no single changed bit can turn one valid line into another.
 */
import { CodedError } from '@palang/kit'

/** Longest line to the board, without `\n`: its receive buffer holds 64 bytes. */
export const maxCommandBytes = 60
/** Longest line from the board: the answer to STAT needs up to 79. */
export const maxAnswerBytes = 120
export const maxNumber = 65_535

export type LineFault = { kind: 'fault'; reason: 'format' | 'checksum' | 'length'; bytes: number }

export type BoardLine =
  | { kind: 'ok'; number: number; fields: readonly string[] }
  /** `number` is 0 when the board could not read ours. */
  | { kind: 'err'; number: number; code: string }
  | { kind: 'event'; name: string; fields: readonly string[] }
  | { kind: 'boot'; firmware: string; cause: string; boot: string }
  | LineFault

export type HostLine = { kind: 'command'; number: number; word: string; args: readonly string[] } | LineFault

const frame = /^\$(0|[1-9]\d{0,4}),([^$*]+)\*([0-9A-F]{2})$/
/** Printable ASCII without what has a meaning of its own. */
const field = /^[\x20-\x7e]*$/
const reserved = /[$*,]/
const commandWord = /^[A-Z]{1,8}$/
const codeWord = /^[A-Z0-9_]{1,16}$/

/** XOR of all bytes, as two upper-case hexadecimal digits. */
export function checksum(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum ^= text.charCodeAt(i)
  return (sum & 0xff).toString(16).toUpperCase().padStart(2, '0')
}

/** `$<n>,<fields>*<HH>` without `\n`. Throws `line_invalid` for fields the line cannot carry or a line over `maxBytes`. */
export function encodeLine(number: number, fields: readonly string[], maxBytes: number): string {
  if (!Number.isInteger(number) || number < 0 || number > maxNumber) throw invalid(`number ${number}`)
  if (fields.length === 0 || fields[0] === '' || fields.some(text => !field.test(text) || reserved.test(text)))
    throw invalid('a field that cannot be sent')
  const body = `${number},${fields.join(',')}`
  const line = `$${body}*${checksum(body)}`
  if (line.length > maxBytes) throw invalid(`a line of ${line.length} bytes, at most ${maxBytes}`)
  return line
}

/** A command from the host, number 1–65535. Throws `line_invalid`. */
export function encodeCommand(number: number, word: string, args: readonly (string | number)[] = []): string {
  if (number === 0 || !commandWord.test(word)) throw invalid(`command ${number} ${word}`)
  return encodeLine(number, [word, ...args.map(String)], maxCommandBytes)
}

/** What the board said in one line without its `\n`. Never throws. Noise before the `$` is left out. */
export function decodeBoardLine(line: string): BoardLine {
  const read = decodeLine(line, maxAnswerBytes)
  if ('kind' in read) return read
  const { number, fields } = read
  const [word, ...rest] = fields
  const fault: LineFault = { kind: 'fault', reason: 'format', bytes: line.length }
  if (word === 'OK') return number === 0 ? fault : { kind: 'ok', number, fields: rest }
  if (word === 'ERR') {
    const [code] = rest
    return code !== undefined && codeWord.test(code) ? { kind: 'err', number, code } : fault
  }
  if (number !== 0) return fault
  const [first, second, third] = rest
  if (word === 'EVT')
    return first !== undefined && codeWord.test(first) && second !== undefined
      ? { kind: 'event', name: first, fields: rest.slice(1) }
      : fault
  if (word === 'BOOT' && first !== undefined && second !== undefined && third !== undefined)
    return { kind: 'boot', firmware: first, cause: second, boot: third }
  return fault
}

/** What the host said in one line without its `\n`; the board's end of {@link encodeCommand}. Never throws. */
export function decodeHostLine(line: string): HostLine {
  const read = decodeLine(line, maxCommandBytes)
  if ('kind' in read) return read
  const [word, ...args] = read.fields
  if (read.number === 0 || word === undefined || !commandWord.test(word)) return { kind: 'fault', reason: 'format', bytes: line.length }
  return { kind: 'command', number: read.number, word, args }
}

function decodeLine(line: string, maxBytes: number): { number: number; fields: string[] } | LineFault {
  const start = line.indexOf('$')
  if (start < 0) return { kind: 'fault', reason: 'format', bytes: line.length }
  const text = line.slice(start)
  if (text.length > maxBytes) return { kind: 'fault', reason: 'length', bytes: line.length }
  const match = frame.exec(text)
  const number = Number(match?.[1])
  const fields = match?.[2]?.split(',')
  if (match === null || fields === undefined || !field.test(text) || number > maxNumber)
    return { kind: 'fault', reason: 'format', bytes: line.length }
  if (checksum(text.slice(1, -3)) !== match[3]) return { kind: 'fault', reason: 'checksum', bytes: line.length }
  return { number, fields }
}

function invalid(what: string): CodedError {
  return new CodedError('line_invalid', `cannot be put on the line: ${what}`)
}
