/** Comma-separated values, RFC 4180. */

/** What a spreadsheet would take for a formula; a leading apostrophe makes it text. */
const formula = /^[=+\-@＝＋－＠\t\r\n]/

/** One line with its end. Numbers may begin with a sign; nothing else may begin a formula. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

function quoted(cell: string): string {
  const harmless = formula.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
