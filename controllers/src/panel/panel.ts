/** The machine's own HTTP server: the kiosk keeps working when hub and network are gone. */
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { type Clock, CodedError, httpLimits, type HttpLimits, type Log, messageOf } from '@palang/kit'
import { type Family, largestPictureBytes } from '@palang/protocol'
import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { picturePath } from './checkpoint-routes.ts'
import { guard, type GuardOptions } from './guard.ts'
import { familyRoutes } from './family-routes.ts'
import { kioskFiles } from './kiosk-files.ts'
import { liveRoutes } from './live-routes.ts'
import { machineRoutes } from './machine-routes.ts'
import { printerRoutes } from './printer-routes.ts'
import { answerProblem, problem } from './problem.ts'
import { securityHeaders } from './security-headers.ts'
import type { PanelSource } from './source.ts'

export interface PanelOptions extends Pick<GuardOptions, 'token' | 'peer'> {
  host: string
  family: Family
  port: number
  /** Folder of the built kiosk. */
  kioskFolder: string
  source: PanelSource
  clock: Clock
  log: Log
  /** How long it waits for whoever connects. */
  limits?: HttpLimits
}

const maxBodyBytes = 64 * 1024

/** The panel's routes behind its guard. */
export function panelApp({ token, host, family, kioskFolder, source, clock, log, peer }: PanelOptions): Hono {
  const app = new Hono({ strict: false })
  app.use(securityHeaders())
  app.use(guard({ token, listenHost: host, ...(peer === undefined ? {} : { peer }) }))
  app.use('/api/*', async (_c, next) => {
    if (!source.ready()) throw problem('machine_busy', 'The machine is starting')
    await next()
  })
  const [limited, pictures] = [bodiesUpTo(maxBodyBytes, '64 KiB'), bodiesUpTo(largestPictureBytes, '2 MiB')]
  app.use('/api/*', (c, next) => (c.req.path === `/api${picturePath}` ? pictures : limited)(c, next))
  app.route('/api', liveRoutes(source, clock))
  app.route('/api', machineRoutes(source))
  app.route('/api/printer', printerRoutes(source, token))
  app.route('/api', familyRoutes[family](source, token))
  app.get('*', kioskFiles(kioskFolder))
  app.notFound(c => answerProblem(c, problem('not_found', `There is nothing at ${c.req.method} ${c.req.path}`)))
  app.onError((error, c) => {
    if (!(error instanceof CodedError)) log.error({ err: messageOf(error), path: c.req.path }, 'panel')
    return answerProblem(c, error)
  })
  return app
}

function bodiesUpTo(maxSize: number, inWords: string): MiddlewareHandler {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw problem('payload_too_large', `The body is larger than ${inWords}`)
    },
  })
}

/** Listens until stopped. `start` throws `port_taken` when somebody else has the port. */
export class Panel {
  readonly #options: PanelOptions
  #server: Server | undefined

  constructor(options: PanelOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    if (this.#server !== undefined) return
    const { host, port, limits = httpLimits } = this.#options
    const server = createAdaptorServer({ fetch: panelApp(this.#options).fetch, serverOptions: limits }) as Server
    server.maxConnections = limits.maxConnections
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES'
        reject(
          taken
            ? new CodedError(
                'port_taken',
                `port ${port} on ${host} is ${error.code === 'EACCES' ? 'not allowed to us' : 'taken by another program'}`,
                { cause: error },
              )
            : error,
        )
      })
      server.listen(port, host, resolve)
    })
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (server === undefined) return
    const closed = new Promise<void>(resolve => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }

  /** Where the panel is reached, with the port it really has. */
  url(): string {
    const address = this.#server?.address()
    const port = typeof address === 'object' && address !== null ? address.port : this.#options.port
    const { host } = this.#options
    const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
    return `http://${name}:${port}`
  }
}
