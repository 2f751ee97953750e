/**
 * Machines that are not in the site file: they announced themselves by posting a reading, or an administrator added them. They post
 * what they measure and take no orders. All are of family `water` and stand at the outlet of the site.
 */
import type { Site } from '@palang/config'
import { CodedError, isoNow, type Clock } from '@palang/kit'
import type { Actor } from '../access/actor.ts'
import { recordedChange } from '../access/audit.ts'
import type { Revocations } from '../access/revocations.ts'
import { clear } from '../domain/alarms.ts'
import type { LiveHub } from '../live/live.ts'
import { machineOf } from '../site-machines.ts'
import type { AlarmRecord, MachineRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { tellAlarms } from './alarm-moves.ts'

/** More than this a site has only by mistake, or because somebody makes them up. */
export const mostAnnounced = 2_000

export interface Announced {
  /** Reads who is known; ids that the site file names meanwhile are its own. */
  start(): Promise<void>
  has(machineId: string): boolean
  ids(): string[]
  /** Adds a machine. Throws `already_exists` for any id that is taken, `conflict` when there are too many. */
  add(actor: Actor, machine: { id: string; name?: string | undefined }): Promise<MachineRecord>
  /** As {@link add}, for a machine that speaks up itself: one that was added at the same moment is no mistake. */
  announce(actor: Actor, id: string): Promise<void>
  /** Takes it off every list with its tokens and standing alarms; what it measured stays. Throws `unknown_machine`, `conflict` for one of the site file. */
  remove(actor: Actor, id: string): Promise<void>
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
  const known = new Set<string>()
  const listeners = new Set<(machineId: string) => void>()
  /** Are being added just now. */
  let arriving = 0

  async function bring(actor: Actor, id: string, about: { action: string; name: string }): Promise<MachineRecord> {
    if (known.size + arriving >= mostAnnounced)
      throw new CodedError('conflict', `${mostAnnounced} machines were announced already; remove some first`)
    arriving += 1
    try {
      const machine = await putOn(parts, actor, id, about)
      known.add(id)
      return machine
    } finally {
      arriving -= 1
    }
  }

  return {
    async start() {
      for (const { id } of await store.announced.list()) if (machineOf(site, id) === undefined) known.add(id)
    },
    has: machineId => known.has(machineId),
    ids: () => [...known],
    add: (actor, { id, name = id }) => bring(actor, id, { action: 'add_machine', name }),
    async announce(actor, id) {
      try {
        await bring(actor, id, { action: 'announce_machine', name: id })
      } catch (error) {
        const isSame =
          error instanceof CodedError && error.code === 'already_exists' && (await store.announced.list()).some(one => one.id === id)
        if (!isSame) throw error
        known.add(id)
      }
    },
    async remove(actor, id) {
      if (machineOf(site, id) !== undefined) throw new CodedError('conflict', `${id} stands in the site file; take it out there`)
      if (!known.has(id)) throw new CodedError('unknown_machine', 'there is no such machine')
      const cleared = await takeOff(parts, actor, id)
      // While it is known, screens of its outlet are shown what becomes of it.
      tellAlarms(live, cleared)
      live.publish({ type: 'presence', machineId: id, payload: { machine_id: id, online: false, since: isoNow(parts.clock) } })
      known.delete(id)
      live.forget(id)
      for (const listener of listeners) listener(id)
      revocations.announce({ machineId: id })
    },
    onRemoved: listener => void listeners.add(listener),
  }
}

/** A machine that was in the site file once and poured water goes on under its name; any other id that is taken is refused. */
async function newMachine(tx: Tx, { site, clock }: Parts, { id, name }: { id: string; name: string }): Promise<MachineRecord> {
  const before = await tx.machines.get(id)
  const isTaken = machineOf(site, id) !== undefined || (await tx.announced.get(id)) !== undefined
  if (isTaken || (before !== undefined && before.family !== 'water'))
    throw new CodedError('already_exists', `there is a machine ${id} already`)
  if (before !== undefined) return before
  return {
    id,
    outletId: site.outlet.id,
    name,
    family: 'water',
    direction: null,
    zoneId: null,
    vehicleClass: null,
    mode: 'active',
    createdAt: isoNow(clock),
  }
}

function putOn(parts: Parts, actor: Actor, id: string, { action, name }: { action: string; name: string }): Promise<MachineRecord> {
  return recordedChange(parts, actor, async (tx, note) => {
    const record = await newMachine(tx, parts, { id, name })
    await tx.announced.put({ id, at: record.createdAt, by: actor.id })
    await tx.machines.put(record)
    note({ action, subject: id, after: { name: record.name } })
    return record
  })
}

/** Resolves to the alarms that end with it. */
function takeOff(parts: Parts, actor: Actor, id: string): Promise<AlarmRecord[]> {
  return recordedChange(parts, actor, async (tx, note) => {
    note({ action: 'remove_machine', subject: id, before: { name: (await tx.machines.get(id))?.name ?? id } })
    await tx.machines.remove(id)
    await tx.announced.remove(id)
    for (const token of await tx.tokens.ofMachine(id)) await tx.tokens.remove(token.id)
    return clearAll(tx, id, isoNow(parts.clock))
  })
}

async function clearAll(tx: Tx, machineId: string, at: string): Promise<AlarmRecord[]> {
  const cleared = (await tx.alarms.active([machineId])).flatMap(alarm => clear(alarm, at) ?? [])
  if (cleared.length > 0) await tx.alarms.putMany(cleared)
  return cleared
}
