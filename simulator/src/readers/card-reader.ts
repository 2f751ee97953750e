/** Readers of 125 kHz cards and of codes, each in the bytes of its model (docs/protocols/, a page for each). */
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'

/** What a model writes of a card of 40 bits. */
const cardForms = {
  em18: bytes => latin1(emDigits(bytes)),
  rdm6300: bytes => latin1(`\x02${emDigits(bytes)}\x03`),
  id12: bytes => latin1(`\x02${emDigits(bytes)}\r\n\x03`),
  'usb-desk'(bytes) {
    const told = [0x0a, 0x02, ...bytes]
    return Uint8Array.of(0x02, ...told, sumOf(told), 0x03)
  },
  'wiegand-hex': bytes => latin1(`${hex(bytes.subarray(2))}\r`),
  'wiegand-decimal': bytes => latin1(`${String(bytes.readUInt32BE(1)).padStart(10, '0')}\r\n`),
} as const satisfies Record<string, (bytes: Buffer) => Uint8Array>

export type CardReaderModel = keyof typeof cardForms | 'qr'

export interface CardReaderOptions {
  name: string
  /** The name of its driver. */
  model: CardReaderModel
  makePort: PortMaker
  changed: () => void
}

/** A reader on a port of its own. It hears nothing. */
export class CardReader {
  readonly port: PlayedPort
  readonly #model: CardReaderModel
  readonly #changed: () => void
  #reads = 0

  constructor({ name, model, makePort, changed }: CardReaderOptions) {
    this.#model = model
    this.#changed = changed
    this.port = makePort(name, { opened: changed, data: () => undefined, closed: changed })
  }

  /**
   * Holds a card or a code to it, once. A card is a number as printed (`0013530444`) or all its 40 bits (`0x3C00CE754C`); a code is
   * its text. False when nobody has the port open, so that the read is lost. Throws `Error` for a card there cannot be.
   */
  present(what: string): boolean {
    const bytes = this.#model === 'qr' ? latin1(`${what}\r`) : cardForms[this.#model](cardBytes(what))
    if (!this.port.isOpen()) return false
    this.port.write(bytes)
    this.#reads += 1
    this.#changed()
    return true
  }

  /** Reads heard by a controller since the start. */
  reads(): number {
    return this.#reads
  }
}

function cardBytes(text: string): Buffer {
  const number = /^(\d{1,13}|0x[0-9a-f]{1,10})$/i.test(text) ? Number(text) : Number.NaN
  if (!(number < 2 ** 40)) throw new Error(`expected the digits of a card, such as 0013530444 or 0x3C00CE754C (found ${text || 'nothing'})`)
  const bytes = Buffer.alloc(5)
  bytes.writeUIntBE(number, 0, 5)
  return bytes
}

/** Ten hex digits and two of checksum. */
function emDigits(bytes: Buffer): string {
  return hex(Uint8Array.of(...bytes, sumOf(bytes)))
}

function sumOf(bytes: Iterable<number>): number {
  let sum = 0
  for (const byte of bytes) sum ^= byte
  return sum
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase()
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}
