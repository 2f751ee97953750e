/** Which delivery a container's round belongs to, and what a delivery and a day come to. */
import { createHash } from 'node:crypto'
import { type DeliveryView, type HandoverStep, handoverStep } from '@palang/protocol'
import type { ContainerRecord, DeliveryRecord, MealCorrectionRecord, MealPlaceRecord, TripRecord } from '../store/meals.ts'
import type { Round } from './trips.ts'

/** The name of what nobody planned, the same whichever gateway tells of it first. */
function unplannedId(programmeId: string, day: string, kitchenId: string, schoolId: string): string {
  const hex = createHash('sha256')
    .update(JSON.stringify([programmeId, day, kitchenId, schoolId]))
    .digest('hex')
  // In the form of a UUID of version 8: made by a rule of its own (RFC 9562).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/**
 * The delivery of a round: the one that was planned with its container; else the one to the school that received it, else to the school it
 * usually goes to, from its kitchen. Where there is none yet, one that nobody planned. Null for what only came back: nothing went anywhere.
 */
export function deliveryOf(
  round: Pick<Round, 'steps' | 'tagId'>,
  container: ContainerRecord,
  day: string,
  known: { ofDay: readonly DeliveryRecord[]; placeOf(gatewayId: string): MealPlaceRecord | undefined },
): DeliveryRecord | null {
  const { steps, tagId } = round
  const candidates = known.ofDay.filter(({ programmeId, day: of }) => programmeId === container.programmeId && of === day)
  const planned = candidates.find(({ tags }) => tags.includes(tagId))
  if (planned !== undefined) return planned
  if (steps.dispatched === undefined && steps.received === undefined && steps.served === undefined) return null
  const arrived = [steps.received, steps.served].flatMap(step => (step === undefined ? [] : (known.placeOf(step.gatewayId) ?? [])))
  const schoolId = arrived.find(({ kind }) => kind === 'school')?.id ?? container.schoolId
  if (schoolId === null) return null
  const { kitchenId, programmeId } = container
  return (
    candidates.find(one => one.schoolId === schoolId && one.kitchenId === kitchenId) ?? {
      id: unplannedId(programmeId, day, kitchenId, schoolId),
      programmeId,
      day,
      kitchenId,
      schoolId,
      vehicleId: null,
      batchId: null,
      portions: null,
      tags: [],
    }
  )
}

type Flow = Pick<DeliveryView, 'planned' | 'dispatched' | 'received' | 'served' | 'rejected' | 'containers'>

export const noFlow: Flow = {
  planned: 0,
  dispatched: 0,
  received: 0,
  served: 0,
  rejected: 0,
  containers: { planned: 0, dispatched: 0, received: 0, served: 0, returned: 0 },
}

/** Both together. */
export function addedFlow(one: Flow, other: Flow): Flow {
  const [a, b] = [one.containers, other.containers]
  return {
    planned: one.planned + other.planned,
    dispatched: one.dispatched + other.dispatched,
    received: one.received + other.received,
    served: one.served + other.served,
    rejected: one.rejected + other.rejected,
    containers: {
      planned: a.planned + b.planned,
      dispatched: a.dispatched + b.dispatched,
      received: a.received + b.received,
      served: a.served + b.served,
      returned: a.returned + b.returned,
    },
  }
}

/** What arrived of a container: what was counted, else what it holds less what was turned away. */
function receivedOf({ received, portions, rejected }: TripRecord): number {
  return received ?? Math.max(0, portions - rejected)
}

/** What one delivery comes to: its rounds, and what people corrected. Portions; of `returned`, containers. */
export function flowOf(
  { portions, tags }: Pick<DeliveryRecord, 'portions' | 'tags'>,
  trips: readonly TripRecord[],
  corrections: readonly Pick<MealCorrectionRecord, 'step' | 'change'>[],
): Flow {
  const did = (step: HandoverStep) => trips.filter(({ steps }) => steps[step] !== undefined)
  const sum = (some: readonly TripRecord[], of: (trip: TripRecord) => number) => some.reduce((all, trip) => all + of(trip), 0)
  const changed = (step: MealCorrectionRecord['step']) =>
    corrections.filter(one => one.step === step).reduce((all, { change }) => all + change, 0)
  // What was served or came back has left, whoever forgot to scan it.
  const gone = trips.filter(({ steps }) => steps.dispatched ?? steps.received ?? steps.served)
  const arrived = trips.filter(({ steps }) => steps.received ?? steps.served)
  return {
    planned: (portions ?? 0) + changed('planned'),
    dispatched: sum(gone, trip => trip.portions) + changed('dispatched'),
    received: sum(arrived, receivedOf) + changed('received'),
    served: sum(did('served'), trip => trip.served ?? receivedOf(trip)) + changed('served'),
    rejected: sum(trips, trip => trip.rejected),
    containers: {
      planned: tags.length,
      dispatched: gone.length,
      received: arrived.length,
      served: did('served').length,
      returned: did('returned').length + changed('returned'),
    },
  }
}

/** The step that everything that left has done. */
export function stateOf({ containers }: Flow): DeliveryView['state'] {
  const { dispatched } = containers
  if (dispatched === 0) return 'planned'
  const done = handoverStep.options.filter(step => containers[step] >= dispatched)
  return done.at(-1) ?? 'dispatched'
}

/** Until when the food of a round may be served. */
export function safeUntil(cookedAt: string | null, safeMinutes: number): string | null {
  return cookedAt === null ? null : new Date(Date.parse(cookedAt) + safeMinutes * 60_000).toISOString()
}

/** Whether some of it was or is not served in time: served after the moment, or arrived nowhere to be served before it passed. */
export function isLate(trips: readonly TripRecord[], until: string | null, now: string): boolean {
  if (until === null) return false
  return trips.some(({ steps, returnedAt }) => (steps.served === undefined ? returnedAt === null && now > until : steps.served.at > until))
}
