/** Which machines with a device on MQTT are there, and what is wrong with their devices: told to screens and raised as alarms. */
import { isoNow, type Clock, type Log } from '@palang/kit'
import type { Site } from '@palang/config'
import { clockToleranceMs } from '../../domain/device-clock.ts'
import type { Announced } from '../../readings/announced.ts'
import { inRounds, showAlarms, type Rounds, type ShownCondition } from '../../rounds.ts'
import type { Live, MachinePresence } from '../../services.ts'
import type { Store } from '../../store/store.ts'
import type { CounterBreakRecord, TelemetryDeviceRecord } from '../../store/treatments.ts'
import { neverHeard } from './device-changes.ts'
import type { Treatments } from './treatments.ts'

/** The alarms the hub raises for treatment devices. */
const codes = { silent: 'device_silent', clock: 'device_clock_wrong', missing: 'device_counts_missing', waiting: 'device_waiting' } as const

const minuteMs = 60_000
const delays = { first: 0, every: 30_000, again: 30_000 }
/** What is on the way meanwhile is no gap yet. */
const gapAfterMs = 10 * minuteMs
const waitsAfterMs = 60 * minuteMs
/** Open gaps that are looked at in one round. */
const mostGaps = 5_000

export interface DeviceWatch extends Pick<Rounds, 'start' | 'stop'> {
  /** Of every machine with a device on MQTT, or without a device yet, that is not in the site file. */
  presence(): MachinePresence[]
}

interface Parts {
  site: Pick<Site, 'telemetry'>
  store: Store
  clock: Clock
  log: Log
  live: Pick<Live, 'publish'>
  announced: Pick<Announced, 'has' | 'ids' | 'onRemoved'>
  treatments: Pick<Treatments, 'book' | 'telemetry'>
}

/** Looks from `start` on; an alarm is raised or cleared within half a minute, and that a machine is there again is told at once. */
export function createDeviceWatch(parts: Parts): DeviceWatch {
  const { clock, log, live, announced, treatments } = parts
  const { book } = treatments
  const told = new Map<string, { online: boolean; since: string }>()
  /** As the last round left them. */
  let standing: ReadonlyMap<string, ShownCondition> | undefined
  let startedMs = clock.now()
  announced.onRemoved(machineId => told.delete(machineId))

  const silentMs = () => parts.site.telemetry.silent_minutes * minuteMs
  const lastSeen = (machineId: string) => newestOf(book.devicesAt(machineId).flatMap(id => book.device(id) ?? []))
  const isOnline = (machineId: string) => clock.now() - Date.parse(lastSeen(machineId)) < silentMs()
  const turn = (machineId: string) => {
    const online = isOnline(machineId)
    const before = told.get(machineId)
    if (before?.online === online) return
    const since = isoNow(clock)
    told.set(machineId, { online, since })
    if (before !== undefined || online) live.publish({ type: 'presence', machineId, payload: { machine_id: machineId, online, since } })
  }
  treatments.telemetry.onHeard(deviceIds => {
    for (const deviceId of deviceIds) {
      const machineId = book.placeOf(deviceId)?.machineId
      if (machineId !== undefined && announced.has(machineId)) turn(machineId)
    }
  })

  async function look(): Promise<void> {
    for (const machineId of announced.ids('ozone')) turn(machineId)
    const { items: gaps } = await parts.store.treatments.breaks({ open: true }, { limit: mostGaps })
    const now = new Map(
      troublesOf(book, gaps, { nowMs: clock.now(), silentMs: silentMs(), startedMs }).map(one => [`${one.machineId} ${one.code}`, one]),
    )
    const before = standing ?? (await raisedBefore(parts))
    const changed = changesOf(before, now)
    if (changed.length > 0) await showAlarms(parts, changed)
    standing = now
  }

  const rounds = inRounds({ clock, log, delays, round: look, failure: 'treatment devices were not looked after' })
  return {
    presence: () =>
      announced.ids('ozone').map(machineId => {
        const at = heardAt(lastSeen(machineId))
        return {
          machineId,
          online: isOnline(machineId),
          since: told.get(machineId)?.since ?? at,
          lastSeen: at,
          protocol: null,
          software: null,
        }
      }),
    start() {
      startedMs = clock.now()
      rounds.start()
    },
    stop: rounds.stop,
  }
}

