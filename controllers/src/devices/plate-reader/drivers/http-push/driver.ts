/** An ANPR camera that posts what it reads; docs/protocols/plate-reader-http.md. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock, Log, Timer } from '@palang/kit'
import { TellingDevice, Told } from '../../../told.ts'
import type { PlateReaderEvent, PlateReaderPort } from '../../port.ts'
import { readPush } from '../../pushed.ts'
import { showsSecret } from './secret.ts'

/** Cameras that put a picture into the JSON are told to leave it out: nothing here keeps it. Bytes. */
const largestBody = 16 * 1024
/** From a camera's first byte to its last. Milliseconds. */
const slowestRequestMs = 5_000
/** Somebody else has the port: tried again so often. Milliseconds. */
const againMs = 5_000

export interface HttpPushOptions {
  clock: Clock
  log: Log
  host: string
  /** 0: any that is free. */
  port: number
  /** Without one nobody could be believed, and nothing is listened to. */
  secret: string | undefined
}

export class HttpPushPlateReader extends TellingDevice<PlateReaderEvent> implements PlateReaderPort {
  protected readonly told = new Told<PlateReaderEvent>()
  readonly #options: HttpPushOptions
  #server: Server | undefined
  #again: Timer | undefined
  #refused = 0

  constructor(options: HttpPushOptions) {
    super()
    this.#options = options
  }

  start(): void {
    if (this.#server !== undefined || this.#again !== undefined) return
    const { secret } = this.#options
    if (secret === undefined) return this.told.setStatus({ state: 'fault', reason: 'no secret is given for the camera' })
    this.#listen(secret)
  }

  async stop(): Promise<void> {
    this.#again?.cancel()
    this.#again = undefined
    const server = this.#server
    this.#server = undefined
    this.told.setStatus({ state: 'disconnected', reason: 'stopped' })
    if (server === undefined) return
    const closed = new Promise<void>(resolve => void server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }

  /** Where cameras reach it; null while it does not listen. */
  address(): AddressInfo | null {
    const address = this.#server?.address() ?? null
    return typeof address === 'string' ? null : address
  }

  /** Pushes that were refused since the program began. */
  refused(): number {
    return this.#refused
  }

  #listen(secret: string): void {
    const { host, port, clock } = this.#options
    this.told.setStatus({ state: 'connecting' })
    const server = createServer((request, response) => void this.#answer(request, response, secret))
    server.requestTimeout = slowestRequestMs
    server.headersTimeout = slowestRequestMs
    server.maxConnections = 16
    server.on('error', error => {
      if (this.#server !== server) return
      this.#server = undefined
      this.told.setStatus({ state: 'disconnected', reason: error.message })
      this.#again = clock.after(againMs, () => {
        this.#again = undefined
        this.#listen(secret)
      })
    })
    server.listen(port, host, () => {
      if (this.#server === server) this.told.setStatus({ state: 'ready', model: 'http-push', serial: null })
    })
    this.#server = server
  }

  async #answer(request: IncomingMessage, response: ServerResponse, secret: string): Promise<void> {
    if (request.method !== 'POST' || request.url !== '/api/plate-reads') return this.#refuse(response, 404, 'POST /api/plate-reads')
    if (!showsSecret(request.headers, secret)) return this.#refuse(response, 401, 'the secret is missing or wrong')
    const body = await bodyOf(request)
    if (body === undefined) return this.#refuse(response, 413, `more than ${largestBody} bytes, or cut short`)
    const push = readPush(body, this.#options.clock.now())
    if (!push.ok) return this.#refuse(response, 422, push.message)
    if (this.told.status.state !== 'ready') return this.#refuse(response, 503, 'stopped')
    this.told.tell({ kind: 'plate', ...push.read })
    response.writeHead(204).end()
  }

  #refuse(response: ServerResponse, status: number, message: string): void {
    this.#refused++
    this.#options.log.warn({ status, reason: message, refused: this.#refused }, 'a plate that was pushed is refused')
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify({ message }))
  }
}

/** The whole body, or undefined when it is too large or does not come to its end. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  try {
    for await (const part of request) {
      const chunk = Buffer.from(part)
      bytes += chunk.length
      if (bytes > largestBody) return undefined
      parts.push(chunk)
    }
  } catch {
    return undefined
  }
  return Buffer.concat(parts).toString('utf8')
}
