/** How a program of ours makes sure that the hub it dials over TLS is the right one. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { RequestOptions } from 'node:https'
import type { createConnection } from 'node:net'
import { connect, type ConnectionOptions } from 'node:tls'
import type { Site } from './load-site.ts'

type Connect = typeof createConnection & NonNullable<RequestOptions['createConnection']>

export interface HubTrust {
  ca?: string
  createConnection?: Connect
}

/**
 * Options for one `https.request` or `WebSocket` to the hub of the site; read anew for each connection, because files are
 * renewed. Throws when a file cannot be read. With `hub.tls` the hub is this computer's own and is pinned; with `hub.ca`
 * only that authority is trusted, and the name in the address must be one of the certificate; with neither, the
 * authorities Node knows.
 */
export function hubTrust({ tls, ca }: Site['hub']): HubTrust {
  if (tls !== undefined) return { createConnection: connectPinned(tls.cert) }
  return ca === undefined ? {} : { ca: readFileSync(ca, 'utf8') }
}

/**
 * A connection that trusts exactly the certificate in the hub's own file, by fingerprint. Its name cannot be checked: it
 * names the hub for others, and we dial 127.0.0.1. Its authority proves less than the file does, and its last day must
 * not close the gates of a site at midnight. So this one check, which is stricter, stands in the place of the usual one:
 * whoever sits on the port without the key of this very certificate is cut off before a byte of ours, and so before any
 * token, is sent.
 */
function connectPinned(certFile: string): Connect {
  const pinned = new X509Certificate(readFileSync(certFile, 'utf8')).fingerprint256
  const open = (options: ConnectionOptions) => {
    // An HTTP request's `path` would be taken for a local socket's.
    const socket = connect({ ...options, path: undefined, minVersion: 'TLSv1.2', rejectUnauthorized: false })
    socket.once('secureConnect', () => {
      if (socket.getPeerX509Certificate()?.fingerprint256 !== pinned)
        socket.destroy(new Error(`who answers on the hub's port does not have the certificate ${certFile}`))
    })
    return socket
  }
  return open as Connect
}
