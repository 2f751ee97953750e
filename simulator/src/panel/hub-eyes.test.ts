import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { silentLog } from '@palang/kit'
import { ManualClock } from '@palang/kit/clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeHub, startFakeHub } from '../../../client/src/fake-hub.test-support.ts'
import { createHubEyes, type ExpectedVehicle, type HubEyes } from './hub-eyes.ts'

let hub: FakeHub
let eyes: HubEyes
let clock: ManualClock
let tokenFile: string
const seen = { screens: [] as string[], expected: [] as ExpectedVehicle[] }
let noticed: () => void

beforeEach(async () => {
  hub = await startFakeHub({ greet: true })
  clock = new ManualClock()
  const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'palang-eyes-')), 'secrets')
  mkdirSync(folder)
  tokenFile = path.join(folder, 'simulator.token')
  seen.screens = []
  seen.expected = []
  noticed = () => undefined
  eyes = createHubEyes({
    url: hub.url,
    tokenFile,
    clock,
    log: silentLog(),
    changed: (gateId, screen) => {
      seen.screens.push(`${gateId} ${screen.phase} ${screen.ticket ?? '-'}`)
      noticed()
    },
    expected: vehicle => {
      seen.expected.push(vehicle)
      noticed()
    },
  })
  eyes.start()
})

afterEach(async () => {
  eyes.stop()
  await hub.stop()
})

const notice = () => new Promise<void>(resolve => (noticed = resolve))

test('connects once the hub has written the token, and reads screens and expected vehicles', async () => {
  expect(eyes.connected()).toBe(false)
  writeFileSync(tokenFile, 'sim-token\n')
  await clock.advance(1_000)
  const screen = await hub.screen()
  expect((await screen.next('authenticate')).payload).toEqual({ token: 'sim-token' })
  expect(screen.path).toBe('/ws/gate_all')

  const shown = notice()
  screen.say(
    'system_status',
    { lane: { phase: 'opening', since: '2026-01-20T10:30:00.000Z', ticket: 'T-0001' } },
    { machine_id: 'gate_in' },
  )
  await shown
  expect(seen.screens).toEqual(['gate_in opening T-0001'])
  expect(eyes.screen('gate_in')?.ticket).toBe('T-0001')

  const told = notice()
  screen.say('parking_event', { event: 'entry', gate: 'gate_in', result: { vehicle_expected: false, card_id: 'A' } })
  screen.say('parking_event', {
    event: 'entry',
    gate: 'gate_in',
    result: { vehicle_expected: true, card_id: 'TEST_CARD_001', license_plate: null },
  })
  await told
  expect(seen.expected).toEqual([{ gateId: 'gate_in', leaves: false, card: 'TEST_CARD_001', plate: undefined, ticket: undefined }])
})

test('a token the hub wrote anew is used at once, also while the refusal of the old one is waited out', async () => {
  writeFileSync(tokenFile, 'of-an-earlier-database')
  await clock.advance(1_000)
  const refused = await hub.screen()
  await refused.next('authenticate')
  const closed = new Promise(resolve => refused.socket.once('close', resolve))
  refused.socket.close(4401, 'unknown token')
  await closed
  writeFileSync(tokenFile, 'sim-token')
  await clock.advance(1_000)
  expect((await (await hub.screen()).next('authenticate')).payload).toEqual({ token: 'sim-token' })
})
