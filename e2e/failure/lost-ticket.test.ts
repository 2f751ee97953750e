/** A gate is killed while its printer works: the ticket is offered at the hub, and comes out once, as a copy. */
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FakePrinter } from '../../controllers/src/devices/printer/drivers/escpos/fake-printer.test-support.ts'
import { handsAt } from '../site/gate-hands.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { openScreen, type Screen } from '../site/screen.ts'
import { until } from '../site/until.ts'

let current: Socket | undefined
let sent = ''
const fake = new FakePrinter({ send: bytes => current?.write(bytes) })
const printer = net.createServer(socket => {
  current = socket
  socket.on('data', bytes => {
    sent += bytes.toString('latin1')
    fake.receive(bytes)
  })
  socket.on('error', () => undefined)
})

let site: RunningSite
let screen: Screen

beforeAll(async () => {
  printer.listen(0, '127.0.0.1')
  await once(printer, 'listening')
  const port = `tcp://127.0.0.1:${(printer.address() as AddressInfo).port}`
  const real = `printer: { driver: escpos, simulated: false, width_mm: 58, port: "${port}" }`
  site = await startSite({ edit: yaml => yaml.replace('printer: { driver: simulated }', real) })
  screen = await openScreen(site, 'gate_in')
})
afterAll(async () => {
  screen.close()
  expect(await site.stop()).toBe(0)
  current?.destroy()
  printer.close()
})

/** What the gate told last of one kind, since the message numbered `from`. */
const latest = (type: string, from = 0) => screen.heard.slice(from).findLast(message => message.type === type)?.payload

const lostPrints = () => latest('system_status')?.['lost_prints']

/** Resolves once the gate tells, after what it said before, that its printer is connected. */
const printerReady = (from = 0) =>
  until('the printer', () => (latest('hardware_status', from)?.['printer'] as { connected?: boolean } | undefined)?.connected, {
    timeoutMs: 60_000,
  })

/** Kills the gate and resolves once another process runs in its place. */
async function killGate(): Promise<void> {
  const killed = site.pid('gate_in')
  if (killed === undefined) throw new Error('gate_in does not run')
  process.kill(killed, 'SIGKILL')
  await until('gate_in to run again', () => ![undefined, killed].includes(site.pid('gate_in')), {
    timeoutMs: 60_000,
    describe: site.output,
  })
}

test('a ticket under way when its gate was killed is printed once, as a copy, when an operator says why', async () => {
  const gate = handsAt(site, 'gate_in')
  await printerReady()
  expect(lostPrints()).toEqual([])
  fake.isSlow = true
  await gate.arrive()
  await gate.act('button')
  const ticket = await until('the ticket’s bytes to leave', () => /P0([A-Z0-9-]{6,})/.exec(sent)?.[1])
  const before = screen.heard.length
  await killGate()
  fake.isSlow = false
  const told = await until('the lost ticket', () => {
    const lost = latest('system_status', before)?.['lost_prints']
    return Array.isArray(lost) && lost.length > 0 ? lost : undefined
  })
  expect(told).toMatchObject([{ job_id: ticket, kind: 'entry_ticket', reference: ticket }])
  await printerReady(before)
  expect(fake.sheets).toEqual([])

  const wish = { job_id: ticket, reason: 'the gate was switched off' }
  const reprint = () => site.api('POST', '/api/gate/reprint/gate_in', wish)
  const atOnce = await Promise.all([reprint(), reprint()])
  expect(atOnce.map(({ status }) => status).toSorted()).toEqual([200, 404])
  expect(atOnce.find(({ status }) => status === 200)?.body).toMatchObject({ state: 'succeeded', evidence: { kind: 'printed' } })
  // The copy opens the exit like the first: its code is sealed, too.
  const sealed = expect.stringMatching(new RegExp(`^${ticket}\\.`))
  expect(fake.sheets).toMatchObject([{ codes: [sealed], text: expect.stringMatching(/SALINAN|COPY/) }])
  await until('the list to be empty', () => JSON.stringify(lostPrints()) === '[]')

  const again = screen.heard.length
  await killGate()
  await printerReady(again)
  expect(await reprint()).toMatchObject({ status: 404, body: { code: 'not_found' } })
  expect(fake.sheets).toHaveLength(1)
  const { body } = await site.api('GET', '/api/audit?limit=100')
  const acts = (body['items'] as { action: string; subject: string; reason: string | null }[]).filter(({ action }) => action === 'reprint')
  expect(acts).toContainEqual(expect.objectContaining({ subject: 'gate_in', reason: wish.reason }))
})
