/**
 * The board's end of Palang line protocol 1 (docs/protocols/palang-line.md), written apart from the controller's codec so that the
 * two check each other.
 */

/** Longest line the board's receive buffer takes, without its line end. */
export const maxLineBytes = 60
const maxNumber = 65_535

export type HostLine =
  | { kind: 'command'; number: number; word: string; args: readonly string[] }
  /** Damaged on the way; `number` is as read, 0 when not even that could be. */
  | { kind: 'damaged'; number: number }
  /** A whole line that asks for something impossible. */
  | { kind: 'refused'; number: number; code: 'RANGE' | 'UNKNOWN' }
  /** Noise without a `$`: not addressed to us. */
  | { kind: 'noise' }

/** XOR of all bytes of `body`, as two upper-case hexadecimal digits. */
export function checksum(body: string): string {
  let sum = 0
  for (const byte of Buffer.from(body, 'latin1')) sum ^= byte
  return sum.toString(16).toUpperCase().padStart(2, '0')
}

/** `$<number>,<fields>*<HH>`, without line end. */
export function frame(number: number, fields: readonly (string | number)[]): string {
  const body = [number, ...fields].join(',')
  return `$${body}*${checksum(body)}`
}

/** Reads one line from the host, without its line end. A second `$` makes it a damaged one: it never begins the line anew. */
export function readHostLine(line: string): HostLine {
  const start = line.indexOf('$')
  if (start === -1) return { kind: 'noise' }
  const text = line.slice(start)
  const claimed = /^\$(\d{1,5}),/.exec(text)?.[1]
  const number = claimed === undefined ? 0 : Number(claimed)
  const whole = /^\$([^$*]*)\*([0-9A-F]{2})$/.exec(text)
  if (whole === null || checksum(whole[1] ?? '') !== whole[2]) return { kind: 'damaged', number: number <= maxNumber ? number : 0 }
  const [digits = '', word = '', ...args] = (whole[1] ?? '').split(',')
  if (!/^[1-9]\d{0,4}$/.test(digits) || number > maxNumber) return { kind: 'refused', number: 0, code: 'RANGE' }
  if (!/^[A-Z]+$/.test(word)) return { kind: 'refused', number, code: 'UNKNOWN' }
  return { kind: 'command', number, word, args }
}

export type Assembled = { kind: 'line'; text: string } | { kind: 'overlong' }

/** Cuts a byte stream into lines; a line that does not fit the buffer comes out as `overlong` and is forgotten. */
export function lineAssembler(maxBytes: number): (bytes: Uint8Array) => Assembled[] {
  let held: number[] = []
  let overlong = false
  return bytes => {
    const lines: Assembled[] = []
    for (const byte of bytes) {
      if (byte !== 0x0a) {
        if (held.length > maxBytes) overlong = true
        else held.push(byte)
        continue
      }
      if (held.at(-1) === 0x0d) held.pop()
      if (overlong || held.length > maxBytes) lines.push({ kind: 'overlong' })
      else if (held.length > 0) lines.push({ kind: 'line', text: Buffer.from(held).toString('latin1') })
      held = []
      overlong = false
    }
    return lines
  }
}
