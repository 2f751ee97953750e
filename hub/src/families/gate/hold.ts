/**
 * Holding every gate open, as in a fire: a state the hub wants, kept in the database, told to each gate in its greeting, after
 * each change, and again whenever a gate says that it stands otherwise. It is no command: nothing of it waits in a queue,
 * and a gate that comes hours later is told how things are then.
 */
import type { Site } from '@palang/config'
import { CodedError, isoNow, mutex, uuidv7, type Clock, type Log } from '@palang/kit'
import { gateHold, gateStatusPayload, systemStatus, type GateHold, type HeldGate, type Lane } from '@palang/protocol'
import type { Actor, Fleet, GateHolding } from '../../services.ts'
import type { LiveHub } from '../../live/live.ts'
import { barriersOf } from '../../site-machines.ts'
import type { Store } from '../../store/store.ts'
import { auditAct } from './decision.ts'

const setting = 'gate_hold'
const free: GateHold = { held: false }
const openAct = { held: ['gate.hold', 'open'], free: ['gate.release_hold', 'close'] } as const

/** A gate that says otherwise is not told again sooner than this: what it said may have crossed with what it was told. Milliseconds. */
export const tellAgainAfterMs = 3_000

interface HoldParts {
  site: Site
  store: Store
  clock: Clock
  log: Log
  fleet: Fleet
  live: LiveHub
}

export interface HoldKeeper extends GateHolding {
  start(): Promise<void>
  stop(): void
}

/** The hold of one site. */
export function createHold(parts: HoldParts): HoldKeeper {
  const { site, store, clock, log, fleet, live } = parts
  const gates = barriersOf(site)
  const turns = mutex()
  const toldAtMs = new Map<string, number>()
  const hearing: (() => void)[] = []
  let now = free

  const tell = (gateId: string) => {
    toldAtMs.set(gateId, clock.monotonic())
    if (!fleet.tell(gateId, { type: 'gate_hold', payload: now })) orderOldGate(parts, gateId, now)
  }
  const publish = () => gates.forEach(machineId => live.publish({ type: 'gate_hold', machineId, payload: now }))
  /** What a gate says of itself is compared with what is wanted. */
  const compare = (gateId: string) => {
    const lateEnough = clock.monotonic() - (toldAtMs.get(gateId) ?? -tellAgainAfterMs) >= tellAgainAfterMs
    if (lateEnough && gates.includes(gateId) && fleet.isOnline(gateId) && saysOtherwise(live, gateId, now)) tell(gateId)
  }
  const change = async (next: GateHold, actor: Actor, reason: string) => {
    const at = isoNow(clock)
    const [action] = next.held ? openAct.held : openAct.free
    await store.transact(async tx => {
      await tx.settings.put(setting, next)
      await auditAct(tx, actor, { at, action, subject: site.outlet.id, before: now, after: next, reason })
    })
    now = next
    log.warn({ hold: next, actor: actor.id }, next.held ? 'all gates are held open' : 'the gates are no longer held open')
    publish()
    gates.filter(fleet.isOnline).forEach(tell)
  }

  return {
    state: () => now,
    view: (only = gates) => ({ ...now, gates: gates.filter(id => only.includes(id)).map(id => heldGate(parts, id)) }),
    hold: (actor, reason) =>
      turns.run(async () => {
        if (now.held) return
        await change({ held: true, hold_id: uuidv7(clock.now()), since: isoNow(clock), by: actor.id, reason }, actor, reason)
      }),
    release: (actor, reason) =>
      turns.run(async () => {
        const lanes = gates.filter(id => laneOf(live, id)?.hold?.source === 'machine' && fleet.isOnline(id))
        if (!now.held && lanes.length === 0) throw new CodedError('conflict', 'no gate is held open')
        if (now.held) await change({ held: false, reason }, actor, reason)
        for (const machineId of lanes) releaseLane(parts, machineId, actor, reason)
      }),
    async start() {
      const kept = gateHold.safeParse(await store.settings.get(setting))
      if (kept.success) now = kept.data
      publish()
      hearing.push(
        live.hear('system_status', compare),
        live.hear('presence', gateId => now.held && fleet.isOnline(gateId) && orderOldGate(parts, gateId, now)),
      )
    },
    stop: () => hearing.splice(0).forEach(end => end()),
  }
}

function saysOtherwise(live: LiveHub, gateId: string, wanted: GateHold): boolean {
  const hold = laneOf(live, gateId)?.hold
  return (hold?.source === 'hub' ? hold.hold_id : undefined) !== (wanted.held ? wanted.hold_id : undefined)
}

function laneOf(live: LiveHub, gateId: string): Lane | undefined {
  const told = systemStatus.safeParse(live.latestOf(gateId, 'system_status')?.payload)
  return told.success ? told.data.lane : undefined
}

/** The first controllers know of no hold: they are told to open, each time they come, and to close at its end. */
function orderOldGate({ fleet, log }: HoldParts, machineId: string, { held, reason }: GateHold): void {
  if (fleet.presence().find(one => one.machineId === machineId)?.protocol !== 0) return
  const [why, action] = held ? openAct.held : openAct.free
  fleet
    .send({
      machineId,
      type: 'gate_control',
      payload: { action, gate_id: machineId },
      actor: { id: `rule:${why}`, role: 'operator' },
      reason,
    })
    .catch((error: unknown) => log.error({ err: error, machine: machineId }, 'a gate could not be told of the hold'))
}

/** What somebody holds at the machine itself ends with the release of all, where the machine can be reached. */
function releaseLane({ fleet, log }: HoldParts, machineId: string, actor: Actor, reason: string): void {
  const payload = { gate_id: machineId, held: false, reason }
  fleet
    .send({ machineId, type: 'lane_hold', payload, actor, reason })
    .catch((error: unknown) => log.error({ err: error, machine: machineId }, 'a lane held at its machine could not be let go of'))
}

/** What can be proven of one gate now. */
function heldGate({ site, fleet, live }: HoldParts, gateId: string): HeldGate {
  const name = site.machines.find(machine => machine.id === gateId)?.name ?? gateId
  const isHeard = fleet.isOnline(gateId)
  const lane = laneOf(live, gateId)
  const latest = live.latestOf(gateId, 'gate_status')
  const told = gateStatusPayload.safeParse(latest?.payload)
  const about = { gate_id: gateId, name, ...(lane?.hold === undefined ? {} : { held_by: lane.hold.source }) }
  if (!isHeard || latest === undefined || !told.success || latest.stale === true) return { ...about, outcome: 'not_reached' }
  const { status, position_known: isSeen, estop } = told.data
  const at = latest.at
  if (estop === true) return { ...about, outcome: 'stopped', at }
  if (status === 'open') return { ...about, outcome: 'open', proof: isSeen === false ? 'assumed' : 'limit_switch', at }
  return { ...about, outcome: status === 'opening' ? 'opening' : 'not_open', at }
}
