/**
 * The program between the driver and the PC/SC service of this computer. It stands alone because the library waits for
 * the service inside the call and for ever, and what waits there would be the gate. One line in, one line out
 * (`codec.ts`); it ends with its standard input, and when the service is lost.
 */
import { messageOf } from '@palang/kit/errors'
import type Pcsc from 'pcsc-mini'
import type { Reader } from 'pcsc-mini'
import { lineSplitter } from '../../../../io/line-splitter.ts'
import { askUid, decodeOrderLine, encodeLine } from './codec.ts'
import type { ServiceLine } from './service-line.ts'

type Library = typeof Pcsc

function say(line: ServiceLine): void {
  process.stdout.write(encodeLine(line))
}

/** The last word: the program ends when it is out. */
function fail(error: unknown, code = codeOf(error)): void {
  process.stdout.write(encodeLine({ kind: 'failed', code, message: messageOf(error) }), () => process.exit())
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : 'Unknown'
}

async function loadLibrary(): Promise<Library | undefined> {
  try {
    return (await import('pcsc-mini')).default
  } catch (error) {
    fail(error, messageOf(error).includes('libpcsclite') ? 'NoLibrary' : 'NoPackage')
  }
}

function watch(library: Library, readers: Map<string, Reader>): void {
  const { Client, ReaderStatus } = library
  const client = new Client()
  client.on('error', error => fail(error))
  client.on('reader', reader => {
    const name = reader.name()
    readers.set(name, reader)
    reader.on('change', status => {
      const card = status.has(ReaderStatus.MUTE) ? 'silent' : status.has(ReaderStatus.PRESENT) ? 'present' : 'none'
      say({ kind: 'reader', reader: name, card, changes: status.raw >>> 16 })
    })
    reader.on('disconnect', () => {
      readers.delete(name)
      say({ kind: 'gone', reader: name })
    })
  })
  try {
    client.start()
    say({ kind: 'watching' })
  } catch (error) {
    fail(error)
  }
}

async function read({ CardMode, CardDisposition }: Library, reader: Reader | undefined): Promise<void> {
  if (reader === undefined) return say({ kind: 'unanswered', code: 'UnknownReader' })
  try {
    const card = await reader.connect(CardMode.SHARED)
    const answer = await card.transmit(askUid).finally(() => card.disconnect(CardDisposition.LEAVE).catch(() => undefined))
    say({ kind: 'answer', hex: Buffer.from(answer).toString('hex') })
  } catch (error) {
    // The library has four places for cards and gives one back only when all went well.
    if (codeOf(error).startsWith('TooMany')) fail(error)
    else say({ kind: 'unanswered', code: codeOf(error) })
  }
}

function obey(library: Library): void {
  const readers = new Map<string, Reader>()
  const orders = lineSplitter({
    maxBytes: 1_000,
    onLine: line => {
      const order = decodeOrderLine(line)
      if (order !== undefined) void read(library, readers.get(order.read))
    },
    onDropped: () => undefined,
  })
  process.stdin.on('data', (bytes: Buffer) => orders.push(bytes))
  process.stdin.on('end', () => process.exit())
  watch(library, readers)
}

// Ctrl-C in a terminal is for the controller, which ends this program when it has ended its own work.
process.on('SIGINT', () => undefined)
const library = await loadLibrary()
if (library !== undefined) obey(library)
