/** Opening a port. */
import type { Server } from 'node:net'
import { CodedError } from '@palang/kit'

/** Resolves once `server` listens. Throws `port_taken`, or what the system says. */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new CodedError('port_taken', `port ${port} is taken`, { cause: error, detail: { port } }) : error,
      )
    })
    server.listen(port, host, resolve)
  })
}
