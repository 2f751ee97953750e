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

/** The answer that saves `lines` under `name`. The mark at the start tells spreadsheets that the text is UTF-8. */
export function csvFile(name: string, lines: string): [text: string, status: 200, headers: Record<string, string>] {
  return [`\uFEFF${lines}`, 200, { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` }]
}
