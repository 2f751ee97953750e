/**
 * An IP camera: `/snapshot.jpg` answers one picture, `/stream.mjpeg` goes on for ever. It counts who is connected, and can be
 * unplugged, slow or broken in the ways cameras are.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Clock, Timer } from '@palang/kit/clock'

const host = '127.0.0.1'
export const cameraPeriodMs = 200

/**
 * `silent`: takes connections and says nothing. `page`: an error page with status 200. `torn`: every picture is cut off.
 * `endless`: one picture that never ends. `bare`: parts without length and with a boundary that is not the one it names.
 */
export const cameraFaults = ['none', 'silent', 'page', 'torn', 'endless', 'bare'] as const
export type CameraFault = (typeof cameraFaults)[number]

export interface CameraLogin {
  scheme: 'basic' | 'digest'
  user: string
  password: string
}

export interface IpCameraOptions {
  name: string
  clock: Clock
  /** 0 takes a free one, which it then keeps. */
  port: number
  /** Draws what it sees now, as JPEG. */
  draw: () => Uint8Array
  login?: CameraLogin
  changed: () => void
}

export interface IpCameraView {
  connected: boolean
  /** Connections that get the stream, now. */
  streams: number
  /** Answers under way, streams among them. */
  busy: number
  /** Answers begun since the start. */
  answers: number
  fault: CameraFault
}

/** Off until started. */
export class IpCamera {
  readonly #options: IpCameraOptions
  readonly #streams = new Set<ServerResponse>()
  #server: Server | undefined
  #port: number
  #drawing: Timer | undefined
  #answers = 0
  #busy = 0
  #fault: CameraFault = 'none'
  #delayMs = 0
  /** The one nonce whose answers it takes; counted on by `forgetLogins`. */
  #nonce = 1

  constructor(options: IpCameraOptions) {
    this.#options = options
    this.#port = options.port
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return
    const server = createServer((request, response) => this.#answer(request, response))
    this.#server = server
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.#port, host, resolve))
    this.#port = (server.address() as AddressInfo).port
    this.#drawing = this.#options.clock.every(cameraPeriodMs, () => this.#roll())
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    this.#drawing?.cancel()
    if (server === undefined) return
    const closed = new Promise(resolve => server.close(resolve))
    server.closeAllConnections()
    await closed
  }

  /** What a driver is given, with the login in it. */
  url(kind: 'snapshot' | 'mjpeg'): string {
    const { login } = this.#options
    const user = login === undefined ? '' : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`
    return `http://${user}${host}:${this.#port}/${kind === 'snapshot' ? 'snapshot.jpg' : 'stream.mjpeg'}`
  }

  view(): IpCameraView {
    return {
      connected: this.#server !== undefined,
      streams: this.#streams.size,
      busy: this.#busy,
      answers: this.#answers,
      fault: this.#fault,
    }
  }

  /** Pulls the network cable. */
  unplug(): Promise<void> {
    return this.stop()
  }

  plug(): Promise<void> {
    return this.start()
  }

  break(fault: CameraFault): void {
    this.#fault = fault
    for (const stream of this.#streams) stream.destroy()
    this.#options.changed()
  }

  /** Every answer begins so much later. */
  slow(delayMs: number): void {
    this.#delayMs = delayMs
  }

  /** Digest logins begun before no longer count, as after a while or a restart. */
  forgetLogins(): void {
    this.#nonce += 1
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    response.on('error', () => undefined)
    if (!this.#isWelcome(request, response)) return
    this.#answers += 1
    this.#busy += 1
    response.once('close', () => {
      this.#busy -= 1
      this.#streams.delete(response)
      this.#options.changed()
    })
    this.#options.changed()
    if (this.#fault === 'silent') return
    this.#options.clock.after(this.#delayMs, () => {
      if (this.#fault === 'page') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>')
      else if (request.url === '/snapshot.jpg') this.#snapshot(response)
      else if (request.url === '/stream.mjpeg') this.#stream(response)
      else response.writeHead(404).end()
    })
  }

  #snapshot(response: ServerResponse): void {
    const jpeg = this.#options.draw()
    response.writeHead(200, { 'content-type': 'image/jpeg' })
    if (this.#fault === 'endless') this.#pour(response)
    else response.end(this.#fault === 'torn' ? jpeg.subarray(0, jpeg.length / 2) : jpeg)
  }

  #stream(response: ServerResponse): void {
    const boundary = this.#fault === 'bare' ? 'somethingElse' : 'frame'
    response.writeHead(200, { 'content-type': `multipart/x-mixed-replace; boundary=${boundary}`, 'cache-control': 'no-store' })
    this.#streams.add(response)
    if (this.#fault === 'endless') this.#pour(response)
    else this.#send(response, this.#options.draw())
  }

  /** Draws once for all who watch. */
  #roll(): void {
    const waiting = [...this.#streams].filter(stream => !stream.writableNeedDrain && !stream.destroyed)
    if (waiting.length === 0 || this.#fault === 'endless') return
    const jpeg = this.#options.draw()
    for (const stream of waiting) this.#send(stream, jpeg)
  }

  #send(stream: ServerResponse, jpeg: Uint8Array): void {
    const length = this.#fault === 'bare' ? '' : `Content-Length: ${jpeg.length}\r\n`
    stream.write(`--frame\r\nContent-Type: image/jpeg\r\n${length}\r\n`)
    stream.write(this.#fault === 'torn' ? jpeg.subarray(0, jpeg.length / 2) : jpeg)
    stream.write('\r\n')
  }

  /** The beginning of a picture, and then no end of it. */
  #pour(response: ServerResponse): void {
    const jpeg = this.#options.draw()
    response.write(jpeg.subarray(0, -2))
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, 7)));
    }
    response.on('drain', more)
    more()
  }

  #isWelcome(request: IncomingMessage, response: ServerResponse): boolean {
    const { login, name } = this.#options
    if (login === undefined || isLoggedIn(login, request, { realm: name, nonce: String(this.#nonce) })) return true
    const challenge =
      login.scheme === 'basic' ? `Basic realm="${name}"` : `Digest realm="${name}", nonce="${this.#nonce}", qop="auth", algorithm=MD5`
    response.writeHead(401, { 'www-authenticate': challenge }).end()
    return false
  }
}

function isLoggedIn(
  login: CameraLogin,
  { headers, method, url }: IncomingMessage,
  { realm, nonce }: { realm: string; nonce: string },
): boolean {
  const given = headers.authorization ?? ''
  const { scheme, user, password } = login
  if (scheme === 'basic') return given === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const field = (name: string) => new RegExp(`\\b${name}="?([^",]*)"?`).exec(given)?.[1] ?? ''
  const of = (text: string) => createHash('md5').update(text).digest('hex')
  const secret = of(`${user}:${realm}:${password}`)
  const request = of(`${method}:${url}`)
  const expected = of(`${secret}:${nonce}:${field('nc')}:${field('cnonce')}:auth:${request}`)
  return given.startsWith('Digest ') && field('username') === user && field('response') === expected
}
