/** The outlets of the site as everybody asks for them: that of the site file, and those that were added. */
import type { Site } from '@palang/config'
import { CodedError, isoNow, type Clock } from '@palang/kit'
import type { newOutletBody, outletChangeBody } from '@palang/protocol'
import type { z } from 'zod'
import type { Actor } from './access/actor.ts'
import { recordedChange } from './access/audit.ts'
import { slugOf } from './domain/slug-of.ts'
import type { OutletDetailRecord } from './store/premises.ts'
import type { OutletRecord } from './store/records.ts'
import type { Store, Tx } from './store/store.ts'

/** An outlet with what people say of it. */
export type Outlet = OutletRecord & Omit<OutletDetailRecord, 'id'>

export interface Outlets {
  /** Reads them, once. */
  start(): Promise<void>
  /** Without those that were retired. */
  list(): readonly Outlet[]
  /** Retired ones as well: what was done there keeps its zone. */
  get(id: string): Outlet | undefined
  retired(): readonly Outlet[]
  /** Its time zone; that of the site for an outlet nobody knows any more. */
  zoneOf(id: string): string
  isOfSiteFile(id: string): boolean
  /** Throws `already_exists` for an id that is taken. */
  add(actor: Actor, given: z.output<typeof newOutletBody>): Promise<Outlet>
  /** Throws `not_found`, and `conflict` for what stands in the site file. */
  change(actor: Actor, id: string, change: z.output<typeof outletChangeBody>): Promise<Outlet>
  /**
   * Takes it off the list: kept as retired where machines stood or something was done there, else gone. Throws `not_found`, and `conflict` for that of
   * the site file and while machines stand there.
   */
  remove(actor: Actor, id: string): Promise<void>
}

interface Parts {
  site: Pick<Site, 'outlet'>
  store: Store
  clock: Clock
}

/** Knows the outlet of the site file alone before `start`. */
export function createOutlets(parts: Parts): Outlets {
  const { site, store } = parts
  const { id: siteId, name, timezone, currency } = site.outlet
  const ofSite: OutletRecord = { id: siteId, name, timezone, currency }
  let known = new Map<string, Outlet>([[siteId, outletOf(ofSite)]])

  const mustKnow = (id: string): Outlet => {
    const outlet = known.get(id)
    if (outlet === undefined) throw new CodedError('not_found', 'there is no such outlet')
    return outlet
  }
  const mustBeAdded = (id: string, what: string) => {
    if (id === siteId) throw new CodedError('conflict', `${id} stands in the site file; ${what}`)
  }
  const note = (outlet: Outlet): Outlet => {
    known.set(outlet.id, outlet)
    return outlet
  }

  return {
    async start() {
      const [records, details] = await Promise.all([store.outlets.list(), store.premises.outletDetails()])
      const detailOf = new Map(details.map(detail => [detail.id, detail]))
      known = new Map([ofSite, ...records].map(record => [record.id, outletOf(record, detailOf.get(record.id))]))
    },
    list: () => [...known.values()].filter(({ retiredAt }) => retiredAt === null),
    retired: () => [...known.values()].filter(({ retiredAt }) => retiredAt !== null),
    get: id => known.get(id),
    zoneOf: id => known.get(id)?.timezone ?? timezone,
    isOfSiteFile: id => id === siteId,
    add: async (actor, given) => note(await putNew(parts, actor, given)),
    async change(actor, id, change) {
      const before = mustKnow(id)
      if ((change.name ?? before.name) !== before.name || (change.timezone ?? before.timezone) !== before.timezone)
        mustBeAdded(id, 'its name and time zone are changed there')
      return note(await putChanged(parts, actor, before, change))
    },
    async remove(actor, id) {
      const before = mustKnow(id)
      mustBeAdded(id, 'it cannot be removed')
      const left = await takeOff(parts, actor, before)
      if (left === undefined) known.delete(id)
      else note(left)
    },
  }
}

function outletOf(record: OutletRecord, detail?: OutletDetailRecord): Outlet {
  const nothing = { location: null, address: null, contactPerson: null, contactPhone: null, isActive: true, retiredAt: null }
  return { ...nothing, ...detail, ...record }
}

function putNew(parts: Parts, actor: Actor, given: z.output<typeof newOutletBody>): Promise<Outlet> {
  const { timezone, currency } = parts.site.outlet
  return recordedChange(parts, actor, async (tx, note) => {
    const isTaken = async (id: string) => (await tx.premises.outlets.get(id)) !== undefined
    const id = given.id ?? (await slugOf(given.name, isTaken))
    if (await isTaken(id)) throw new CodedError('already_exists', `there is an outlet ${id} already`)
    const outlet = saidOf(outletOf({ id, name: given.name, timezone: given.timezone ?? timezone, currency }), given)
    await put(tx, outlet)
    note({ action: 'add_outlet', subject: id, after: plain(outlet) })
    return outlet
  })
}

function putChanged(parts: Parts, actor: Actor, before: Outlet, change: z.output<typeof outletChangeBody>): Promise<Outlet> {
  return recordedChange(parts, actor, async (tx, note) => {
    const { name = before.name, timezone = before.timezone } = change
    const after = saidOf({ ...before, name, timezone, retiredAt: change.retired === false ? null : before.retiredAt }, change)
    await put(tx, after)
    note({ action: 'change_outlet', subject: before.id, before: plain(before), after: plain(after) })
    return after
  })
}

/** Resolves to it as it is kept, or to nothing. */
function takeOff(parts: Parts, actor: Actor, outlet: Outlet): Promise<Outlet | undefined> {
  return recordedChange(parts, actor, async (tx, note) => {
    const { isUsed, machines } = await tx.premises.useOf(outlet.id)
    if (machines > 0)
      throw new CodedError('conflict', `${machines} machines stand at ${outlet.id}; take them off first`, { detail: { machines } })
    const left = isUsed ? { ...outlet, retiredAt: isoNow(parts.clock) } : undefined
    note({ action: isUsed ? 'retire_outlet' : 'remove_outlet', subject: outlet.id, before: plain(outlet) })
    if (left !== undefined) await put(tx, left)
    else {
      await tx.premises.outlets.remove(outlet.id)
      await tx.premises.outletDetails.remove(outlet.id)
    }
    return left
  })
}

function saidOf(outlet: Outlet, said: z.output<typeof newOutletBody> | z.output<typeof outletChangeBody>): Outlet {
  const { location = outlet.location, address = outlet.address, is_active: isActive = outlet.isActive } = said
  const { contact_person: contactPerson = outlet.contactPerson, contact_phone: contactPhone = outlet.contactPhone } = said
  const some = (text: string | null) => (text === '' ? null : text)
  const contact = { contactPerson: some(contactPerson), contactPhone: some(contactPhone) }
  return { ...outlet, isActive, location: some(location), address: some(address), ...contact }
}

async function put(tx: Tx, outlet: Outlet): Promise<void> {
  const { name, timezone, currency, ...details } = outlet
  await tx.premises.outlets.put({ id: outlet.id, name, timezone, currency })
  await tx.premises.outletDetails.put(details)
}

/** As it stands in the audit trail. */
function plain({ name, timezone, location, address, contactPerson, contactPhone, isActive }: Outlet) {
  return { name, timezone, location, address, contact_person: contactPerson, contact_phone: contactPhone, is_active: isActive }
}
