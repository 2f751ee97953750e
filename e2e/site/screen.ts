/** A screen as a program sees it: one WebSocket, and everything the hub said on it. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { adminToken, type RunningSite } from './running-site.ts'
import { until } from './until.ts'

export interface ScreenMessage {
  type: string
  machine_id?: string
  stale?: boolean
  payload: Record<string, unknown>
}

export interface Screen {
  /** Everything heard so far, oldest first. */
  heard: ScreenMessage[]
  say(message: unknown): void
  isOpen(): boolean
  close(): void
}

/** Connects to a channel as an administrator; resolves once the hub has let it in. */
export async function openScreen(site: Pick<RunningSite, 'url'>, channel: string): Promise<Screen> {
  const socket = new WebSocket(`${site.url.replace(/^http/, 'ws')}/ws/${channel}`, { headers: { authorization: `Bearer ${adminToken}` } })
  const heard: ScreenMessage[] = []
  socket.on('message', data => heard.push(JSON.parse((data as Buffer).toString('utf8')) as ScreenMessage))
  await once(socket, 'open')
  await until('the greeting of the hub', () => heard.length > 0, { describe: () => socket.readyState })
  return {
    heard,
    say: message => socket.send(JSON.stringify(message)),
    isOpen: () => socket.readyState === WebSocket.OPEN,
    close: () => socket.close(),
  }
}
