/** The overview of a thousand water machines in a browser that has never seen it: when a person can use it, and how it scrolls. */
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, type Browser } from 'playwright-core'
import { z } from 'zod'
import { chromiumArguments, chromiumPath } from '../e2e/screens/chromium.ts'
import { buildFrontend } from '../tools/build-frontend.ts'
import { percentile, type Row } from './figures.ts'
import { administrator, openDatabase, root, startHub, type Engine, type Program } from './programs.ts'
import { targets } from './targets.ts'
import { get } from './timed.ts'
import { announced, fillPast, posting, waterIds } from './water-machines.ts'

const viewport = { width: 1440, height: 900 }
const scrolledMs = 4_000
const scrolledPerFrame = 40

const seen = z.object({ usableMs: z.number(), frameGapsMs: z.array(z.number()) })
type Seen = z.infer<typeof seen>

/**
 * Runs in the page before anything of it. Usable is the first frame that came within 50 ms of the one before it while `thing` was there.
 * What is told is in milliseconds since the page was asked for.
 */
const watchFor = (thing: string) => `globalThis.usable = new Promise(resolve => {
  let last = performance.now()
  const look = () => {
    const now = performance.now()
    if (now - last < 50 && document.querySelector(${JSON.stringify(thing)}) !== null) resolve(now)
    else { last = now; requestAnimationFrame(look) }
  }
  requestAnimationFrame(look)
})`

/** Scrolls down, frame by frame, and back up at the end of the page; resolves to the time between frames. */
const scroll = `new Promise(resolve => {
  const gaps = [], startMs = performance.now()
  let last = startMs, way = ${scrolledPerFrame}
  const step = () => {
    const now = performance.now(), before = scrollY
    gaps.push(now - last)
    last = now
    scrollBy(0, way)
    if (scrollY === before) way = -way
    if (now - startMs < ${scrolledMs}) requestAnimationFrame(step)
    else resolve(gaps.slice(1))
  }
  requestAnimationFrame(step)
})`

/** Opens the overview of `machines` that go on posting `times` times, and beside it a bare page that shows the same figures. */
export async function benchOverview(engine: Engine, { machines, times }: { machines: number; times: number }): Promise<Row[]> {
  if (!existsSync(chromiumPath)) throw new Error(`there is no browser at ${chromiumPath} (set CHROMIUM to one)`)
  await buildFrontend(root, { say: line => console.log(line) })
  const database = await openDatabase(engine)
  const ids = waterIds(machines)
  await fillPast(database, engine, ids)
  const hub = await startHub(database, engine, 1)
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
  let isOver = false
  try {
    const token = await announced(hub, ids)
    const machinesPost = posting(hub, { token, ids, countedFromMs: Number.POSITIVE_INFINITY, goesOn: () => !isOver })
    const cookies = await signedIn(hub)
    const shown: Seen[] = []
    const bare: Seen[] = []
    for (let n = 0; n < times; n++) {
      bare.push(await lookAtBare(browser, hub))
      shown.push(await look(browser, `${hub.url}/water`, '.water-card .tabular', cookies))
    }
    isOver = true
    await machinesPost
    return rowsOf(`${engine}, ${machines} machines`, shown, bare)
  } finally {
    isOver = true
    await browser.close()
    await hub.stop()
    await database.stop()
  }
}

function rowsOf(name: string, shown: readonly Seen[], bare: readonly Seen[]): Row[] {
  const usable = (all: readonly Seen[], share: number) =>
    percentile(
      all.map(({ usableMs }) => usableMs),
      share,
    )
  const gaps = (all: readonly Seen[], share: number) =>
    percentile(
      all.flatMap(({ frameGapsMs }) => frameGapsMs),
      share,
    )
  return [
    {
      what: `${name}: the overview can be used after, p50`,
      measured: usable(shown, 0.5),
      unit: 'ms',
      target: targets.overviewUsable,
      reference: usable(bare, 0.5),
    },
    { what: `${name}: the same, slowest`, measured: usable(shown, 1), unit: 'ms', reference: usable(bare, 1) },
    { what: `${name}: between two frames while it scrolls, p50`, measured: gaps(shown, 0.5), unit: 'ms', reference: gaps(bare, 0.5) },
    {
      what: `${name}: the same, p95`,
      measured: gaps(shown, 0.95),
      unit: 'ms',
      target: targets.overviewFrame,
      reference: gaps(bare, 0.95),
    },
  ]
}

type Cookies = Parameters<Awaited<ReturnType<Browser['newContext']>>['addCookies']>[0]

/** With nothing in its cache. */
async function look(browser: Browser, url: string, thing: string, cookies: Cookies): Promise<Seen> {
  const context = await browser.newContext({ viewport })
  await context.addCookies(cookies)
  await context.addInitScript(watchFor(thing))
  const page = await context.newPage()
  await page.goto(url, { waitUntil: 'commit' })
  const usableMs = await page.evaluate('globalThis.usable')
  const frameGapsMs = await page.evaluate(scroll)
  await context.close()
  return seen.parse({ usableMs, frameGapsMs })
}

/** The same answer of the hub as a table without style or life, from a server that does nothing else. */
async function lookAtBare(browser: Browser, hub: Program): Promise<Seen> {
  const server = createServer((request, response) => {
    if (request.url === '/figures') void get(hub, '/api/v1/metrics/').then(text => response.end(text))
    else response.setHeader('content-type', 'text/html').end(barePage)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    return await look(browser, `http://127.0.0.1:${portOf(server.address())}/`, 'td', [])
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const portOf = (address: string | AddressInfo | null) => (typeof address === 'object' && address !== null ? address.port : 0)

const barePage = `<!doctype html><title>bare</title><table></table><script type="module">
const { items } = await (await fetch('/figures')).json()
document.querySelector('table').innerHTML = items
  .map(one => '<tr>' + [one.machine_id, one.name, one.tds, one.ph, one.health, one.age_s].map(text => '<td>' + text + '</td>').join('') + '</tr>')
  .join('')
</script>`

async function signedIn(hub: Program): Promise<Cookies> {
  const answer = await fetch(`${hub.url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(administrator),
  })
  if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`)
  return answer.headers.getSetCookie().map(line => {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    return { name, value, url: hub.url }
  })
}
