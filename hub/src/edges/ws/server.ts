/** WebSocket upgrades of the hub's one port, sent to the edge that serves their path. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { maxMessageBytes } from '@palang/protocol'
import { WebSocketServer } from 'ws'
import { sameHost } from './authenticator.ts'
import type { ControllerEdge } from './controllers.ts'
import type { ScreenEdge } from './screens.ts'

export interface WebSocketEdges {
  attachTo(server: Pick<Server, 'on'>): void
  /** Closes every connection with 1001. */
  close(): void
}

/**
 * Serves `/ws/controller/{machine_id}` and `/ws/{channel}`; any other upgrade is answered 404. A page of another origin that
 * is not `listed` is answered 403, also with a token: browsers hold WebSockets to no CORS, so this is the only place that
 * can keep a page nobody invited away from a hub it can reach but its author cannot. Programs send no Origin.
 */
export function webSocketEdges(screens: ScreenEdge, controllers: ControllerEdge, listed: readonly string[] = []): WebSocketEdges {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, perMessageDeflate: false })

  function upgrade(request: IncomingMessage, tcp: Duplex, head: Buffer): void {
    // A peer that breaks off before it is answered must not take the hub with it.
    tcp.on('error', () => tcp.destroy())
    const match = /^\/ws\/(?:controller\/([^/?]+)|([^/?]+))\/?(?:\?|$)/.exec(request.url ?? '')
    if (match === null) {
      tcp.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const { origin, host } = request.headers
    if (origin !== undefined && !sameHost(origin, host) && !listed.includes(origin)) {
      tcp.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, tcp, head, socket => {
      const [, machineId, channel] = match
      if (machineId !== undefined) controllers.accept(socket, request, machineId)
      else screens.accept(socket, request, channel ?? '')
    })
  }

  return {
    attachTo: server => void server.on('upgrade', upgrade),
    close() {
      for (const socket of sockets.clients) socket.close(1001, 'the hub stops')
      sockets.close()
    },
  }
}
