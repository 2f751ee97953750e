/** Clicks and simulated boards in a process of their own: `fork`ed with one order, it answers with what it measured. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { percentile } from './figures.ts'
import { connectMachine } from './machine.ts'

export interface ClickOrder {
  url: string
  /** Token of the operator who clicks. */
  token: string
  machines: { id: string; token: string }[]
  /** Each machine has one connection that clicks on it, over HTTP or as its screen. */
  way: 'http' | 'websocket'
  /** Clicks a second in the second, evenly paced part. */
  perSecond: number
  warmUpMs: number
  measureMs: number
}

export interface ClickResult {
  perSecond: number
  /** Milliseconds at full throttle. */
  p99: number
  /** Milliseconds at the even pace. */
  evenP50: number
  evenP99: number
}

/** One click whose evidence has come; resolves to how long it took in milliseconds. Throws on any other answer. */
type Click = () => Promise<number>

process.once('message', order => {
  void run(order as ClickOrder).then(
    result => process.send?.({ kind: 'result', result }, () => process.exit(0)),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(1))

async function run(order: ClickOrder): Promise<ClickResult> {
  const { machines, url, warmUpMs, measureMs } = order
  for (const { id, token } of machines) await connectMachine(url, id, token, 'simple')
  const open = order.way === 'http' ? httpClicker : screenClicker
  const hands = await Promise.all(machines.map(({ id }) => open(order, id)))
  await throttle(hands, warmUpMs)
  process.send?.({ kind: 'measuring' })
  const full = await throttle(hands, measureMs)
  process.send?.({ kind: 'measured' })
  const even = await evenly(hands, order.perSecond, measureMs)
  return {
    perSecond: full.length / (measureMs / 1000),
    p99: percentile(full, 0.99),
    evenP50: percentile(even, 0.5),
    evenP99: percentile(even, 0.99),
  }
}

/** Every hand clicks again as soon as its last click is proven. */
async function throttle(hands: readonly Click[], forMs: number): Promise<number[]> {
  const times: number[] = []
  const endMs = performance.now() + forMs
  await Promise.all(
    hands.map(async click => {
      while (performance.now() < endMs) times.push(await click())
    }),
  )
  return times
}

/** A click that finds every hand busy waits, and the wait counts. */
async function evenly(hands: readonly Click[], perSecond: number, forMs: number): Promise<number[]> {
  const free = [...hands]
  const times: number[] = []
  const startMs = performance.now()
  const all = Math.floor((perSecond * forMs) / 1000)
  const failed: unknown[] = []
  for (let begun = 0; times.length < all && failed.length === 0;) {
    const dueMs = startMs + (begun * 1000) / perSecond
    const click = begun < all && performance.now() >= dueMs ? free.shift() : undefined
    if (click === undefined) {
      await pause(1)
      continue
    }
    begun++
    const waitedMs = performance.now() - dueMs
    click().then(
      tookMs => {
        times.push(waitedMs + tookMs)
        free.push(click)
      },
      (error: unknown) => failed.push(error),
    )
  }
  if (failed.length > 0) throw failed[0]
  return times
}

/**
 * One kept-alive connection that speaks just enough HTTP. Node's own client costs as much processor time as the hub spends
 * on a command, and would be measured with it.
 */
async function httpClicker({ url, token }: ClickOrder, machineId: string): Promise<Click> {
  const { hostname, port, host } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.setNoDelay(true)
  await once(socket, 'connect')
  const answers = answersOf(socket)
  const body = JSON.stringify({ action: 'open', duration: 5, reason: 'bench' })
  const request =
    `POST /api/gate/control/${machineId} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  return async () => {
    const startMs = performance.now()
    socket.write(request)
    const answer = await answers()
    if (!answer.startsWith('HTTP/1.1 200') || !answer.includes('"state":"succeeded"')) throw new Error(answer)
    return performance.now() - startMs
  }
}

/** The answers of one connection, one at a time; the hub sends each with its length. */
function answersOf(socket: Socket): () => Promise<string> {
  let text = ''
  let give: ((answer: string) => void) | undefined
  let fail: ((error: Error) => void) | undefined
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    text += chunk
    const headEnd = text.indexOf('\r\n\r\n')
    const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
    if (headEnd < 0 || length === undefined || text.length < headEnd + 4 + Number(length)) return
    const answer = text
    text = ''
    give?.(answer)
  })
  socket.on('error', error => fail?.(error))
  socket.on('close', () => fail?.(new Error(`the connection was closed: ${text}`)))
  return () =>
    new Promise((resolve, reject) => {
      give = resolve
      fail = reject
    })
}

/** The same click by the machine's screen over its WebSocket. */
async function screenClicker({ url, token }: ClickOrder, machineId: string): Promise<Click> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws/${machineId}`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  })
  let answered: (message: ScreenMessage) => void = () => undefined
  socket.on('message', data => {
    const message = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '{}') as ScreenMessage
    if (message.type === 'error') answered(message)
    if (message.type === 'gate_control_response' && message.payload.state !== 'accepted') answered(message)
  })
  await once(socket, 'open')
  return async () => {
    const startMs = performance.now()
    const id = randomUUID()
    const answer = new Promise<ScreenMessage>(resolve => (answered = resolve))
    socket.send(JSON.stringify({ type: 'gate_control', id, payload: { action: 'open', duration: 5, gate_id: machineId, reason: 'bench' } }))
    const { payload } = await answer
    if (payload.state !== 'succeeded' || payload.command_id !== id) throw new Error(JSON.stringify(payload))
    return performance.now() - startMs
  }
}

interface ScreenMessage {
  type: string
  payload: { state?: string; command_id?: string }
}
