/** Pictures of every layout for people to look at: `PALANG_PAPER_PICTURES=<folder> npm test -- escpos/pictures`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { PrintContent } from '../../port.ts'
import { readEscpos } from './decoder.test-support.ts'
import { encodeLayout } from './encoding.ts'
import { columnsOf, layOut } from './layout.ts'
import { paperPicture, pngOf } from './paper.test-support.ts'
import { longReceipt, longTicket, sampleReceipt, sampleTicket } from './samples.test-support.ts'

const folder = process.env['PALANG_PAPER_PICTURES']

const contents: Record<string, PrintContent> = {
  ticket: sampleTicket,
  receipt: sampleReceipt,
  'long-ticket': longTicket,
  'long-receipt': longReceipt,
}

const cases = Object.entries(contents).flatMap(([name, content]) =>
  ([58, 80] as const).flatMap(widthMm => (['id', 'en'] as const).map(language => ({ name, content, widthMm, language }))),
)

test.each(cases)('$name on $widthMm mm in $language has ink on every part of the paper', ({ name, content, widthMm, language }) => {
  const commands = readEscpos(encodeLayout(layOut(content, { widthMm, language, isCopy: name.startsWith('long') })))
  const picture = paperPicture(commands, columnsOf[widthMm])
  const { width, height, data } = picture
  expect(width).toBe(widthMm === 58 ? 384 : 576)
  const isInked = (y: number) => data.subarray(y * width * 4, (y + 1) * width * 4).some(value => value < 128)
  const inked = Array.from({ length: height }, (_, y) => isInked(y))
  expect(inked.filter(Boolean).length).toBeGreaterThan(height / 4)
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `${name}-${widthMm}-${language}.png`), pngOf(picture))
})
