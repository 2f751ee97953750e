/** What a printer would put on paper: as text, line by line in columns, and as a picture dot by dot. */
import { crc32, deflateSync } from 'node:zlib'
import { encodeQR } from 'qr'
import { letterRows, write } from '../../../camera/picture/lettering.ts'
import { Raster } from '../../../camera/picture/raster.ts'
import type { Command } from './decoder.test-support.ts'

const cellWidth = 12
const lineHeight = 30

export interface PrintedLine {
  text: string
  magnification: number
  bold: boolean
}

/** The lines of a job. Throws when a line is wider than the paper: a real printer would break it wherever it ends. */
export function printedLines(commands: readonly Command[], columns: number): PrintedLine[] {
  const lines: PrintedLine[] = []
  forEachLine(commands, (line, code) => {
    if (line.text.length * line.magnification > columns) throw new Error(`wider than ${columns} columns: ${line.text}`)
    lines.push(code === undefined ? line : { ...line, text: `[${code.payload}]` })
  })
  return lines
}

/** The paper as a picture, black on white. Throws when a QR code does not fit with its quiet zone. */
export function paperPicture(commands: readonly Command[], columns: number): Raster {
  const width = columns * cellWidth
  const draws: ((raster: Raster) => void)[] = []
  let y = 20
  forEachLine(commands, (line, code) => {
    const top = y
    if (code !== undefined) {
      const bordered = encodeQR(code.payload, 'raw', { ecc: 'medium', encoding: 'byte', border: 1 })
      const modules = bordered.slice(1, -1).map(row => row.slice(1, -1))
      const side = modules.length * code.dots
      if (side + 8 * code.dots > width) throw new Error(`a QR code of ${side} dots does not fit ${width} dots`)
      const left = Math.floor((width - side) / 2)
      draws.push(raster => drawModules(raster, modules, { left, top, dots: code.dots }))
      y += side + lineHeight
      return
    }
    draws.push(raster => drawText(raster, line, top))
    y += line.text === '' ? lineHeight : line.magnification * lineHeight
  })
  const raster = new Raster(width, y + 20)
  for (const draw of draws) draw(raster)
  return raster
}

interface Code {
  payload: string
  dots: number
}

/** Follows the styles from command to command and tells each line once its feed comes. */
function forEachLine(commands: readonly Command[], tell: (line: PrintedLine, code?: Code) => void): void {
  let [text, magnification, largest, bold, wasBold, dots, payload] = ['', 1, 1, false, false, 3, '']
  let isCode = false
  for (const command of commands) {
    if (command.do === 'magnify') magnification = command.width
    if (command.do === 'bold') bold = command.on
    if (command.do === 'qr_size') dots = command.dots
    if (command.do === 'qr_store') payload = command.payload
    if (command.do === 'qr_print') isCode = true
    if (command.do === 'text') {
      text += command.text
      largest = Math.max(largest, magnification)
      wasBold ||= bold
    }
    if (command.do !== 'feed') continue
    tell({ text, magnification: largest, bold: wasBold }, isCode ? { payload, dots } : undefined)
    ;[text, largest, wasBold, isCode] = ['', 1, false, false]
  }
}

function drawModules(
  raster: Raster,
  modules: readonly (readonly boolean[])[],
  { left, top, dots }: { left: number; top: number; dots: number },
): void {
  modules.forEach((row, y) =>
    row.forEach((isDark, x) => {
      if (isDark) raster.rectangle(left + x * dots, top + y * dots, dots, dots, black)
    }),
  )
}

const black = [0, 0, 0] as const

/** Signs the lettering of pictures lacks. */
const signs: Readonly<Record<string, readonly number[]>> = {
  '*': [0, 4, 21, 14, 21, 4, 0],
  ',': [0, 0, 0, 0, 4, 4, 8],
  "'": [4, 4, 8, 0, 0, 0, 0],
  '(': [2, 4, 8, 8, 8, 4, 2],
  ')': [8, 4, 2, 2, 2, 4, 8],
  '&': [12, 18, 20, 8, 21, 18, 13],
  '?': [14, 17, 1, 2, 4, 0, 4],
}

function drawText(raster: Raster, { text, magnification, bold }: PrintedLine, top: number): void {
  const dot = 2 * magnification
  for (const shift of bold ? [0, 1] : [0]) {
    write(raster, text, shift, top, dot, black)
    ;[...text].forEach((letter, at) => {
      for (let row = 0; row < letterRows; row++)
        for (let column = 0; column < 5; column++)
          if ((((signs[letter]?.[row] ?? 0) >> (4 - column)) & 1) === 1)
            raster.rectangle(shift + at * cellWidth * magnification + column * dot, top + row * dot, dot, dot, black)
    })
  }
}

/** The picture as a PNG file of 8-bit grey. */
export function pngOf({ width, height, data }: Raster): Uint8Array {
  const rows = Buffer.alloc(height * (width + 1))
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = data[(y * width + x) * 4] ?? 0
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.writeUInt8(8, 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const framed = Buffer.alloc(named.length + 8)
  framed.writeUInt32BE(content.length, 0)
  framed.set(named, 4)
  framed.writeUInt32BE(crc32(named), named.length + 4)
  return framed
}
