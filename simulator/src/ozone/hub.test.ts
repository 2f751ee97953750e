/** Units at the hub's own broker and intake: what the hub keeps is what they really counted. */
import { shippedMappings } from '@palang/config'
import { pageClock } from '@palang/kit/clock'
import type { Treatment } from '@palang/protocol'
import { expect, onTestFinished, test, vi } from 'vitest'
import { wordOf } from '../../../hub/src/edges/mqtt/device-payload.ts'
import { brokerRig, secretOf } from '../../../hub/src/edges/mqtt/testing/broker-rig.ts'
import { admin, treatmentHub } from '../../../hub/src/families/ozone/testing/treatment-hub.ts'
import { createOzoneFleet } from './ozone-fleet.ts'

const soon = { timeout: 20_000, interval: 20 }
const treatments: readonly Treatment[] = ['BASIC', 'STANDARD', 'PREMIUM']
const ids = ['a', 'b'] as const

/** A hub with units a and b at its machines, each with a token. */
async function site({ mapping, tellsPhases }: { mapping: string; tellsPhases: boolean }) {
  const hub = await treatmentHub()
  onTestFinished(() => hub.close())
  const rig = await brokerRig({ receive: message => hub.treatments.telemetry.receive(wordOf(message, shippedMappings)) })
  for (const [n, deviceId] of ids.entries()) {
    await hub.treatments.assignments.assign(admin, { deviceId, machineId: `ozon-${n + 1}` })
  }
  const found = shippedMappings.find(({ name }) => name === mapping)
  if (found === undefined) throw new Error(`no mapping ${mapping}`)
  let passedMs = 0
  const fleet = createOzoneFleet({
    deviceIds: ids,
    make: { mapping: found, tellsIdentity: false, tellsPhases, firmware: 'test' },
    url: `mqtt://127.0.0.1:${rig.port()}`,
    login: deviceId => ({ username: deviceId, password: secretOf(deviceId) }),
    clock: { ...pageClock, now: () => hub.clock.now() + passedMs },
    seed: 3,
    lengthS: 0,
    heartbeatMs: 60_000,
    customers: { everyS: undefined, hours: { from: 0, to: 24, timezone: 'UTC' } },
    faults: { names: [], everyS: 60 },
    say: () => undefined,
  })
  onTestFinished(() => fleet.stop())
  fleet.start()
  await vi.waitFor(() => expect(fleet.connected()).toBe(2), soon)
  const press = (times: number) => {
    for (let n = 0; n < times; n += 1) {
      // Units show whole seconds: what happens within one is told apart by the counters alone.
      passedMs += 1_000
      for (const id of ids) fleet.input(id, { kind: 'press', treatment: treatments[n % 3] ?? 'BASIC' })
    }
  }
  const allTold = () => vi.waitFor(() => expect([fleet.waiting(), fleet.connected()]).toEqual([0, 2]), soon)
  return { hub, fleet, press, allTold }
}

const counted = (list: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(list, one => one)].map(([key, { length }]) => [key, length]))

test.each([
  { mapping: 'ozon', tellsPhases: false, overtaken: 1 },
  { mapping: 'ozon', tellsPhases: true, overtaken: 1 },
  { mapping: 'telemetry', tellsPhases: false, overtaken: 0 },
])('twice, overtaken, replayed and after the network was gone, each treatment is kept once and no gap stays: %j', async how => {
  const { hub, fleet, press, allTold } = await site(how)
  press(3)
  for (const id of ids) fleet.input(id, { kind: 'fault', fault: { kind: 'duplicate', times: 2 } })
  fleet.input('a', { kind: 'fault', fault: { kind: 'reorder', times: how.overtaken } })
  press(4)
  fleet.input('b', { kind: 'fault', fault: { kind: 'offline', ms: 50 } })
  press(2)
  await allTold()
  for (const id of ids) fleet.input(id, { kind: 'fault', fault: { kind: 'replay' } })
  for (const as of ['json', 'values', 'foreign_id'] as const) fleet.input('a', { kind: 'fault', fault: { kind: 'broken', as } })
  await allTold()
  const truth = fleet.truth().treatments
  expect(truth).toHaveLength(18)
  const { sessions, breaks } = await hub.everything()
  const kept = sessions.flatMap(({ treatment }) => (treatment === null ? [] : [`${treatment.deviceId} ${treatment.treatment}`]))
  expect(counted(kept)).toEqual(counted(truth.map(({ device_id: id, treatment }) => `${id} ${treatment}`)))
  expect(breaks.filter(({ closedAt }) => closedAt === null)).toEqual([])
})

test('what a unit counted and never told is a gap at the hub, and a counter that begins from nought a reset', async () => {
  const { hub, fleet, press, allTold } = await site({ mapping: 'ozon', tellsPhases: false })
  press(1)
  for (const id of ids) fleet.input(id, { kind: 'fault', fault: { kind: 'lose', times: 2 } })
  press(4)
  await allTold()
  fleet.input('a', { kind: 'fault', fault: { kind: 'reset_counters' } })
  press(1)
  await allTold()
  const lost = fleet.truth().treatments.filter(({ delivered }) => !delivered)
  expect(lost).toHaveLength(4)
  const { breaks } = await hub.everything()
  const missing = breaks.flatMap(({ kind, deviceId, treatment, missing: times }) =>
    kind === 'gap' ? Array.from({ length: times }, () => `${deviceId} ${treatment}`) : [],
  )
  expect(counted(missing)).toEqual(counted(lost.map(({ device_id: id, treatment }) => `${id} ${treatment}`)))
  expect(breaks.filter(({ kind }) => kind === 'reset').map(({ deviceId }) => deviceId)).toEqual(['a'])
})
