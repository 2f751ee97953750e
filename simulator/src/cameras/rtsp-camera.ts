/**
 * An IP camera that speaks RTSP (RFC 2326) over one TCP connection, its H.264 interleaved (section 10.12). The picture is drawn
 * and packed by ffmpeg, which has to be installed.
 */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

const host = '127.0.0.1'

export interface RtspCameraOptions {
  /** 0 takes a free one, which it then keeps. */
  port: number
  login?: { user: string; password: string }
  changed: () => void
}

/** Off until started. */
export class PlayedRtspCamera {
  readonly #options: RtspCameraOptions
  readonly #open = new Set<Socket>()
  #server: Server | undefined
  #port: number
  #playing = 0
  #isSilent = false

  constructor(options: RtspCameraOptions) {
    this.#options = options
    this.#port = options.port
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return
    const server = createServer(socket => this.#serve(socket))
    this.#server = server
    server.listen(this.#port, host)
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    for (const socket of this.#open) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  }

  /** What the driver is given, with the login in it. */
  url(): string {
    const { login } = this.#options
    const user = login === undefined ? '' : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`
    return `rtsp://${user}${host}:${this.#port}/stream1`
  }

  view(): { connected: boolean; streams: number } {
    return { connected: this.#server !== undefined, streams: this.#playing }
  }

  unplug(): Promise<void> {
    return this.stop()
  }

  plug(): Promise<void> {
    return this.start()
  }

  /** Keeps connections and sends no more pictures, as a camera does that hangs. */
  freeze(on: boolean): void {
    this.#isSilent = on
  }

  #serve(socket: Socket): void {
    this.#open.add(socket)
    let heard: Buffer = Buffer.alloc(0)
    let endStream: (() => void) | undefined
    socket.on('error', () => undefined)
    socket.on('close', () => {
      this.#open.delete(socket)
      endStream?.()
    })
    socket.on('data', chunk => {
      heard = Buffer.concat([heard, chunk])
      for (;;) {
        const taken = takeRequest(heard)
        if (taken === undefined) return
        heard = taken.rest
        if (taken.text === undefined) continue
        this.#reply(socket, taken.text)
        if (taken.text.startsWith('PLAY ')) endStream ??= this.#play(socket)
      }
    })
  }

  #reply(socket: Socket, request: string): void {
    const [method = ''] = request.split(' ')
    const sequence = /^CSeq: *(\d+)/im.exec(request)?.[1] ?? '0'
    const say = (status: string, headers: readonly string[] = [], body = '') =>
      socket.write([`RTSP/1.0 ${status}`, `CSeq: ${sequence}`, ...headers, '', body].join('\r\n'))
    const { login } = this.#options
    if (
      login !== undefined &&
      method !== 'OPTIONS' &&
      !request.includes(`Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`)
    )
      return void say('401 Unauthorized', ['WWW-Authenticate: Basic realm="camera"'])
    if (method === 'DESCRIBE')
      return void say('200 OK', ['Content-Type: application/sdp', `Content-Length: ${description.length}`], description)
    if (method === 'SETUP') return void say('200 OK', ['Transport: RTP/AVP/TCP;unicast;interleaved=0-1', 'Session: 1;timeout=60'])
    say('200 OK', method === 'OPTIONS' ? ['Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN'] : ['Session: 1'])
  }

  /** Sends until the returned function is called. */
  #play(socket: Socket): () => void {
    this.#playing += 1
    this.#options.changed()
    const udp = createSocket('udp4')
    udp.on('message', packet => {
      if (this.#isSilent || socket.writableNeedDrain) return
      socket.write(Buffer.concat([Buffer.of(0x24, 0, packet.length >> 8, packet.length & 0xff), packet]))
    })
    let isOver = false
    let end = () => undefined as void
    udp.bind(0, host, () => {
      if (isOver) return
      const painter = spawn('ffmpeg', painterArgs(udp.address().port), { stdio: 'ignore' })
      painter.on('error', () => socket.destroy())
      end = () => void painter.kill('SIGKILL')
    })
    return () => {
      isOver = true
      end()
      udp.close()
      this.#playing -= 1
      this.#options.changed()
    }
  }
}

const description = [
  'v=0',
  `o=- 0 0 IN IP4 ${host}`,
  's=camera',
  't=0 0',
  'a=control:*',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  'a=fmtp:96 packetization-mode=1',
  'a=control:track1',
  '',
].join('\r\n')

/** A moving test picture, a whole one every half second. */
function painterArgs(port: number): readonly string[] {
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=10']
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-g',
    '5',
    '-pix_fmt',
    'yuv420p',
    '-bsf:v',
    'dump_extra=freq=keyframe',
  ]
  return [
    '-nostdin',
    '-loglevel',
    'error',
    ...picture,
    ...coding,
    '-payload_type',
    '96',
    '-f',
    'rtp',
    `rtp://${host}:${port}?pkt_size=1200`,
  ]
}

/** The first request in what was heard, or a packet of the other direction, which is passed over. */
function takeRequest(heard: Buffer): { text: string | undefined; rest: Buffer } | undefined {
  if (heard[0] === 0x24) {
    const end = heard.length < 4 ? Number.POSITIVE_INFINITY : 4 + heard.readUInt16BE(2)
    return heard.length < end ? undefined : { text: undefined, rest: heard.subarray(end) }
  }
  const end = heard.indexOf('\r\n\r\n')
  return end < 0 ? undefined : { text: heard.subarray(0, end).toString('latin1'), rest: heard.subarray(end + 4) }
}
