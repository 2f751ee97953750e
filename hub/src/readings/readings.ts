/**
 * Readings that are posted to the hub: stored many at a time, judged where no controller does it, and told to screens. A machine whose
 * own controller measures is believed by its facts: what is posted for it is kept, and neither counted nor judged.
 */
import type { Site } from '@palang/config'
import { isoNow, type Clock, type Log } from '@palang/kit'
import { waterQuality, type QualityThresholds, type WaterQuality } from '@palang/protocol'
import { afterReading, averageOf, noReadings, type QualityValues, type Standing } from '../domain/water-quality.ts'
import type { LiveHub } from '../live/live.ts'
import type { MachinePresence } from '../services.ts'
import { machineOf } from '../site-machines.ts'
import { groupCommit } from '../store/group-commit.ts'
import type { AlarmRecord } from '../store/records.ts'
import type { ReadingRecord } from '../store/readings.ts'
import type { Store, Tx } from '../store/store.ts'
import { moveAlarms, tellAlarms, type AlarmMove } from './alarm-moves.ts'
import type { Announced } from './announced.ts'
import { bucketsOf, milli, weighedReading } from './buckets.ts'
import { readingDelays } from './delays.ts'
import { createSenders, type Senders } from './senders.ts'
import { readingAlarms, standingsStored, valuesOf } from './stored-standings.ts'

/** Readings in one transaction: a second of a thousand machines, and far below what makes others wait. */
const readingsPerCommit = 500

export interface PostedReading extends QualityValues {
  machineId: string
  at: string
}

export interface RecordedReading {
  /** False when this machine had posted this moment before. */
  isNew: boolean
  /** False when the facts of the machine's own controller count instead. */
  isCounted: boolean
}

export interface Readings {
  start(): Promise<void>
  stop(): Promise<void>
  /** Resolves after the commit. */
  post(reading: PostedReading): Promise<RecordedReading>
  /** What is known of the newest readings of a machine. */
  standingOf(machineId: string): Standing
  /** Of the machines that are not in the site file: whether they post. */
  presence(): MachinePresence[]
}

interface Parts {
  site: Site
  store: Store
  clock: Clock
  log: Log
  live: Pick<LiveHub, 'publish' | 'hear' | 'latestOf'>
  announced: Announced
}

/** What the readings so far have left in memory. */
interface Memory {
  standings: Map<string, Standing>
  /** Until when each controller told of measuring, in milliseconds. */
  measuredUntil: Map<string, number>
  /** Of these a controller may have moved the alarm since the hub last judged: what stands is asked of the store. */
  unsure: Set<string>
}

/** Knows nothing before `start`. */
export function createReadings(parts: Parts): Readings {
  const { clock, live } = parts
  const memory: Memory = { standings: new Map(), measuredUntil: new Map(), unsure: new Set() }
  const senders = createSenders(parts)
  parts.announced.onRemoved(machineId => {
    memory.standings.delete(machineId)
    memory.measuredUntil.delete(machineId)
  })
  const measuresItself = ({ machineId, at }: Pick<ReadingRecord, 'machineId' | 'at'>) =>
    Date.parse(at) <= (memory.measuredUntil.get(machineId) ?? Number.NEGATIVE_INFINITY) + readingDelays.believedFor
  let isTelling = false
  let unhear: (() => void) | undefined

  async function commit(posted: readonly PostedReading[]): Promise<RecordedReading[]> {
    const given = posted.map(recordOf)
    const { added, changed, alarms } = await store(given, { ...parts, memory, senders, measuresItself })
    for (const [machineId, standing] of changed) {
      memory.standings.set(machineId, standing)
      memory.unsure.delete(machineId)
    }
    isTelling = true
    tell(parts, changed, alarms)
    isTelling = false
    senders.heard(added)
    const fresh = new Set(added)
    return given.map(reading => ({ isNew: fresh.has(reading), isCounted: !measuresItself(reading) }))
  }

  const queue = groupCommit<PostedReading, RecordedReading>({ commit, maxWeight: readingsPerCommit })

  return {
    standingOf: machineId => memory.standings.get(machineId) ?? noReadings,
    presence: senders.presence,
    post: reading => queue.submit(reading),
    async start() {
      for (const { machineId, standing, measuredUntilMs, isSilent } of await standingsStored(parts)) {
        memory.standings.set(machineId, standing)
        if (measuredUntilMs !== undefined) memory.measuredUntil.set(machineId, measuredUntilMs)
        if (isSilent) senders.wasSilent(machineId)
      }
      unhear = live.hear('water_quality', machineId => {
        const said = isTelling ? undefined : waterQuality.safeParse(live.latestOf(machineId, 'water_quality')?.payload).data
        if (said === undefined || said.at === null) return
        memory.measuredUntil.set(machineId, clock.now())
        memory.unsure.add(machineId)
      })
      senders.start()
    },
    async stop() {
      unhear?.()
      senders.stop()
      await queue.idle()
    },
  }
}