/** What ended and what began since. */
function changesOf(before: ReadonlyMap<string, ShownCondition>, now: ReadonlyMap<string, ShownCondition>): ShownCondition[] {
  const ended = [...before].flatMap(([key, one]) => (now.has(key) ? [] : [{ ...one, message: undefined }]))
  const begun = [...now].flatMap(([key, one]) => (before.has(key) ? [] : [one]))
  return [...ended, ...begun]
}

function heardAt(at: string): string | null {
  return at === neverHeard ? null : at
}

function newestOf(devices: readonly TelemetryDeviceRecord[]): string {
  return devices.reduce((newest, { lastSeenAt }) => (lastSeenAt > newest ? lastSeenAt : newest), neverHeard)
}

/** What an earlier run of the hub raised. */
async function raisedBefore({ store, treatments, announced }: Parts): Promise<Map<string, ShownCondition>> {
  const known: ReadonlySet<string> = new Set(Object.values(codes))
  const machines = new Set(['hub', ...announced.ids('ozone'), ...treatments.book.devices().flatMap(({ id }) => placesIn(treatments, id))])
  const active = await store.transact(tx => tx.alarms.active([...machines]))
  return new Map(active.filter(({ code }) => known.has(code)).map(alarm => [`${alarm.machineId} ${alarm.code}`, alarm]))
}

function placesIn({ book }: Parts['treatments'], deviceId: string): string[] {
  return book.placesOf(deviceId).map(({ machineId }) => machineId)
}

interface Times {
  nowMs: number
  silentMs: number
  /** Before, nobody could be heard. */
  startedMs: number
}

/** Every trouble that is there now. A device that waits is at no machine: it is the hub's. */
function troublesOf(
  book: Treatments['book'],
  gaps: readonly CounterBreakRecord[],
  { nowMs, silentMs, startedMs }: Times,
): ShownCondition[] {
  const overdue = new Set(
    gaps.flatMap(({ kind, deviceId, foundAt }) => (kind === 'gap' && nowMs - Date.parse(foundAt) > gapAfterMs ? [deviceId] : [])),
  )
  const devices = book.devices().filter(({ retiredAt }) => retiredAt === null)
  const waiting = devices.filter(({ id, firstSeenAt }) => book.placeOf(id) === undefined && nowMs - Date.parse(firstSeenAt) > waitsAfterMs)
  const troubles = devices.flatMap((device): ShownCondition[] => {
    const place = book.placeOf(device.id)
    if (place === undefined) return []
    const { machineId } = place
    const heardMs = Math.max(Date.parse(device.lastSeenAt), Date.parse(place.from), startedMs)
    const offset = Math.abs(device.clockOffsetMs ?? 0)
    const is = (code: string, message: string) => ({ machineId, code, severity: 'warning' as const, message: `${device.id}: ${message}` })
    return [
      ...(nowMs - heardMs >= silentMs ? [is(codes.silent, `not heard for ${silentMs / minuteMs} minutes`)] : []),
      ...(offset > clockToleranceMs ? [is(codes.clock, `its clock is ${Math.round(offset / 1000)} s off`)] : []),
      ...(overdue.has(device.id) && (device.queued ?? 0) === 0 ? [is(codes.missing, 'it counted treatments it did not tell')] : []),
    ]
  })
  const names = waiting.map(({ id }) => id)
  if (names.length === 0) return troubles
  const message = `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}: at no machine`
  return [...troubles, { machineId: 'hub', code: codes.waiting, severity: 'info', message }]
}
