/**
 * Machines that are not in the site file: they announced themselves by posting a reading, or an administrator added them. They have no
 * controller. Those that announce themselves are of family `water` and stand at the outlet of the site; others stand where they were added.
 */
import type { Site } from '@palang/config'
import { CodedError, isoNow, type Clock } from '@palang/kit'
import type { Actor } from '../access/actor.ts'
import { recordedChange } from '../access/audit.ts'
import type { Revocations } from '../access/revocations.ts'
import { clear } from '../domain/alarms.ts'
import { slugOf } from '../domain/slug-of.ts'
import type { LiveHub } from '../live/live.ts'
import { detailsIn } from '../machine-details.ts'
import { machineOf } from '../site-machines.ts'
import type { AlarmRecord, MachineRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { tellAlarms } from './alarm-moves.ts'

/** More than this a site has only by mistake, or because somebody makes them up. */
export const mostAnnounced = 10_000

/** What a machine without a controller is, and where. */
export type AnnouncedPlace = Pick<MachineRecord, 'family' | 'outletId'>

export interface NewMachine {
  /** Made of the name unless given. */
  id?: string | undefined
  name?: string | undefined
  /** `water` unless given. */
  family?: AnnouncedPlace['family'] | undefined
  /** That of the site unless given. */
  outletId?: string | undefined
}

export interface Announced {
  /** Reads who is known; ids that the site file names meanwhile are its own. */
  start(): Promise<void>
  /** Whether it is one of them and was not retired. */
  has(machineId: string): boolean
  /** Without those that were retired. */
  ids(family?: AnnouncedPlace['family']): string[]
  /** Nothing for one that was retired. */
  placeOf(machineId: string): AnnouncedPlace | undefined
  isRetired(machineId: string): boolean
  /** All at these outlets, retired ones among them: what they did stays to be seen. */
  at(outletIds: readonly string[]): string[]
  /** Adds a machine. Throws `already_exists` for any id that is taken, `conflict` when there are too many. */
  add(actor: Actor, machine: NewMachine): Promise<MachineRecord>
  /** As {@link add}, for a machine that speaks up itself: one that was added at the same moment is no mistake. */
  announce(actor: Actor, id: string): Promise<void>
  /**
   * Takes it off every list with its tokens and standing alarms; what it measured stays. Where sessions, events or work tell of it, it is
   * kept as retired, else it is gone. Throws `unknown_machine`, `conflict` for one of the site file.
   */
  remove(actor: Actor, id: string): Promise<void>
  /** Takes it back among the others. Throws `conflict` unless it is retired. */
  restore(actor: Actor, id: string): Promise<void>
  /** Tells the listener which machine was removed, so that nothing of it is remembered. */
  onRemoved(listener: (machineId: string) => void): void
}

interface Parts {
  site: Pick<Site, 'outlet' | 'machines'>
  store: Store
  clock: Clock
  live: Pick<LiveHub, 'publish' | 'forget'>
  revocations: Pick<Revocations, 'announce'>
}

/** Knows nobody before `start`. */
export function createAnnounced(parts: Parts): Announced {
  const { site, store, live, revocations } = parts
  const known = new Map<string, AnnouncedPlace>()
  const retired = new Map<string, AnnouncedPlace>()
  const listeners = new Set<(machineId: string) => void>()
  let beingAdded = 0

  async function bring(actor: Actor, action: string, machine: NewMachine): Promise<MachineRecord> {
    if (known.size + beingAdded >= mostAnnounced)
      throw new CodedError('conflict', `${mostAnnounced} machines were announced already; remove some first`)
    beingAdded += 1
    try {
      const record = await putOn(parts, actor, action, machine)
      known.set(record.id, placeIn(record))
      return record
    } finally {
      beingAdded -= 1
    }
  }
  const goes = (id: string) => {
    live.publish({ type: 'presence', machineId: id, payload: { machine_id: id, online: false, since: isoNow(parts.clock) } })
    known.delete(id)
    live.forget(id)
    for (const listener of listeners) listener(id)
    revocations.announce({ machineId: id })
  }

  return {
    start: async () => readInto(parts, known, retired),
    ...lookup(known, retired),
    add: (actor, machine) => bring(actor, 'add_machine', machine),
    async announce(actor, id) {
      if (retired.has(id)) throw new CodedError('conflict', `${id} was retired; an administrator may take it back`)
      try {
        await bring(actor, 'announce_machine', { id })
      } catch (error) {
        if (!(await isSame(store, error, id))) throw error
        if (!known.has(id)) known.set(id, { family: 'water', outletId: site.outlet.id })
      }
    },
    async remove(actor, id) {
      if (machineOf(site, id) !== undefined) throw new CodedError('conflict', `${id} stands in the site file; take it out there`)
      const place = known.get(id)
      if (place === undefined) throw new CodedError('unknown_machine', 'there is no such machine')
      const { cleared, isKept } = await takeOff(parts, actor, id)
      // While it is known, screens of its outlet are shown what becomes of it.
      tellAlarms(live, cleared)
      goes(id)
      if (isKept) retired.set(id, place)
    },
    async restore(actor, id) {
      const place = retired.get(id)
      if (place === undefined) throw new CodedError('conflict', `${id} is not retired`)
      await putBack(parts, actor, id)
      retired.delete(id)
      known.set(id, place)
    },
    onRemoved: listener => void listeners.add(listener),
  }
}

type Places = ReadonlyMap<string, AnnouncedPlace>

function lookup(known: Places, retired: Places): Pick<Announced, 'has' | 'ids' | 'placeOf' | 'isRetired' | 'at'> {
  return {
    has: machineId => known.has(machineId),
    ids: family => [...known].flatMap(([id, place]) => (family === undefined || place.family === family ? [id] : [])),
    placeOf: machineId => known.get(machineId),
    isRetired: machineId => retired.has(machineId),
    at: outletIds => [...known, ...retired].flatMap(([id, { outletId }]) => (outletIds.includes(outletId) ? [id] : [])),
  }
}

/** Whether it could not be added because it was, a moment ago. */
async function isSame(store: Store, error: unknown, id: string): Promise<boolean> {
  return error instanceof CodedError && error.code === 'already_exists' && (await store.announced.list()).some(one => one.id === id)
}

function placeIn({ family, outletId }: MachineRecord): AnnouncedPlace {
  return { family, outletId }
}

async function readInto({ site, store }: Parts, known: Map<string, AnnouncedPlace>, retired: Map<string, AnnouncedPlace>): Promise<void> {
  const [announced, machines, details] = await Promise.all([store.announced.list(), store.machines.all(), store.premises.machineDetails()])
  const records = new Map(machines.map(machine => [machine.id, machine]))
  const gone = new Set(details.flatMap(({ id, retiredAt }) => (retiredAt === null ? [] : [id])))
  for (const { id } of announced) {
    if (machineOf(site, id) !== undefined) continue
    const record = records.get(id)
    const place: AnnouncedPlace = record === undefined ? { family: 'water', outletId: site.outlet.id } : placeIn(record)
    const among = gone.has(id) ? retired : known
    among.set(id, place)
  }
}

/** A machine that was in the site file once and was of the same family goes on under its name; any other id that is taken is refused. */
async function newMachine(tx: Tx, { site, clock }: Parts, given: NewMachine): Promise<MachineRecord> {
  const { family = 'water', outletId = site.outlet.id } = given
  const id = given.id ?? (await freeId(tx, site, given.name ?? family))
  const before = await tx.machines.get(id)
  const isTaken = machineOf(site, id) !== undefined || (await tx.announced.get(id)) !== undefined
  if (isTaken || (before !== undefined && before.family !== family))
    throw new CodedError('already_exists', `there is a machine ${id} already`)
  if (before !== undefined) return { ...before, outletId }
  return {
    id,
    outletId,
    name: given.name ?? id,
    family,
    direction: null,
    zoneId: null,
    vehicleClass: null,
    mode: 'active',
    createdAt: isoNow(clock),
  }
}

async function freeId(tx: Tx, site: Parts['site'], name: string): Promise<string> {
  return slugOf(name, async id => machineOf(site, id) !== undefined || (await tx.machines.get(id)) !== undefined)
}

function putOn(parts: Parts, actor: Actor, action: string, machine: NewMachine): Promise<MachineRecord> {
  return recordedChange(parts, actor, async (tx, note) => {
    const record = await newMachine(tx, parts, machine)
    const { id, name, family, outletId } = record
    await tx.announced.put({ id, at: record.createdAt, by: actor.id })
    await tx.machines.put(record)
    note({ action, subject: id, after: { name, family, outlet_id: outletId } })
    return record
  })
}

/** What ends with it, and whether it is kept as retired. */
function takeOff(parts: Parts, actor: Actor, id: string): Promise<{ cleared: AlarmRecord[]; isKept: boolean }> {
  return recordedChange(parts, actor, async (tx, note) => {
    const isKept = await tx.premises.hasHistory(id)
    const before = { name: (await tx.machines.get(id))?.name ?? id }
    note({ action: isKept ? 'retire_machine' : 'remove_machine', subject: id, before })
    if (isKept) await tx.premises.machineDetails.put({ ...(await detailsIn(tx, id)), retiredAt: isoNow(parts.clock) })
    else {
      await tx.machines.remove(id)
      await tx.announced.remove(id)
      await tx.premises.machineDetails.remove(id)
    }
    for (const token of await tx.tokens.ofMachine(id)) await tx.tokens.remove(token.id)
    return { cleared: await clearAll(tx, id, isoNow(parts.clock)), isKept }
  })
}

function putBack(parts: Parts, actor: Actor, id: string): Promise<void> {
  return recordedChange(parts, actor, async (tx, note) => {
    await tx.premises.machineDetails.put({ ...(await detailsIn(tx, id)), retiredAt: null })
    note({ action: 'restore_machine', subject: id })
  })
}

async function clearAll(tx: Tx, machineId: string, at: string): Promise<AlarmRecord[]> {
  const cleared = (await tx.alarms.active([machineId])).flatMap(alarm => clear(alarm, at) ?? [])
  if (cleared.length > 0) await tx.alarms.putMany(cleared)
  return cleared
}
