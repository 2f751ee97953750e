/** A stand-in for a controller's panel: the built kiosk, one snapshot, and a help call that works or does not. */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { text } from 'node:stream/consumers'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export interface FixturePanel {
  url: string
  /** What the panel says from now on; null makes it fall silent. */
  tell(snapshot: Record<string, unknown> | null): void
  helpWorks: boolean
  helpCalls: number
  ticketCalls: number
  /** What was asked of the sale: the last word of the address. */
  saleCalls: string[]
  /** The code every wish of the sale is refused with, while there is one. */
  refuseSale: string | undefined
  /** What was asked of a checkpoint, in order. */
  checkpointCalls: { path: string; said: unknown }[]
  checkpointAnswer: Record<string, unknown>
  /** The code every wish of a checkpoint is refused with, while there is one. */
  refuseScan: string | undefined
  stop(): Promise<void>
}

/** Serves `folder` (the built kiosk) with the strict policy the real panel sends. */
export async function fixturePanel(folder: string): Promise<FixturePanel> {
  let said: Record<string, unknown> | null = null
  const listeners = new Set<ServerResponse>()
  async function answerCheckpoint(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request)
    const isPicture = request.headers['content-type'] === 'image/jpeg'
    panel.checkpointCalls.push({ path, said: isPicture ? 'a picture' : JSON.parse(body) })
    const code = panel.refuseScan
    response.writeHead(code === undefined ? 201 : 503, { 'content-type': 'application/json' })
    response.end(JSON.stringify(code === undefined ? panel.checkpointAnswer : { code }))
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://panel').pathname
    if (path === '/api/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
      listeners.add(response)
      response.on('close', () => listeners.delete(response))
      if (said !== null) response.write(event(said))
    } else if (path === '/api/help' || path === '/api/parking/lost-ticket') {
      panel.helpCalls++
      response.writeHead(panel.helpWorks ? 202 : 503).end()
    } else if (path === '/api/parking/entry') {
      panel.ticketCalls++
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"approved":true}')
    } else if (path.startsWith('/api/sale/')) {
      panel.saleCalls.push(path.slice('/api/sale/'.length))
      const code = panel.refuseSale
      response.writeHead(code === undefined ? 202 : 409, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify(code === undefined ? {} : { code }))
    } else if (path === '/api/log_scan' || path === '/api/checkpoint/step' || path.startsWith('/api/receipt')) {
      void answerCheckpoint(path, request, response)
    } else {
      void serveFile(folder, path, response)
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const panel: FixturePanel = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tell(snapshot) {
      said = snapshot
      if (snapshot !== null) for (const listener of listeners) listener.write(event(snapshot))
    },
    helpWorks: true,
    helpCalls: 0,
    ticketCalls: 0,
    saleCalls: [],
    refuseSale: undefined,
    checkpointCalls: [],
    checkpointAnswer: {},
    refuseScan: undefined,
    stop: () => close(server),
  }
  return panel
}

const event = (snapshot: Record<string, unknown>) => `event: status\ndata: ${JSON.stringify(snapshot)}\n\n`

async function serveFile(folder: string, path: string, response: ServerResponse): Promise<void> {
  const file = join(folder, normalize(path === '/' ? '/index.html' : path))
  try {
    const body = await readFile(file)
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': "default-src 'self'",
    })
    response.end(body)
  } catch {
    response.writeHead(404).end()
  }
}

function close(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise(resolve => server.close(() => resolve()))
}
