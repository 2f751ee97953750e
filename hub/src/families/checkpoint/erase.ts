/** Everything of a programme in one file, and nothing of it any more. */
import { CodedError, isoNow } from '@palang/kit'
import { recordAct, recordedChange } from '../../access/audit.ts'
import type { Actor } from '../../services.ts'
import type { ProgrammeRecord } from '../../store/meals.ts'
import type { Page, Paged } from '../../store/store.ts'
import type { MealParts } from './registers.ts'

const rowsPerPage = 500
const [firstDay, lastDay] = ['0000-01-01', '9999-12-30']

/** JSON lines, each `{kind, …}` of one record as it is kept; noted on the audit trail before the first. */
export async function* exportedProgramme(parts: MealParts, actor: Actor, programme: ProgrammeRecord): AsyncGenerator<string> {
  const { meals } = parts.store
  const { id: programmeId } = programme
  await recordAct(parts, actor, { action: 'export_meal_programme', subject: programmeId })
  const own = <R extends { programmeId: string }>(records: readonly R[]) => records.filter(record => record.programmeId === programmeId)
  const within = { programmeId, from: firstDay, to: lastDay }
  yield* lines('programme', [{ ...programme, exportedAt: isoNow(parts.clock) }])
  const [places, vehicles, menus, gateways] = await Promise.all([meals.places(), meals.vehicles(), meals.menus(), meals.gateways()])
  const ofPlaces = new Set(own(places).map(({ id }) => id))
  const here = gateways.filter(({ placeId }) => placeId !== null && ofPlaces.has(placeId))
  yield* lines('place', own(places))
  yield* lines('vehicle', own(vehicles))
  yield* lines('menu', own(menus))
  yield* lines('gateway', here)
  yield* pagedLines('container', page => meals.containers({ programmeId }, page))
  yield* lines('batch', await meals.batches(within))
  const deliveries = await meals.deliveries(within)
  yield* lines('delivery', deliveries)
  yield* lines('correction', await meals.corrections(deliveries.map(({ id }) => id)))
  yield* lines(
    'receipt',
    await meals.receipts({ gatewayIds: here.map(({ id }) => id), from: new Date(0).toISOString(), to: isoNow(parts.clock) }),
  )
  yield* pagedLines('scan', page => meals.scans({ programmeIds: [programmeId] }, page))
  yield* lines('round', await meals.trips(within))
  for (const { id, kind } of own(places)) if (kind === 'kitchen') yield* pagedLines('stock', page => meals.stockEntries(id, page))
}

function* lines(kind: string, records: readonly object[]): Generator<string> {
  for (const record of records) yield `${JSON.stringify({ kind, ...record })}\n`
}

async function* pagedLines(kind: string, read: (page: Page) => Promise<Paged<object>>): AsyncGenerator<string> {
  let cursor: string | undefined
  do {
    const page: Paged<object> = await read({ limit: rowsPerPage, cursor })
    yield* lines(kind, page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** Forgets the programme with all it did. Only one that was ended goes: what still runs would write on. Throws `conflict`. */
export async function eraseProgramme(
  parts: MealParts,
  actor: Actor,
  { id, name, retiredAt }: ProgrammeRecord,
  reason: string,
): Promise<void> {
  if (retiredAt === null) throw new CodedError('conflict', `${name} still runs; end it first`)
  await recordedChange(parts, actor, async (tx, note) => {
    await tx.meals.eraseProgramme(id)
    note({ action: 'erase_meal_programme', subject: id, reason })
  })
}
