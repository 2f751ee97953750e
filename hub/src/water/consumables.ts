/** What of the water machines runs empty or wears out, and its renewal. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import type { MachineConfig } from '@palang/config'
import type { ConsumableKind, ConsumableView } from '@palang/protocol'
import { recordedChange } from '../access/audit.ts'
import { type ConsumableUse, hoursOnline, paceMs, standingOf } from '../domain/consumables.ts'
import type { Actor, HubServices } from '../services.ts'
import { waterMachinesOf } from '../site-machines.ts'
import type { RenewalRecord } from '../store/water-care.ts'

export type ConsumableParts = Pick<HubServices, 'store' | 'site' | 'clock' | 'fleet'>

/** One that the site file watches; litres, or hours of a lamp. */
interface Watched {
  machineId: string
  kind: ConsumableKind
  capacity: number
  leftThen: number | null
  since: string
  /** The week, or how long the machine is there. */
  latelySince: string
}

/** Every watched consumable of the machines that `isWanted`, as it stands now, in the order of the site file. */
export async function consumablesOf(parts: ConsumableParts, isWanted: (machineId: string) => boolean): Promise<ConsumableView[]> {
  const nowMs = parts.clock.now()
  const watched = await watchedOf(parts, isWanted)
  const litres = await litresOf(parts, watched)
  const hours = await hoursOf(parts, watched)
  return watched.map((one, index) => {
    const { machineId, kind, capacity, leftThen, since, latelySince } = one
    const used = kind === 'uv' ? hours(one) : litres(index)
    const latelyMs = nowMs - Date.parse(latelySince)
    const use: ConsumableUse = { kind, capacity, leftThen, latelyMs, usedSince: used.since, usedLately: used.lately }
    const { emptyAt, ...standing } = standingOf(use, nowMs)
    return { machine_id: machineId, kind, unit: kind === 'uv' ? 'h' : 'l', capacity, since, empty_at: emptyAt, ...standing }
  })
}

/** Notes that one was filled or changed. Throws `not_found` for one that the site file does not watch, `invalid_request` for more left than it holds. */
export function renew(
  parts: Pick<ConsumableParts, 'store' | 'clock'>,
  actor: Actor,
  machine: MachineConfig,
  { kind, left, reason }: { kind: ConsumableKind; left?: number | undefined; reason?: string | undefined },
): Promise<RenewalRecord> {
  const capacity = capacitiesOf(machine)[kind]
  if (capacity === undefined) throw new CodedError('not_found', `the site file watches no ${kind} of ${machine.id}`)
  if (left !== undefined && left > capacity) {
    const errors = [{ path: 'left', message: `at most ${capacity}` }]
    throw new CodedError('invalid_request', `left: it holds ${capacity}`, { detail: { errors } })
  }
  return recordedChange(parts, actor, async (tx, note) => {
    const before = (await tx.waterCare.newestRenewals()).find(one => one.machineId === machine.id && one.kind === kind)
    const now = isoNow(parts.clock)
    // A clock that was set back must not put the new one behind the old one.
    const renewedAt = before !== undefined && before.renewedAt > now ? before.renewedAt : now
    const renewal = {
      id: uuidv7(),
      machineId: machine.id,
      kind,
      renewedAt,
      leftThen: left ?? null,
      actor: actor.id,
      reason: reason ?? null,
    }
    await tx.waterCare.addRenewal(renewal)
    const was = before === undefined ? null : { kind, renewed_at: before.renewedAt }
    note({ action: 'renew_consumable', subject: machine.id, before: was, after: { kind, left: left ?? capacity }, reason })
    return renewal
  })
}

function capacitiesOf({ consumables }: MachineConfig): { [Kind in ConsumableKind]: number | undefined } {
  return { tank: consumables?.tank_litres, filter: consumables?.filter_litres, uv: consumables?.uv_hours }
}

async function watchedOf({ store, site, clock }: ConsumableParts, isWanted: (machineId: string) => boolean): Promise<Watched[]> {
  const [renewals, machines] = await Promise.all([store.waterCare.newestRenewals(), store.machines.all()])
  const renewed = new Map(renewals.map(one => [`${one.machineId} ${one.kind}`, one]))
  const known = new Map(machines.map(({ id, createdAt }) => [id, createdAt]))
  const weekAgo = new Date(clock.now() - paceMs).toISOString()
  return waterMachinesOf(site).flatMap(machine => {
    const { id: machineId } = machine
    if (!isWanted(machineId)) return []
    const created = known.get(machineId) ?? isoNow(clock)
    const capacities = capacitiesOf(machine)
    return (['tank', 'filter', 'uv'] as const).flatMap((kind): Watched[] => {
      const capacity = capacities[kind]
      if (capacity === undefined) return []
      const renewal = renewed.get(`${machineId} ${kind}`)
      const since = renewal?.renewedAt ?? created
      return [{ machineId, kind, capacity, leftThen: renewal?.leftThen ?? null, since, latelySince: created > weekAgo ? created : weekAgo }]
    })
  })
}

type Used = { since: number; lately: number }

/** Litres by the place of each in `watched`. */
async function litresOf({ store }: ConsumableParts, watched: readonly Watched[]): Promise<(index: number) => Used> {
  const asked = watched.flatMap(({ machineId, since, latelySince }) => [
    { machineId, since },
    { machineId, since: latelySince },
  ])
  const millilitres = await store.waterCare.delivered(asked)
  const litresAt = (index: number) => (millilitres[index] ?? 0) / 1_000
  return index => ({ since: litresAt(2 * index), lately: litresAt(2 * index + 1) })
}

/** Hours that the machine of each was online: its lamp burns while it has power. */
async function hoursOf({ store, clock, fleet }: ConsumableParts, watched: readonly Watched[]): Promise<(one: Watched) => Used> {
  const lamps = watched.filter(({ kind }) => kind === 'uv')
  const first = lamps.map(({ since }) => since).toSorted()[0] ?? isoNow(clock)
  const ids = lamps.map(({ machineId }) => machineId)
  const changes = Map.groupBy(await store.waterCare.presenceSince(ids, first), ({ machineId }) => machineId)
  const toMs = clock.now()
  return ({ machineId, since, latelySince }) => {
    const isOnlineNow = fleet.isOnline(machineId)
    const hoursSince = (from: string) => {
      const fromMs = Date.parse(from)
      return hoursOnline(changes.get(machineId) ?? [], { fromMs, toMs, isOnlineNow })
    }
    const all = hoursSince(since)
    return { since: all, lately: latelySince < since ? all : hoursSince(latelySince) }
  }
}
