/** The played camera and the controller's real driver, over HTTP. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog } from '@palang/kit'
import { freePorts } from '@palang/kit/testing/free-ports'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpPushPlateReader } from '../../../controllers/src/devices/plate-reader/drivers/http-push/driver.ts'
import { plainController, type SimulatedSite, simulatedSite } from '../simulated-site.test-support.ts'

const secret = 'secret-of-the-camera-1'
let site: SimulatedSite
let reader: HttpPushPlateReader
let url: string
let seen: string[]

beforeEach(async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-plates-'))
  const file = path.join(dataDir, 'site.yaml')
  const [port = 0] = await freePorts(1)
  const machine = (id: string, direction: string, panel: number, more = '') =>
    `  - { id: ${id}, family: gate, direction: ${direction}, zone: main, panel: { port: ${panel} }, devices: { board: { driver: simulated }, reader: { driver: simulated }${more} } }`
  writeFileSync(
    file,
    [
      'outlet: { id: pusat, name: Pusat, timezone: Asia/Jakarta, currency: IDR }',
      'parking: { zones: [{ id: main, name: Main, capacity: { car: 100 } }] }',
      'machines:',
      machine('gate_in', 'in', 8001, `, plate_reader: { driver: http-push, listen_port: ${port}, secret: ${secret} }`),
      machine('gate_out', 'out', 8002),
    ].join('\n'),
  )
  site = simulatedSite({}, dataDir, file)
  reader = new HttpPushPlateReader({ clock: site.clock, log: silentLog(), host: '127.0.0.1', port, secret })
  seen = []
  reader.subscribe(event => {
    if (event.kind === 'plate') seen.push(`${event.plate} ${event.confidence}`)
  })
  url = (await site.simulator.start()).controlUrl
})

afterEach(async () => {
  await site.simulator.stop()
  await reader.stop()
})

function listens(): Promise<void> {
  reader.start()
  return new Promise(resolve => {
    if (reader.status().state === 'ready') return resolve()
    reader.subscribe(event => {
      if (event.kind === 'status' && event.status.state === 'ready') resolve()
    })
  })
}

async function plate(body: Record<string, unknown>, gate = 'gate_in'): Promise<unknown> {
  const answer = await fetch(`${url}/gates/${gate}/plate`, { method: 'POST', body: JSON.stringify(body) })
  return answer.json()
}

test('a read reaches the driver with the certainty and as often as it is told to', async () => {
  await listens()
  expect(await plate({ plate: 'b 1234-xyz', confidence: 0.93, times: 2 })).toEqual({ plate: 'b 1234-xyz', answers: [204, 204] })
  expect(seen).toEqual(['B1234XYZ 0.93', 'B1234XYZ 0.93'])
})

test('without a plate it is that of the vehicle in the lane, and there has to be one', async () => {
  await listens()
  expect(await plate({})).toMatchObject({ code: 'no_vehicle' })
  await fetch(`${url}/gates/gate_in/vehicle`, { method: 'POST', body: JSON.stringify({ plate: 'D 88 QA' }) })
  expect(await plate({})).toEqual({ plate: 'D 88 QA', answers: [204] })
  expect(seen).toEqual(['D88QA 0.97'])
})

test.each([
  ['another secret', { secret: 'secret-of-the-camera-2' }, 401],
  ['per cent', { confidence: 97 }, 422],
  ['a word for no plate', { plate: 'unknown' }, 422],
])('%s is posted, and refused by the driver', async (_, change, status) => {
  await listens()
  expect(await plate({ plate: 'B 1 A', ...change })).toMatchObject({ answers: [status] })
  expect([seen, reader.refused()]).toEqual([[], 1])
})

test('a small picture beside the plate is left alone', async () => {
  await listens()
  expect(await plate({ plate: 'B 1 A', picture_bytes: 8_000 })).toMatchObject({ answers: [204] })
  expect(seen).toEqual(['B1A 0.97'])
})

test('a read that is told too late is refused, one that is a little late is taken', async () => {
  await listens()
  const late = async (seconds: number) => {
    const posting = plate({ plate: 'B 1 A', late_s: seconds })
    // The act must have begun before time moves on.
    await fetch(`${url}/state`)
    await site.clock.advance(seconds * 1_000)
    return posting
  }
  expect(await late(10)).toMatchObject({ answers: [204] })
  expect(await late(31)).toMatchObject({ answers: [422] })
  expect(seen).toHaveLength(1)
})

test('while no controller listens the read is lost, and the lane’s view says so', async () => {
  expect(await plate({ plate: 'B 1 A' })).toMatchObject({ answers: [null] })
  const view: unknown = await (await fetch(`${url}/gates/gate_in`)).json()
  expect(view).toMatchObject({ plates: { posted: 1, taken: 0, unheard: 1, last: 'B 1 A' } })
})

test('a gate without a plate reader reads none', async () => {
  expect(await plate({ plate: 'B 1 A' }, 'gate_out')).toMatchObject({ code: 'no_such_device' })
})

test('the vehicles of the traffic are read as they drive up', async () => {
  await listens()
  plainController(site, 'gate_in')
  const read = new Promise<string>(resolve => {
    reader.subscribe(event => {
      if (event.kind === 'plate') resolve(event.plate)
    })
  })
  void site.simulator.world.traffic.send({ gateId: 'gate_in', plate: 'B 77 KLM', leaves: false, card: undefined, ticket: undefined })
  await site.clock.advance(100)
  expect(await read).toBe('B77KLM')
})