interface Storing extends Parts {
  memory: Memory
  senders: Senders
  measuresItself(reading: ReadingRecord): boolean
}

/** One transaction: the readings that are new, what they add to their buckets, and the alarms that turn. Nothing in memory changes. */
function store(given: readonly ReadingRecord[], parts: Storing) {
  const { site, clock, memory, senders } = parts
  return parts.store.transact(async tx => {
    const added = await tx.readings.add(given)
    const counted = added.filter(reading => !parts.measuresItself(reading))
    if (counted.length > 0) await tx.readings.merge(bucketsOf(counted.map(weighedReading), site.outlet.timezone))
    const standings = await assured(tx, counted, memory)
    const changed = judged(counted, standings, site.water.thresholds)
    const turned = [...changed].filter(([id, { isBad }]) => isBad !== (standings.get(id) ?? noReadings).isBad)
    const moves: AlarmMove[] = []
    for (const [id, standing] of turned) if (await isThere(tx, site, id)) moves.push(qualityMove(id, standing, isoNow(clock)))
    return { added, changed, alarms: await moveAlarms(tx, [...moves, ...senders.backAfter(added)]) }
  })
}

/** A machine may be removed while its reading is on the way: nobody would clear an alarm of it any more. */
async function isThere(tx: Tx, site: Site, machineId: string): Promise<boolean> {
  return machineOf(site, machineId) !== undefined || (await tx.announced.get(machineId)) !== undefined
}

/** The standings, those of machines whose controller spoke in between with the alarm as it stands now. */
async function assured(tx: Tx, readings: readonly ReadingRecord[], { standings, unsure }: Memory): Promise<ReadonlyMap<string, Standing>> {
  const ids = [...new Set(readings.map(({ machineId }) => machineId))].filter(id => unsure.has(id))
  if (ids.length === 0) return standings
  const bad = new Set((await tx.alarms.active(ids)).flatMap(({ machineId, code }) => (code === readingAlarms.bad ? [machineId] : [])))
  return new Map([...standings, ...ids.map(id => [id, { ...(standings.get(id) ?? noReadings), against: 0, isBad: bad.has(id) }] as const)])
}

/** The standings that these readings change. */
function judged(
  readings: readonly ReadingRecord[],
  standings: ReadonlyMap<string, Standing>,
  thresholds: QualityThresholds,
): Map<string, Standing> {
  const next = new Map<string, Standing>()
  for (const { machineId, ...reading } of readings.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    const before = next.get(machineId) ?? standings.get(machineId) ?? noReadings
    const after = afterReading(before, { at: reading.at, ...valuesOf(reading) }, thresholds)
    if (after !== before) next.set(machineId, after)
  }
  return next
}

function tell({ live, site, clock }: Parts, changed: ReadonlyMap<string, Standing>, alarms: readonly AlarmRecord[]): void {
  for (const [machineId, standing] of changed) {
    const payload = qualityOf(standing, site.water.thresholds)
    live.publish({ type: 'water_quality', machineId, payload, at: standing.latest?.at ?? isoNow(clock) })
  }
  tellAlarms(live, alarms)
}

/** The newest as screens are told of it. Nobody locks the sale of a machine that only posts. */
function qualityOf(standing: Standing, thresholds: QualityThresholds): WaterQuality {
  const { latest, verdict, reasons } = standing
  return {
    at: latest?.at ?? null,
    tds: latest?.tds ?? null,
    ph: latest?.ph ?? null,
    temperature: latest?.temperature ?? null,
    average: averageOf(standing),
    verdict,
    reasons: [...reasons],
    interlock: 'open',
    thresholds,
  }
}

function recordOf({ machineId, at, tds, ph, temperature }: PostedReading): ReadingRecord {
  return { machineId, at, tdsMilli: milli(tds), phMilli: milli(ph), temperatureMilli: temperature === null ? null : milli(temperature) }
}

function qualityMove(machineId: string, { isBad, reasons }: Standing, at: string): AlarmMove {
  const about = { machineId, code: readingAlarms.bad, at }
  return isBad
    ? { kind: 'raise', ...about, severity: 'critical', message: `the water is not good: ${reasons.join(', ')}` }
    : { kind: 'clear', ...about }
}
