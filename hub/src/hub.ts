/** The hub's one composition root: every part is made here and handed to those that need it. */
import type { Server } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import type { Site } from '@palang/config'
import { CodedError, isoNow, Lifecycle, uuidv7, type Clock, type Log } from '@palang/kit'
import { createAccess } from './access/access.ts'
import { ensureFirstAdministrator, ensureMachineTokens, ensureSimulatorToken, type FirstAdministrator } from './access/first-start.ts'
import { createHttpApp } from './edges/http/app.ts'
import { controllerEdge } from './edges/ws/controllers.ts'
import { screenEdge } from './edges/ws/screens.ts'
import { webSocketEdges } from './edges/ws/server.ts'
import { gateConfig } from './families/gate/machine-config.ts'
import { createParking } from './families/gate/parking.ts'
import { tariffBook } from './families/gate/settlement.ts'
import { watchWaitingStays } from './families/gate/waiting-stays.ts'
import { createCommandBook } from './fleet/command-book.ts'
import { createDeviceRegister } from './fleet/device-register.ts'
import { createFleet } from './fleet/fleet.ts'
import { createIntake } from './intake/intake.ts'
import { createLive } from './live/live.ts'
import type { HubServices } from './services.ts'
import { storeSite } from './site-records.ts'
import type { Store } from './store/store.ts'

export interface HubOptions {
  site: Site
  store: Store
  clock: Clock
  log: Log
  version: string
  /** First administrator's password and token, from the environment. */
  adminPassword?: string | undefined
  adminToken?: string | undefined
}

export interface Hub {
  /** Listens; resolves to the base URL and, on the very first start, the administrator's login. */
  start(): Promise<{ url: string; firstLogin: FirstAdministrator | undefined }>
  stop(): Promise<void>
}

/** Puts a hub together; nothing is opened before `start`. The store must have been migrated. */
export function createHub(options: HubOptions): Hub {
  const { site, store, clock, log, version } = options
  const gates = new Set(site.machines.filter(machine => machine.family === 'gate').map(machine => machine.id))
  const hubEpoch = uuidv7(clock.now())
  const live = createLive({ clock, isGate: id => gates.has(id) })
  const publish = live.publish
  const book = createCommandBook({ store, clock, log, publish })
  const fleet = createFleet({ site, store, clock, log, live, book, hubEpoch })
  const intake = createIntake({ store, site, clock, log, publish })
  const tariffs = tariffBook(store, currentTariff(site))
  const parking = createParking({ site, store, clock, fleet, live, tariffs })
  const services: HubServices & { live: typeof live; fleet: typeof fleet } = {
    site,
    clock,
    log,
    store,
    fleet,
    parking,
    live,
    startedAt: isoNow(clock),
    version,
  }
  const access = createAccess({ store, clock, log })
  const sockets = webSocketEdges(
    screenEdge(services, access),
    controllerEdge({
      services,
      access,
      intake,
      devices: createDeviceRegister({ store, clock, log }),
      hubEpoch,
      configFor: () => gateConfig(store, site, isoNow(clock)),
    }),
  )
  let server: Server | undefined
  let firstLogin: FirstAdministrator | undefined

  const parts = new Lifecycle([
    { name: 'store', start: () => store.start(), stop: () => store.stop() },
    {
      name: 'records',
      async start() {
        await storeSite(store, site, isoNow(clock))
        firstLogin = await ensureFirstAdministrator({ store, password: options.adminPassword, token: options.adminToken })
        await ensureMachineTokens(
          store,
          site.dataDir,
          site.machines.map(machine => machine.id),
        )
        if (site.simulation) await ensureSimulatorToken(store, site.dataDir)
      },
      stop: () => intake.idle(),
    },
    { name: 'fleet', start: () => fleet.start(), stop: () => fleet.stop() },
    { name: 'waiting stays', ...watchWaitingStays({ store, clock, log, fleet }) },
    {
      name: 'listener',
      async start() {
        server = createAdaptorServer({ fetch: createHttpApp(services, access).fetch }) as Server
        sockets.attachTo(server)
        await listen(server, site.hub.host, site.hub.port)
      },
      async stop() {
        sockets.close()
        await closeServer(server)
      },
    },
  ])

  return {
    async start() {
      await parts.start()
      const host = site.hub.host === '0.0.0.0' || site.hub.host === '::' ? '127.0.0.1' : site.hub.host
      return { url: `http://${host}:${site.hub.port}`, firstLogin }
    },
    stop: () => parts.stop(),
  }
}

function currentTariff(site: Site): Parameters<typeof tariffBook>[1] {
  return (
    site.parking?.tariffTable ?? {
      id: 'none',
      version: 1,
      currency: site.outlet.currency,
      free_minutes: 0,
      members_free: true,
      classes: {},
    }
  )
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE' ? new CodedError('port_taken', `port ${port} is taken`, { cause: error, detail: { port } }) : error,
      )
    })
    server.listen(port, host, resolve)
  })
}

function closeServer(server: Server | undefined): Promise<void> {
  return new Promise(resolve => {
    if (server === undefined) return resolve()
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
