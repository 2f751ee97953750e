/** A stand-in for a controller's panel: the built kiosk, one snapshot, and a help call that works or does not. */
import { readFile } from 'node:fs/promises'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

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
  stop(): Promise<void>
}

/** Serves `folder` (the built kiosk) with the strict policy the real panel sends. */
export async function fixturePanel(folder: string): Promise<FixturePanel> {
  let said: Record<string, unknown> | null = null
  const listeners = new Set<ServerResponse>()
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
