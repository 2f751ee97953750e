import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog, systemClock } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Controller } from './controller.ts'
import { SimulatedBoard } from './devices/board/simulated.ts'
import { SimulatedReader } from './devices/reader/simulated.ts'
import { openJournal } from './journal/journal.ts'
import { hubEpoch, testHub, type TestHub } from './link/test-hub.ts'
import { testController } from './testing/test-controller.ts'

const session = '019be7a0-0000-7000-8000-00000000aaaa'

let folder = ''
let hub: TestHub
let board: SimulatedBoard
let reader: SimulatedReader
let controller: Controller

interface WireFact {
  seq: number
  type: string
  payload: Record<string, unknown>
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-controller-'))
  hub = await testHub()
  board = new SimulatedBoard({ clock: systemClock, travelMs: 5 })
  reader = new SimulatedReader({ clock: systemClock })
  controller = build(hub.url)
})

afterEach(async () => {
  await controller.stop()
  await hub.stop()
  rmSync(folder, { recursive: true, force: true })
})

function build(hubUrl: string): Controller {
  return testController({
    folder,
    hubUrl,
    simulation: true,
    clock: systemClock,
    openDevices: () => ({ board, reader }),
    onFatal: error => {
      throw error
    },
  })
}

/** Collects and acknowledges facts until `type` has come so many times. */
async function factsUntil(type: string, seen: WireFact[] = [], times = 1): Promise<WireFact[]> {
  while (seen.filter(fact => fact.type === type).length < times) {
    const { payload } = await hub.next('facts')
    const items = payload['items'] as WireFact[]
    seen.push(...items)
    hub.send({ type: 'facts_ack', payload: { epoch: payload['epoch'], acked_seq: items.at(-1)?.seq ?? 0, rejected: [] } })
  }
  return seen
}

/** Board and reader both. */
const devicesUp = (seen: WireFact[] = []): Promise<WireFact[]> => factsUntil('device_connected', seen, 2)

async function admitOne(seen: WireFact[]): Promise<void> {
  board.model.set('loop1', true)
  await factsUntil('vehicle_detected', seen)
  reader.tap('CARD_001')
  const asked = await hub.next('parking_entry')
  hub.send({ type: 'parking_entry_response', payload: { approved: true, session_id: session, request_id: asked.payload['request_id'] } })
  await factsUntil('barrier_opened', seen)
}

test('it is ready without a hub, and its panel tells so', async () => {
  await hub.stop()
  await controller.start()
  const status = (await (await fetch(`${controller.panelUrl()}/api/status`)).json()) as Record<string, unknown>
  expect(status).toMatchObject({
    machine: { id: 'gate_in', direction: 'in' },
    outlet: { currency: 'IDR' },
    hub: { online: false },
    simulation: true,
  })
  hub = await testHub()
})

test('a vehicle drives in: every fact reaches the hub in order, once', async () => {
  const seen: WireFact[] = []
  await controller.start()
  await hub.welcome()
  await devicesUp(seen)
  await admitOne(seen)
  board.model.set('loop1', false)
  board.model.set('loop2', true)
  board.model.set('loop2', false)
  await factsUntil('barrier_closed', seen)
  expect(seen.map(fact => fact.seq)).toEqual(seen.map((_fact, index) => index + 1))
  expect(seen.map(fact => fact.type).filter(type => !type.startsWith('device_') && type !== 'alarm_cleared')).toEqual([
    'controller_started',
    'vehicle_detected',
    'access_decided',
    'barrier_ordered',
    'barrier_opened',
    'vehicle_passed',
    'barrier_ordered',
    'barrier_closed',
  ])
})

