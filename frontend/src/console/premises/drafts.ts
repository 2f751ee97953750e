/** What a person writes of an outlet or a machine, and what of it the hub is told. Pure. */
import type { MachineView, machineChangeBody, newMachineBody, newOutletBody, outletChangeBody, OutletView } from '@palang/protocol'
import type { z } from 'zod'
import { ApiProblem } from '../../api/problem.ts'

export interface OutletDraft {
  id: string
  name: string
  location: string
  address: string
  contactPerson: string
  contactPhone: string
  timezone: string
  isActive: boolean
}

/** As it stands; a new one in the time zone of the site. */
export function outletDraft(outlet: OutletView | undefined, timezone: string): OutletDraft {
  return {
    id: outlet?.id ?? '',
    name: outlet?.name ?? '',
    location: outlet?.location ?? '',
    address: outlet?.address ?? '',
    contactPerson: outlet?.contact_person ?? '',
    contactPhone: outlet?.contact_phone ?? '',
    timezone: outlet?.timezone ?? timezone,
    isActive: outlet?.is_active ?? true,
  }
}

const some = (text: string) => (text.trim() === '' ? null : text.trim())

function outletFields(draft: OutletDraft) {
  return {
    name: draft.name.trim(),
    location: some(draft.location),
    address: some(draft.address),
    contact_person: some(draft.contactPerson),
    contact_phone: some(draft.contactPhone),
    timezone: draft.timezone,
    is_active: draft.isActive,
  }
}

export function newOutlet(draft: OutletDraft): z.input<typeof newOutletBody> {
  return { ...withId(draft.id), ...outletFields(draft) }
}

/** Without an id the hub makes one of the name. */
const withId = (id: string) => (id.trim() === '' ? {} : { id: id.trim() })

/** Undefined while nothing was changed: what is not said stays, also when somebody else changed it meanwhile. */
export function outletChange(draft: OutletDraft, before: OutletView): z.input<typeof outletChangeBody> | undefined {
  return changed(outletFields(draft), { ...before })
}

export interface MachineDraft {
  id: string
  name: string
  family: 'ozone' | 'water'
  outletId: string | undefined
  type: string
  installed: string
  mode: MachineView['mode']
}

export function machineDraft(machine: MachineView | undefined, outletId: string | undefined): MachineDraft {
  return {
    id: machine?.id ?? '',
    name: machine?.name ?? '',
    family: machine?.family === 'water' ? 'water' : 'ozone',
    outletId: machine?.outlet_id ?? outletId,
    type: machine?.machine_type ?? '',
    installed: machine?.installed_date ?? '',
    mode: machine?.mode ?? 'active',
  }
}

export function newMachine({ id, name, family, outletId, type, installed }: MachineDraft): z.input<typeof newMachineBody> {
  const said = { machine_type: some(type), installed_date: some(installed), outlet_id: outletId ?? null }
  return { ...withId(id), name: name.trim(), family, ...withoutNulls(said) }
}

/** As {@link outletChange}. A type that was emptied stays as it was: the hub knows no machine without one. */
export function machineChange(draft: MachineDraft, before: MachineView): z.input<typeof machineChangeBody> | undefined {
  const { machine_type: wasType = '', installed_date: wasInstalled = null } = before
  const { name, type, installed, mode } = draft
  const said = { name: name.trim(), machine_type: some(type) ?? wasType, installed_date: some(installed), mode }
  return changed(said, { ...before, machine_type: wasType, installed_date: wasInstalled })
}

function withoutNulls<T extends object>(said: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept: { [K in keyof T]?: NonNullable<T[K]> } = {}
  for (const key in said) {
    const value = said[key]
    if (value !== null && value !== undefined) kept[key] = value
  }
  return kept
}

/** What of `said` is otherwise in `before`; nothing at all is undefined. */
function changed<T extends object>(said: T, before: { [K in keyof T]?: unknown }): Partial<T> | undefined {
  const change: Partial<T> = {}
  let isOther = false
  for (const key in said) {
    if (said[key] === before[key]) continue
    change[key] = said[key]
    isOther = true
  }
  return isOther ? change : undefined
}

/** Which fields the hub did not take; an id that is taken is one of them. */
export function refusedFields(error: unknown): ReadonlySet<string> {
  if (!(error instanceof ApiProblem)) return new Set()
  return new Set(error.code === 'already_exists' ? ['id'] : error.errors.map(({ path }) => path))
}
