/** Screens that watch everything and note how old each event is when it arrives. */
import { once } from 'node:events'
import { WebSocket } from 'ws'

export interface Screens {
  /** Milliseconds from the machine's clock to this screen, of every event since the last call. */
  takeAges(): number[]
  close(): void
}

/** A screen on channel `admin`; it may not be open yet. */
export function watchEverything(url: string, token: string): WebSocket {
  return new WebSocket(`${url.replace(/^http/, 'ws')}/ws/admin`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  })
}

/** Opens `count` screens on channel `admin`; all processes share this computer's clock. */
export async function openScreens(url: string, token: string, count: number): Promise<Screens> {
  let ages: number[] = []
  const sockets = Array.from({ length: count }, () => watchEverything(url, token))
  for (const socket of sockets) {
    socket.on('message', data => {
      const now = Date.now()
      const text = Buffer.isBuffer(data) ? data.toString('utf8') : ''
      if (!text.startsWith('{"type":"parking_event"')) return
      const at = /"timestamp":"([^"]+)"/.exec(text)?.[1]
      if (at !== undefined) ages.push(now - Date.parse(at))
    })
  }
  await Promise.all(sockets.map(socket => once(socket, 'open')))
  return {
    takeAges() {
      const taken = ages
      ages = []
      return taken
    },
    close: () => sockets.forEach(socket => socket.terminate()),
  }
}
