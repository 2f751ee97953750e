/** A hub that only pretends: it serves the built console with a made-up site, for pictures and accessibility checks. */
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { type HttpBindings, serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { WebSocketServer, type WebSocket } from 'ws'
import { accessRoutes, type SignInOutcome } from './access-routes.ts'
import { alertRoutes } from './alert-data.ts'
import { deadLettersOf } from './dead-letters.ts'
import { incidentOf } from './incident-data.ts'
import { placesRoutes } from './places-routes.ts'
import { premisesRoutes } from './premises-routes.ts'
import { identityRoutes } from './identity-routes.ts'
import { withPosting } from './posting-machine.ts'
import { moneyRoutes, type TillOptions } from './money-routes.ts'
import { mealFixtures } from './meal-routes.ts'
import { ozoneFixtures } from './ozone-routes.ts'
import { tariffFixtures } from './tariff-routes.ts'
import { waterFixtures } from './water-routes.ts'
import { type FixtureSite, makeSite, type Scenario, type StatusMessage, type Viewer } from './fixture-data.ts'

export interface FixtureOptions extends Viewer, TillOptions {
  scenario: Scenario
  /** Folder of the built console. */
  consoleDir: string
  /** The camera's one picture; without it the camera is down. */
  cameraJpeg?: Uint8Array | undefined
  signedIn?: boolean
  /** A water machine that has no controller. */
  postsOnly?: string
  signIn?: SignInOutcome
  trouble?: Trouble
}

/**
 * What every call under `/api` except the account's meets: a failure, a refusal, or no answer at all; `away` cuts even the
 * account's.
 */
export type Trouble = 'internal' | 'forbidden' | 'silent' | 'away'

export interface FixtureHub {
  url: string
  site: FixtureSite
  /** Tells every screen, as from the machine now. */
  tell(message: StatusMessage): void
  /** Cuts every live link and refuses new ones. */
  cutLink(): void
  stop(): Promise<void>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The policy the real hub serves its pages under. */
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'"

type HubApp = Hono<{ Bindings: HttpBindings }>

function refuse(status: 401 | 403 | 404 | 409 | 500, code: string): Response {
  return new Response(JSON.stringify({ type: 'x', title: code, status, detail: code, code, retryable: false }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })
}

/** Starts on a free port of loopback. */
export async function startFixtureHub(options: FixtureOptions): Promise<FixtureHub> {
  const site = withPosting(makeSite(options.scenario, Date.now(), options), options.postsOnly)
  const app = routes(site, options)
  const server = await new Promise<ServerType>(resolve => {
    const made: ServerType = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(made))
  })
  const sockets = new WebSocketServer({ noServer: true })
  let refusing = false
  server.on('upgrade', (request, socket, head) => {
    if (refusing) socket.destroy()
    else sockets.handleUpgrade(request, socket, head, ws => greet(ws, site))
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    site,
    tell({ ageMs: _ageMs, ...message }) {
      const text = JSON.stringify({ ...message, timestamp: new Date().toISOString() })
      for (const ws of sockets.clients) ws.send(text)
    },
    cutLink() {
      refusing = true
      for (const ws of sockets.clients) ws.terminate()
    },
    async stop() {
      for (const ws of sockets.clients) ws.terminate()
      if ('closeAllConnections' in server) server.closeAllConnections()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
}

function greet(ws: WebSocket, site: FixtureSite): void {
  const send = (message: Record<string, unknown>) => ws.send(JSON.stringify(message))
  send({ type: 'hello', timestamp: new Date().toISOString(), payload: { server_time: new Date().toISOString(), version: '0.1.0' } })
  for (const { ageMs = 0, ...message } of site.status)
    send({ ...message, gate_id: message.machine_id, timestamp: new Date(Date.now() - ageMs).toISOString() })
  const beat = setInterval(() => {
    for (const { ageMs = 0, ...message } of site.status) {
      if (message.type === 'system_status' && ageMs < 60_000 && site.status.length < 200)
        send({ ...message, timestamp: new Date().toISOString() })
    }
  }, 1_000)
  ws.on('close', () => clearInterval(beat))
}

function meetTrouble(app: HubApp, trouble: Trouble): void {
  app.all('/api/*', c => {
    if (trouble === 'internal') return refuse(500, 'internal')
    if (trouble === 'forbidden') return refuse(403, 'forbidden')
    if (trouble === 'away') c.env.incoming.socket.destroy()
    return new Promise<Response>(() => undefined)
  })
}

function routes(site: FixtureSite, options: FixtureOptions): HubApp {
  const app: HubApp = new Hono()
  if (options.trouble === 'away') meetTrouble(app, 'away')
  app.get('/api/auth/session', c => (options.signedIn === false ? refuse(401, 'unauthenticated') : c.json(site.session)))
  if (options.trouble !== undefined) meetTrouble(app, options.trouble)
  app.route('/', ozoneFixtures(options))
  app.route('/', mealFixtures(options))
  app.route('/', accessRoutes(site, options.signIn ?? 'refused'))
  app.route('/', tariffFixtures(options.scenario === 'empty'))
  app.route('/', identityRoutes(site, options.scenario === 'calm'))
  app.route('/', moneyRoutes(site, options, options.scenario === 'calm'))
  app.route('/', placesRoutes(site))
  app.route('/', waterFixtures(site))
  app.route('/', premisesRoutes(site, options.scenario))
  app.get('/api/config', c =>
    c.json({ outlet: { id: 'pusat', name: site.outletName, timezone: 'Asia/Jakarta', currency: 'IDR' }, simulation: true, settings: {} }),
  )
  app.get('/api/v1/machines/', c => c.json({ items: site.machines, next_cursor: null }))
  app.get('/api/v1/machines/:id/history', c => c.json({ items: [], next_cursor: null }))
  app.get('/api/dashboard/summary', c => c.json(site.dashboard))
  app.get('/api/alarms', c => c.json({ items: c.req.query('state') === 'cleared' ? [] : site.alarms, next_cursor: null }))
  app.route('/', alertRoutes(options.scenario))
  app.get('/api/dead-letters', c =>
    c.json({ items: options.scenario === 'calm' ? [] : deadLettersOf(c.req.query('state'), Date.now()), next_cursor: null }),
  )
  app.get('/api/cards', c =>
    c.json({
      items: site.cards.filter(card =>
        JSON.stringify(card)
          .toLowerCase()
          .includes((c.req.query('search') ?? '').toLowerCase()),
      ),
      next_cursor: null,
    }),
  )
  app.get('/api/logs', c => c.json({ items: site.logs, next_cursor: null }))
  app.get('/api/commands', c =>
    c.json({ items: c.req.query('machine_id') === site.command.machine_id ? [site.command] : [], next_cursor: null }),
  )
  app.get('/api/commands/:id', c => c.json(site.command))
  app.get('/api/sessions', c => c.json(sessionPage(site, name => c.req.query(name))))
  app.get('/api/sessions/:id', c => {
    const found = site.sessions.find(session => session.id === c.req.param('id'))
    return found === undefined ? refuse(404, 'not_found') : c.json(found)
  })
  app.get('/api/sessions/:id/incident', c => {
    const found = site.sessions.find(session => session.id === c.req.param('id'))
    return found === undefined ? refuse(404, 'not_found') : c.json(incidentOf(site, found))
  })
  app.get('/api/photos/:id', c =>
    options.cameraJpeg === undefined
      ? refuse(404, 'not_found')
      : c.body(new Uint8Array(options.cameraJpeg), 200, { 'content-type': 'image/jpeg' }),
  )
  app.get('/api/camera/stream/:id', c => {
    const jpeg = options.cameraJpeg
    if (jpeg === undefined) return refuse(404, 'device_unavailable')
    c.header('content-type', 'multipart/x-mixed-replace; boundary=frame')
    return stream(c, async out => {
      while (!out.aborted) {
        await out.write(`--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.length}\r\n\r\n`)
        await out.write(jpeg)
        await out.write('\r\n')
        await out.sleep(100)
      }
    })
  })
  app.post('/api/gate/control/:id', c =>
    c.json({ ...site.command, id: 'live-1', command_id: 'live-1', state: 'accepted', evidence: null, ended_at: null }),
  )
  app.post('/api/gate/help/:id', c => c.json({ ...site.command, type: 'help_reply', id: 'live-2', command_id: 'live-2' }))
  app.post('/api/gate/reprint/:id', () => refuse(409, 'device_unavailable'))
  app.all('/api/*', () => refuse(404, 'not_found'))
  app.get('*', async c => {
    const asked = new URL(c.req.url).pathname
    const file = path.extname(asked) === '' ? 'index.html' : asked.slice(1)
    const bytes = await readFile(path.join(options.consoleDir, file)).catch(() => undefined)
    if (bytes === undefined) return refuse(404, 'not_found')
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': types[path.extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policy,
    })
  })
  return app
}

function sessionPage(site: FixtureSite, query: (name: string) => string | undefined): { items: unknown[]; next_cursor: string | null } {
  const limit = Number(query('limit') ?? 50)
  const from = Number(query('cursor') ?? 0)
  const search = (query('search') ?? '').toUpperCase()
  const found = site.sessions.filter(
    session =>
      (query('open') === undefined || session.open === (query('open') === 'true')) &&
      (query('state') === undefined || session.state === query('state')) &&
      [undefined, session.machine_id, session.exit_machine_id].includes(query('machine')) &&
      `${session.card_id ?? ''} ${session.ticket ?? ''} ${session.license_plate ?? ''}`.includes(search),
  )
  const items = found.slice(from, from + limit).map(({ timeline: _timeline, ...session }) => session)
  return { items, next_cursor: from + limit < found.length ? String(from + limit) : null }
}
