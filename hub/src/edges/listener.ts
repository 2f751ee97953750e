/** The hub's one port: HTTP and WebSocket, with `hub.tls` both over TLS only. */
import { createServer as createPlainServer, type Server } from 'node:http'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https'
import { createAdaptorServer } from '@hono/node-server'
import type { Site } from '@palang/config'
import { httpLimits, type Clock, type Log, type Part } from '@palang/kit'
import { listen } from './listen.ts'
import { renewFromFiles, tlsOptions } from './tls.ts'
import type { WebSocketEdges } from './ws/server.ts'

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

export interface ListenerOptions {
  site: Site
  clock: Clock
  log: Log
}

/** The address of the hub that a browser on its own computer can open. */
export function browserAddress({ host, port, tls }: Site['hub']): string {
  return `${tls === undefined ? 'http' : 'https'}://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${port}`
}

/** Listens from `start` to `stop`. `start` throws `port_taken`, and `config_invalid` for a certificate gone bad. */
export function hubListener({ site, clock, log }: ListenerOptions, fetch: Fetch, sockets: WebSocketEdges, limits = httpLimits): Part {
  let server: Server | TlsServer | undefined
  let stopRenewing: (() => void) | undefined
  return {
    name: 'listener',
    async start() {
      const files = site.hub.tls
      if (files === undefined) {
        server = createAdaptorServer({ fetch, createServer: createPlainServer, serverOptions: limits }) as Server
      } else {
        const { expiresAt, ...secureOptions } = tlsOptions(files)
        const serverOptions = { ...limits, ...secureOptions }
        const secure = createAdaptorServer({ fetch, createServer: createTlsServer, serverOptions }) as TlsServer
        stopRenewing = await renewFromFiles(secure, { files, expiresAt, clock, log })
        server = secure
      }
      server.maxConnections = limits.maxConnections
      sockets.attachTo(server)
      await listen(server, site.hub.host, site.hub.port)
    },
    async stop() {
      stopRenewing?.()
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
