/** The hub's one port: HTTP and WebSocket. */
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Site } from '@palang/config'
import { httpLimits, type Part } from '@palang/kit'
import { listen } from './listen.ts'
import type { WebSocketEdges } from './ws/server.ts'

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

/** Listens from `start` to `stop`. `start` throws `port_taken`. */
export function hubListener(site: Site, fetch: Fetch, sockets: WebSocketEdges, limits = httpLimits): Part {
  let server: Server | undefined
  return {
    name: 'listener',
    async start() {
      server = createAdaptorServer({ fetch, serverOptions: limits }) as Server
      server.maxConnections = limits.maxConnections
      sockets.attachTo(server)
      await listen(server, site.hub.host, site.hub.port)
    },
    async stop() {
      sockets.close()
      await close(server)
    },
  }
}

function close(server: Server | undefined): Promise<void> {
  return new Promise(resolve => {
    if (server === undefined) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
