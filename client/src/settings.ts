/** Where the hub is and how to reach it; the same in a browser and in Node. */
import { type Clock, pageClock } from '@palang/kit/clock'

/** The part of a WebSocket the client uses, so that no DOM typings are needed. */
export interface SocketLike {
  send(text: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void
}

export interface AnswerLike {
  ok: boolean
  status: number
  text(): Promise<string>
}

export type FetchLike = (url: string, request: { method: string; headers: Record<string, string>; body?: string }) => Promise<AnswerLike>

export interface ClientSettings {
  /** `http(s)://` or `ws(s)://` address of the hub. In a browser: the page's own origin; in Node: `http://localhost:8000`. */
  url?: string | undefined
  /** API token. Without it the browser's session cookie speaks. */
  token?: string | undefined
  /** Another WebSocket implementation. */
  WebSocket?: (new (url: string) => SocketLike) | undefined
  fetch?: FetchLike | undefined
  /** When what the hub says is read: at once, or a little at a time by a page that also has to draw. Keeps the order. */
  inTurn?: ((work: () => void) => void) | undefined
  clock?: Clock | undefined
  /** 0 ≤ x < 1; spreads reconnects. */
  random?: (() => number) | undefined
}

interface Surroundings {
  location?: { origin?: string }
  WebSocket?: new (url: string) => SocketLike
  fetch?: FetchLike
}

const surroundings: Surroundings = globalThis

/** Settings with everything decided. */
export interface Resolved {
  httpUrl: string
  wsUrl: string
  token: string | undefined
  openSocket(url: string): SocketLike
  fetch: FetchLike
  inTurn: (work: () => void) => void
  clock: Clock
  random: () => number
}

/** Fills in what the surroundings give. Throws `TypeError` when the address cannot be read or there is no WebSocket. */
export function resolveSettings(settings: ClientSettings): Resolved {
  const origin = surroundings.location?.origin
  const fallback = origin !== undefined && /^https?:/.test(origin) ? origin : 'http://localhost:8000'
  const url = new URL(settings.url === undefined || settings.url === '' ? fallback : settings.url, fallback)
  if (!/^(http|ws)s?:$/.test(url.protocol))
    throw new TypeError(`the hub's address must start with http, https, ws or wss, not ${url.protocol}`)
  const rest = `//${url.host}${url.pathname.replace(/\/+$/, '')}`
  const secure = url.protocol === 'https:' || url.protocol === 'wss:'
  const Socket = settings.WebSocket ?? surroundings.WebSocket
  const send = settings.fetch ?? surroundings.fetch
  if (Socket === undefined || send === undefined) throw new TypeError('there is no WebSocket or fetch here; Node 22 or later has both')
  return {
    httpUrl: `${secure ? 'https:' : 'http:'}${rest}`,
    wsUrl: `${secure ? 'wss:' : 'ws:'}${rest}`,
    token: settings.token,
    openSocket: target => new Socket(target),
    fetch: (target, request) => send(target, request),
    inTurn: settings.inTurn ?? (work => work()),
    clock: settings.clock ?? pageClock,
    random: settings.random ?? Math.random,
  }
}
