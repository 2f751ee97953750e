/** From a layout to the bytes of ESC/POS. */
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder'
import type { Layout } from './layout.ts'

/** Blank lines that bring the last line of print past the cutter. */
const linesToCutter = 4

/** `GS V 1`: the library would feed a line behind its own, which the next ticket would begin with. */
const cutPaper = Uint8Array.of(0x1d, 0x56, 0x01)

/** One job, from resetting the printer to cutting the paper. */
export function encodeLayout({ columns, rows }: Layout): Uint8Array {
  const encoder = new ReceiptPrinterEncoder({
    language: 'esc-pos',
    columns,
    codepageMapping: { cp437: 0 },
    newline: '\n',
    errors: 'strict',
  })
  encoder.initialize().codepage('cp437')
  for (const row of rows) {
    switch (row.kind) {
      case 'text':
        encoder.bold(row.bold).size(row.magnification, row.magnification).text(row.text).size(1, 1).bold(false).newline()
        break
      case 'space':
        encoder.newline()
        break
      case 'qr':
        encoder.align('center').qrcode(row.payload, { model: 2, size: row.moduleDots, errorlevel: 'm' }).align('left')
        break
    }
  }
  return Buffer.concat([encoder.newline(linesToCutter).encode(), cutPaper])
}
