/** Text for a printer of fixed columns: only characters every printer has, in lines that never break inside a number. */

/** A space that is printed as one and never broken at. */
const unbreakable = '\u00a0'

const replaced: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '‑': '-',
  '−': '-',
  '…': '...',
  '•': '*',
  '×': 'x',
  '€': 'EUR',
  ß: 'ss',
  Æ: 'AE',
  æ: 'ae',
  Ø: 'O',
  ø: 'o',
}

/**
 * `text` in printable ASCII: accents fall away, what has no likeness becomes `?`. Code pages differ between printers, and
 * a control character in a name would be a command; neither leaves this function. No-break spaces stay, for wrapping.
 */
export function printable(text: string): string {
  const plain = text.replaceAll(/[\u00a0\u202f]/g, unbreakable).replaceAll(/[^\x20-\x7e\u00a0]/gu, character => {
    if (/[\s\p{Cc}]/u.test(character)) return ' '
    return replaced[character] ?? character
  })
  const bare = plain.split(unbreakable).map(part => part.normalize('NFKD').replaceAll(/\p{M}/gu, ''))
  return bare.join(unbreakable).replaceAll(/[^\x20-\x7e\u00a0]/gu, '?')
}

/**
 * `text` in lines of at most `columns` characters, broken at spaces. A word longer than a line is broken too, but not
 * between two characters of a number (digits with `.`, `,` or `:` between them) unless the number alone is longer than a line.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of printable(text)
    .split(' ')
    .filter(part => part !== '')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (joined.length <= columns) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = breakWord(word, columns)
    line = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  if (line !== '') lines.push(line)
  return lines.map(part => part.replaceAll(unbreakable, ' '))
}

/** Whether every word fits a line of `columns` without being broken. */
export function fitsUnbroken(text: string, columns: number): boolean {
  return printable(text)
    .split(' ')
    .every(word => word.length <= columns)
}

const atoms = /\d+(?:[.,:]\d+)*|[^\d]/gu

function breakWord(word: string, columns: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const atom of word.match(atoms) ?? []) {
    if (piece.length + atom.length <= columns) {
      piece += atom
      continue
    }
    if (piece !== '') pieces.push(piece)
    piece = atom
    while (piece.length > columns) {
      pieces.push(piece.slice(0, columns))
      piece = piece.slice(columns)
    }
  }
  pieces.push(piece)
  return pieces
}
