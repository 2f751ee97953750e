/**
 * A strict reader of ESC/POS: exactly the commands docs/protocols/escpos-printer.md lists, with the parameters our printers
 * may be given. Any other byte is an error, as a real printer would print it or do something with the paper.
 */

export type Command =
  | { do: 'text'; text: string }
  | { do: 'feed' }
  | { do: 'reset' }
  | { do: 'bold'; on: boolean }
  | { do: 'magnify'; width: number; height: number }
  | { do: 'align'; to: 'left' | 'centre' }
  | { do: 'qr_model' }
  | { do: 'qr_size'; dots: number }
  | { do: 'qr_correction'; level: 'm' }
  | { do: 'qr_store'; payload: string }
  | { do: 'qr_print' }
  | { do: 'cut' }
  | { do: 'settle_mode' }
  | { do: 'filler' }
  | { do: 'tell_end' }
  /** Carried out when they arrive, before anything still waiting. */
  | { do: 'tell_status'; question: 1 | 2 | 3 | 4 }
  | { do: 'clear' }

interface Found {
  command: Command
  length: number
}

/** The bytes do not yet tell. */
const more = 'more' as const

const plain: readonly (readonly [bytes: readonly number[], command: Command])[] = [
  [[0x0a], { do: 'feed' }],
  [[0x00], { do: 'filler' }],
  [[0x1b, 0x40], { do: 'reset' }],
  [[0x1c, 0x2e], { do: 'settle_mode' }],
  [[0x1b, 0x4d, 0x00], { do: 'settle_mode' }],
  [[0x1b, 0x74, 0x00], { do: 'settle_mode' }],
  [[0x1b, 0x45, 0x00], { do: 'bold', on: false }],
  [[0x1b, 0x45, 0x01], { do: 'bold', on: true }],
  [[0x1b, 0x61, 0x00], { do: 'align', to: 'left' }],
  [[0x1b, 0x61, 0x01], { do: 'align', to: 'centre' }],
  [[0x1d, 0x28, 0x6b, 4, 0, 0x31, 0x41, 0x32, 0], { do: 'qr_model' }],
  [[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x45, 0x31], { do: 'qr_correction', level: 'm' }],
  [[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x51, 0x30], { do: 'qr_print' }],
  [[0x1d, 0x56, 0x01], { do: 'cut' }],
  [[0x1d, 0x72, 0x01], { do: 'tell_end' }],
  ...([1, 2, 3, 4] as const).map(question => [[0x10, 0x04, question], { do: 'tell_status', question }] as const),
  [[0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08], { do: 'clear' }],
  ...[3, 4, 5, 6, 7, 8].map(dots => [[0x1d, 0x28, 0x6b, 3, 0, 0x31, 0x43, dots], { do: 'qr_size', dots }] as const),
  ...[1, 2, 3].map(size => [[0x1d, 0x21, (size - 1) * 0x11], { do: 'magnify', width: size, height: size }] as const),
]

/** Reads commands from bytes that come in pieces of any size. `push` throws at the first byte that begins or continues none. */
export class EscposReader {
  #rest: Uint8Array = new Uint8Array()

  /** Whether a command has begun and not ended. */
  get isInside(): boolean {
    return this.#rest.length > 0
  }

  push(bytes: Uint8Array): Command[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const commands: Command[] = []
    while (this.#rest.length > 0) {
      const found = readOne(this.#rest)
      if (found === more) break
      commands.push(found.command)
      this.#rest = this.#rest.subarray(found.length)
    }
    return commands
  }

  /** Forgets a command cut off in the middle. */
  reset(): void {
    this.#rest = new Uint8Array()
  }
}

/** Every command of a whole job; throws when it ends inside one. */
export function readEscpos(bytes: Uint8Array): Command[] {
  const reader = new EscposReader()
  const commands = reader.push(bytes)
  if (reader.isInside) throw new Error('the job ends inside a command')
  return commands
}

function readOne(bytes: Uint8Array): Found | typeof more {
  const text = textAt(bytes)
  if (text !== '') return { command: { do: 'text', text }, length: text.length }
  const store = storeAt(bytes)
  if (store !== undefined) return store
  let isBeginning = false
  for (const [wanted, command] of plain) {
    const shared = Math.min(wanted.length, bytes.length)
    if (!wanted.slice(0, shared).every((byte, at) => byte === bytes[at])) continue
    if (shared === wanted.length) return { command, length: shared }
    isBeginning = true
  }
  if (isBeginning) return more
  throw new Error(`not a command this printer knows: ${Buffer.from(bytes.subarray(0, 12)).toString('hex')}`)
}

function textAt(bytes: Uint8Array): string {
  const end = bytes.findIndex(byte => byte < 0x20 || byte > 0x7e)
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1')
}

/** `GS ( k pL pH 31 50 30 …`: the only command whose length is in its parameters. */
function storeAt(bytes: Uint8Array): Found | typeof more | undefined {
  const [gs, bracket, k, low, high, cn, fn, m] = bytes
  if (gs !== 0x1d || bracket !== 0x28 || k !== 0x6b || low === undefined || high === undefined) return undefined
  const length = low + 256 * high
  if (length <= 4) return undefined
  if (bytes.length < 5 + length) return more
  if (cn !== 0x31 || fn !== 0x50 || m !== 0x30) throw new Error('GS ( k with an unknown function')
  const payload = Buffer.from(bytes.subarray(8, 5 + length)).toString('latin1')
  if (!/^[\x20-\x7e]+$/.test(payload)) throw new Error('a QR code of other than printable ASCII')
  return { command: { do: 'qr_store', payload }, length: 5 + length }
}
