/**
 * A contactless card for the virtual reader of vsmartcard, which pcscd shows like any other reader. Unlike other devices it
 * does the calling: the reader listens, and a card lies there for as long as its connection stands. Each message is two
 * bytes of length, most significant first, then so many bytes: one of them is an order, more are a command for the card.
 */
import { connect, type Socket } from 'node:net'

/** Where the reader listens unless its configuration says otherwise. */
export const virtualReaderPort = 35_963

const orders = { off: 0, on: 1, reset: 2, tellAtr: 4 } as const

/** What PC/SC part 3 gives to a storage card of ISO 14443 A, here a MIFARE Classic of 1 kB. */
const atr = Buffer.from('3B8F8001804F0CA000000306030001000000006A', 'hex')

const getUid = Buffer.from('FFCA000000', 'hex')
const notSupported = Buffer.from('6D00', 'hex')

/** What a card answers to a command; `undefined` when it is gone before it could. */
export type CardAnswer = (command: Uint8Array) => Uint8Array | undefined

/** A card that tells this UID, in hex, and nothing else. */
export function cardWithUid(uid: string): CardAnswer {
  return command => (getUid.equals(command) ? Buffer.from(`${uid}9000`, 'hex') : notSupported)
}

/** The place on the reader that listens at `port`; empty at first. */
export class VirtualCard {
  readonly #port: number
  readonly #host: string
  #socket: Socket | undefined

  constructor({ port, host = '127.0.0.1' }: { port: number; host?: string }) {
    this.#port = port
    this.#host = host
  }

  /** Lays a card there; one that lay there is gone. Resolves to false when there is no such reader. */
  lay(answer: CardAnswer): Promise<boolean> {
    this.takeAway()
    const socket = connect({ port: this.#port, host: this.#host, noDelay: true })
    this.#socket = socket
    let held = Buffer.alloc(0)
    socket.on('error', () => undefined)
    socket.on('data', bytes => {
      held = Buffer.concat([held, bytes])
      while (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0)) {
        const end = 2 + held.readUInt16BE(0)
        this.#obey(held.subarray(2, end), answer)
        held = held.subarray(end)
      }
    })
    return new Promise(resolve => {
      socket.once('connect', () => resolve(true))
      socket.once('close', () => resolve(false))
    })
  }

  takeAway(): void {
    const socket = this.#socket
    this.#socket = undefined
    socket?.destroy()
  }

  #obey(message: Uint8Array, answer: CardAnswer): void {
    if (message.length > 1) {
      const answered = answer(message)
      if (answered === undefined) this.takeAway()
      else this.#say(answered)
    } else if (message[0] === orders.tellAtr) this.#say(atr)
  }

  #say(message: Uint8Array): void {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(message.length)
    this.#socket?.write(Buffer.concat([length, message]))
  }
}
