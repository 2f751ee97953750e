/** An HTTP server on this computer only. */
import { createServer, type RequestListener, type Server } from 'node:http'

const host = '127.0.0.1'

export interface LoopbackServer {
  /** Resolves with the address. */
  start(): Promise<string>
  stop(): Promise<void>
}

/** Serves on `port`; 0 takes a free one. */
export function loopbackServer(port: number, handle: RequestListener): LoopbackServer {
  let server: Server | undefined
  return {
    async start() {
      const opening = createServer(handle)
      server = opening
      await new Promise<void>((resolve, reject) => {
        opening.once('error', reject)
        opening.listen(port, host, resolve)
      })
      const address = opening.address()
      return `http://${host}:${typeof address === 'object' && address !== null ? address.port : port}`
    },
    async stop() {
      const closing = server
      server = undefined
      if (closing === undefined) return
      closing.closeAllConnections()
      await new Promise(resolve => closing.close(resolve))
    },
  }
}
