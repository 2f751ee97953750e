/** `npm run simulator -- ozone …`: units on MQTT until the time is over or a signal comes. */
import { writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { pageClock } from '@palang/kit'
import { macAddresses } from './device-ids.ts'
import { hubApi } from '../hub/hub-api.ts'
import type { OzoneArguments } from './ozone-arguments.ts'
import { createOzoneFleet, type OzoneFleet, type OzoneFleetOptions } from './ozone-fleet.ts'
import { machineOf, prepareOzoneSite, putDevice } from './prepare-ozone-site.ts'
import { createUnitTokens } from './unit-tokens.ts'

/** What still waits on cards at the end has so long to be told. */
const settleMs = 10_000
const lookEveryMs = 100
/** Successors are told apart from the units of the start by their seed. */
const successorSeed = 0x5eed

/** Resolves once it was told to end; false when nothing that was counted reached a broker, or the hub refused. */
export async function runOzone(given: OzoneArguments): Promise<boolean> {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const { deviceIds, hub, hours } = given
  const { login, successor, takeBack } = await admittance(given)
  const fleet = createOzoneFleet({
    ...given,
    make: { mapping: given.mapping, tellsIdentity: given.tellsIdentity, tellsPhases: given.tellsPhases, firmware: 'sim-1.0' },
    url: hub,
    login,
    clock: pageClock,
    heartbeatMs: given.heartbeatS * 1_000,
    customers: { everyS: given.everyS, hours },
    faults: { names: given.faults, everyS: given.faultEveryS },
    successor,
    say,
  })
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  say(`${deviceIds.length} ozone units, ${deviceIds[0]} and on, speak to ${hub}; Ctrl-C ends it`)
  fleet.start()
  const { seconds } = given
  await wait(seconds === undefined ? 2 ** 31 - 1 : seconds * 1_000, undefined, { signal: stop.signal }).catch(() => undefined)
  fleet.closeOutlets()
  await settled(fleet)
  say(fleet.summary())
  const truth = fleet.truth()
  await fleet.stop()
  await takeBack()
  if (given.truth !== undefined) writeFileSync(given.truth, `${JSON.stringify(truth, undefined, 2)}\n`)
  return truth.treatments.length === 0 || truth.treatments.some(({ delivered }) => delivered)
}

async function settled(fleet: OzoneFleet): Promise<void> {
  const untilMs = performance.now() + settleMs
  while (fleet.waiting() > 0 && performance.now() < untilMs) await wait(lookEveryMs)
}

type Admittance = Pick<OzoneFleetOptions, 'login'> & { successor(deviceId: string): Promise<string>; takeBack(): Promise<void> }

/** What the units need to be let in, and where a successor comes from. */
async function admittance({ api, login, deviceIds, seed }: OzoneArguments): Promise<Admittance> {
  const places = new Map(deviceIds.map((id, n) => [id, n]))
  let replaced = 0
  const nextId = (deviceId: string) => {
    replaced += 1
    const [next = ''] = macAddresses(seed + successorSeed + replaced, 1)
    places.set(next, places.get(deviceId) ?? 0)
    return next
  }
  if (api === undefined) return { login: () => login, successor: async deviceId => nextId(deviceId), takeBack: async () => undefined }
  const hub = hubApi(api)
  const tokens = createUnitTokens(hub)
  if (api.prepare) await prepareOzoneSite(hub, deviceIds)
  await tokens.make(deviceIds)
  return {
    login: tokens.login,
    async successor(deviceId) {
      const next = nextId(deviceId)
      await tokens.make([next])
      if (api.prepare) await putDevice(hub, machineOf(places.get(next) ?? 0), next)
      return next
    },
    takeBack: tokens.takeBack,
  }
}