test.each(['link first', 'panel first'])(
  'a command that comes over the link and over the panel at once (%s) is carried out once',
  async order => {
    const seen: WireFact[] = []
    await controller.start()
    await hub.welcome()
    await devicesUp(seen)
    const ticket = { deadline: new Date(Date.now() + 10_000).toISOString(), hub_epoch: hubEpoch }
    const overLink = (id: string) => hub.send({ type: 'gate_control', id, ...ticket, payload: { action: 'open', duration: 1 } })
    const overPanel = async (id: string) => {
      const answer = await fetch(`${controller.panelUrl()}/api/gate/control`, {
        method: 'POST',
        headers: { authorization: 'Bearer panel-token', 'content-type': 'application/json' },
        body: JSON.stringify({ id, ...ticket, action: 'open', duration: 1 }),
      })
      return [answer.status, await answer.json()]
    }
    if (order === 'link first') overLink('both')
    const answer = overPanel('both')
    if (order === 'panel first') overLink('both')
    expect(await answer).toMatchObject([200, { command_id: 'both' }])
    const heard = await hub.next('gate_control_response')
    expect(heard.payload).toMatchObject({ command_id: 'both' })
    await factsUntil('barrier_closed', seen)
    expect(seen.filter(({ type, payload }) => type === 'barrier_ordered' && payload['action'] === 'open')).toHaveLength(1)
    expect(seen.filter(({ type }) => type === 'barrier_opened')).toHaveLength(1)
    expect(await overPanel('both')).toMatchObject([200, { command_id: 'both', state: 'succeeded' }])
  },
)

test('a command is accepted, carried out, and proven', async () => {
  const seen: WireFact[] = []
  await controller.start()
  await hub.welcome()
  await devicesUp(seen)
  hub.send({
    type: 'gate_control',
    id: 'c1',
    deadline: new Date(Date.now() + 10_000).toISOString(),
    hub_epoch: hubEpoch,
    payload: { action: 'open', duration: 30 },
  })
  expect((await hub.next('gate_control_response')).payload).toMatchObject({ command_id: 'c1', state: 'accepted' })
  expect((await hub.next('gate_control_response')).payload).toMatchObject({
    state: 'succeeded',
    evidence: { kind: 'limit_switch', gate_status: 'open' },
  })
})

test('stopped in the middle of an entry and started again, the visit goes on and nothing is lost', async () => {
  const seen: WireFact[] = []
  await controller.start()
  await hub.welcome()
  await devicesUp(seen)
  await admitOne(seen)
  await controller.stop()
  controller = build(hub.url)
  await controller.start()
  await hub.welcome({ acked_seq: seen.at(-1)?.seq ?? 0 })
  const after = await devicesUp()
  board.model.set('loop1', false)
  board.model.set('loop2', true)
  board.model.set('loop2', false)
  await factsUntil('vehicle_passed', after)
  expect(after.find(fact => fact.type === 'vehicle_passed')?.payload).toMatchObject({
    session_id: session,
    evidence: { kind: 'loop_passed' },
  })
  expect(after.some(fact => fact.type === 'vehicle_turned_back')).toBe(false)
  expect(after[0]?.payload).toMatchObject({ reason: 'start' })
})

test('stopped while the hub thinks about a vehicle, it does not decide in its place', async () => {
  const seen: WireFact[] = []
  await controller.start()
  await hub.welcome()
  await devicesUp(seen)
  board.model.set('loop1', true)
  await factsUntil('vehicle_detected', seen)
  reader.tap('CARD_001')
  await hub.next('parking_entry')
  await controller.stop()
  const journal = openJournal(path.join(folder, 'machines', 'gate_in', 'journal.db'), { nowMs: Date.now(), log: silentLog() })
  const types = journal.after(0, 100, 1e6).map(fact => fact.type)
  journal.close()
  expect(types).toContain('vehicle_detected')
  expect(types).not.toContain('access_decided')
})

test('what happened while the hub was away is delivered when it is back', async () => {
  await controller.start()
  await hub.welcome()
  await devicesUp()
  hub.close(1012)
  board.model.set('loop1', true)
  await hub.welcome()
  expect((await factsUntil('vehicle_detected')).at(-1)?.type).toBe('vehicle_detected')
  await controller.stop()
  const journal = openJournal(path.join(folder, 'machines', 'gate_in', 'journal.db'), { nowMs: Date.now(), log: silentLog() })
  expect(journal.lastSeq()).toBeGreaterThan(2)
  journal.close()
})
