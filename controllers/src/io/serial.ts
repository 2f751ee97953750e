/**
 * A serial port as a byte stream, on serialport 13. Four of its habits shape this file: `write()` on a closed port
 * keeps the bytes and sends them after the next `open()`, so every connection has its own SerialPort and `isOpen` is
 * asked first; a write is confirmed by a thread of its own, so on a busy computer the device's answer may be heard
 * before; unplugging comes as `close`, not as `error`; a pseudo terminal has no modem lines, so none are touched.
 */
import { type Clock, messageOf, systemClock } from '@palang/kit'
import type { SerialPort } from 'serialport'
import { portAdvice } from './port-advice.ts'
import { portError, type ByteStream, type StreamEvent } from './byte-stream.ts'
import { listeners } from './listeners.ts'

export interface SerialSettings {
  baud: number
  parity?: 'none' | 'even' | 'odd'
}

/** Longest wait for the confirmation of the bytes before. After it they are taken for stuck, as with a device that takes none. */
const confirmMs = 250

/** The port at a device path or `COMn`, 8 data bits, 1 stop bit. */
export class SerialStream implements ByteStream {
  readonly path: string
  readonly #settings: SerialSettings
  readonly #clock: Clock
  readonly #events = listeners<StreamEvent>()
  readonly #unfinished = new Set<(reason: string) => void>()
  readonly #confirmed = listeners<undefined>()
  #port: SerialPort | undefined
  #phase: 'new' | 'opening' | 'open' | 'closed' = 'new'

  constructor(path: string, settings: SerialSettings, clock: Clock = systemClock) {
    this.path = path
    this.#settings = settings
    this.#clock = clock
  }

  get isOpen(): boolean {
    return this.#phase === 'open' && this.#port?.isOpen === true
  }

  async open(): Promise<void> {
    if (this.#phase !== 'new') throw portError('port_unavailable', this.path, 'a stream is opened once')
    this.#phase = 'opening'
    try {
      const port = await makePort(this.path, this.#settings)
      this.#watch(port)
      await openPort(port)
      this.#port = port
    } catch (error) {
      this.#phase = 'closed'
      throw portError('port_unavailable', this.path, portAdvice(this.path, messageOf(error)), error)
    }
    if (this.#wasGivenUp()) {
      await discardAndClose(this.#port)
      throw portError('port_unavailable', this.path, 'closed while opening')
    }
    this.#phase = 'open'
  }

  async write(bytes: Uint8Array): Promise<void> {
    const untilMs = this.#clock.monotonic() + confirmMs
    let port = this.#openPort()
    while (port.writableLength > 0) {
      const leftMs = untilMs - this.#clock.monotonic()
      if (leftMs <= 0) throw portError('port_congested', this.path, 'the bytes before these have not left yet')
      await this.#confirmation(leftMs)
      port = this.#openPort()
    }
    await this.#hand(port, bytes)
  }

  async close(): Promise<void> {
    this.#end('closed by us')
    await discardAndClose(this.#port)
  }

  subscribe(listener: (event: StreamEvent) => void): () => void {
    return this.#events.add(listener)
  }

  #openPort(): SerialPort {
    if (this.#phase !== 'open' || this.#port?.isOpen !== true) throw portError('port_closed', this.path, 'is not open')
    return this.#port
  }

  #hand(port: SerialPort, bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        this.#unfinished.delete(fail)
        reject(portError('port_failed', this.path, reason))
      }
      this.#unfinished.add(fail)
      port.write(bytes, undefined, error => {
        if (error) return fail(messageOf(error))
        this.#unfinished.delete(fail)
        resolve()
        this.#confirmed.tell(undefined)
      })
    })
  }

  /** Resolves when the operating system has taken the bytes before, when the port is lost, or after `ms`. */
  #confirmation(ms: number): Promise<void> {
    return new Promise(resolve => {
      const done = (): void => {
        timer.cancel()
        unsubscribe()
        resolve()
      }
      const timer = this.#clock.after(ms, done)
      const unsubscribe = this.#confirmed.add(done)
    })
  }

  /** `close` may be called while `open` waits. */
  #wasGivenUp(): boolean {
    return this.#phase === 'closed'
  }

  #watch(port: SerialPort): void {
    port.on('data', (bytes: Buffer) => {
      if (this.#phase === 'open') this.#events.tell({ kind: 'data', bytes })
    })
    port.on('end', () => this.#end('the device ended the connection'))
    port.on('close', (error?: Error | null) => this.#end(error === null || error === undefined ? 'closed' : `unplugged: ${error.message}`))
    port.on('error', error => this.#end(error.message))
  }

  #end(reason: string): void {
    const wasOpen = this.#phase === 'open'
    this.#phase = 'closed'
    for (const fail of [...this.#unfinished]) fail(reason)
    this.#confirmed.tell(undefined)
    if (wasOpen) this.#events.tell({ kind: 'closed', reason })
  }
}

/**
 * The binding is loaded when a port is first opened: a site without serial devices does not depend on it. `hupcl` is
 * off: an Arduino whose DTR falls when the port closes would restart at every reconnect.
 */
async function makePort(path: string, { baud, parity }: SerialSettings): Promise<SerialPort> {
  const serialport = await import('serialport')
  return new serialport.SerialPort({
    path,
    baudRate: baud,
    dataBits: 8,
    stopBits: 1,
    parity: parity ?? 'none',
    hupcl: false,
    autoOpen: false,
  })
}

function openPort(port: SerialPort): Promise<void> {
  return new Promise((resolve, reject) => {
    port.open(error => (error === null || error === undefined ? resolve() : reject(error)))
  })
}

/** Without the flush the kernel goes on sending for up to 30 s after `close`, into whatever is plugged in by then. */
async function discardAndClose(port: SerialPort | undefined): Promise<void> {
  if (port?.isOpen !== true) return
  await new Promise<void>(resolve => port.flush(() => resolve()))
  if (!port.isOpen) return
  await new Promise<void>(resolve => port.close(() => resolve()))
}
