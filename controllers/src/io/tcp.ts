/** TCP as a byte stream: serial-to-Ethernet converters, network boards, and the simulator. */
import net from 'node:net'
import { messageOf } from '@palang/kit'
import { portError, type ByteStream, type StreamEvent } from './byte-stream.ts'
import { listeners } from './listeners.ts'

const keepAliveDelayMs = 10_000

/** A client of `host:port`. Closing resets the connection, so that unsent bytes cannot arrive later. */
export class TcpStream implements ByteStream {
  readonly path: string
  readonly #host: string
  readonly #port: number
  readonly #events = listeners<StreamEvent>()
  #socket: net.Socket | undefined
  #phase: 'new' | 'opening' | 'open' | 'closed' = 'new'

  constructor(host: string, port: number) {
    this.path = `tcp://${host}:${port}`
    this.#host = host
    this.#port = port
  }

  get isOpen(): boolean {
    return this.#phase === 'open'
  }

  open(): Promise<void> {
    if (this.#phase !== 'new') return Promise.reject(portError('port_unavailable', this.path, 'a stream is opened once'))
    this.#phase = 'opening'
    const socket = net.connect({
      host: this.#host,
      port: this.#port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveDelayMs,
    })
    this.#socket = socket
    return new Promise((resolve, reject) => {
      const lost = (reason: string, cause?: unknown): void => {
        reject(portError('port_unavailable', this.path, reason, cause))
        this.#end(reason)
      }
      socket.once('connect', () => {
        if (this.#phase !== 'opening') return
        this.#phase = 'open'
        resolve()
      })
      socket.on('data', bytes => {
        if (this.#phase === 'open') this.#events.tell({ kind: 'data', bytes })
      })
      socket.on('end', () => lost('the other side closed the connection'))
      socket.on('error', error => lost(error.message, error))
      socket.on('close', () => lost('closed'))
    })
  }

  write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket
    if (this.#phase !== 'open' || socket?.writable !== true) return Promise.reject(portError('port_closed', this.path, 'is not open'))
    if (socket.writableLength > 0) return Promise.reject(portError('port_congested', this.path, 'the bytes before these have not left yet'))
    return new Promise((resolve, reject) => {
      socket.write(bytes, error => {
        if (error) reject(portError('port_failed', this.path, messageOf(error), error))
        else resolve()
      })
    })
  }

  close(): Promise<void> {
    this.#end('closed by us')
    return Promise.resolve()
  }

  subscribe(listener: (event: StreamEvent) => void): () => void {
    return this.#events.add(listener)
  }

  #end(reason: string): void {
    const wasOpen = this.#phase === 'open'
    this.#phase = 'closed'
    this.#socket?.resetAndDestroy()
    if (wasOpen) this.#events.tell({ kind: 'closed', reason })
  }
}
