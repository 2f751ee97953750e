/** A line of text between a prefix and a terminator (docs/protocols/sign-ascii-line.md). */

/** How one make of sign wants its line. */
export interface LineForm {
  prefix: string
  terminator: string
}

/** What most signs take beyond letters and digits is unknown: other characters are sent as `?`. */
export function encodeSignLine(text: string, { prefix, terminator }: LineForm): Uint8Array {
  const plain = text.replaceAll(/[^\x20-\x7e]/g, '?')
  return Buffer.from(`${prefix}${plain}${terminator}`, 'latin1')
}
