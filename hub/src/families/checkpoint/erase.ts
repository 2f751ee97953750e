/** Everything of a programme in one file, and nothing of it any more. */
import { CodedError, isoNow } from '@palang/kit'
import { recordAct, recordedChange } from '../../access/audit.ts'
import { photoFilesOf } from '../../photos/photo-files.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { ProgrammeRecord } from '../../store/meals.ts'
import type { PhotoRecord } from '../../store/records.ts'
import type { Page, Paged } from '../../store/store.ts'
import type { MealParts } from './registers.ts'

const rowsPerPage = 500
const [firstDay, lastDay] = ['0000-01-01', '9999-12-30']

/** JSON lines, each `{kind, record}` of one record as it is kept; noted on the audit trail before the first. */
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
  for (const record of records) yield `${JSON.stringify({ kind, record })}\n`
}

async function* pagedLines(kind: string, read: (page: Page) => Promise<Paged<object>>): AsyncGenerator<string> {
  let cursor: string | undefined
  do {
    const page: Paged<object> = await read({ limit: rowsPerPage, cursor })
    yield* lines(kind, page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** Forgets the programme with all it did, pictures too. Only one that was ended goes: what still runs would write on. Throws `conflict`. */
export async function eraseProgramme(
  parts: MealParts & Pick<HubServices, 'site'>,
  actor: Actor,
  programme: ProgrammeRecord,
  reason: string,
): Promise<void> {
  const { id, name, retiredAt } = programme
  if (retiredAt === null) throw new CodedError('conflict', `${name} still runs; end it first`)
  const photos = await photosOf(parts, id)
  await recordedChange(parts, actor, async (tx, note) => {
    await tx.photos.remove(photos.map(photo => photo.id))
    await tx.meals.eraseProgramme(id)
    note({ action: 'erase_meal_programme', subject: id, after: { pictures: photos.length }, reason })
  })
  const files = photoFilesOf(parts.site)
  for (const { file } of photos) await files.remove(file)
}

/** Pictures and signatures of its receipts. */
async function photosOf({ store }: MealParts, programmeId: string): Promise<PhotoRecord[]> {
  const places = new Set((await store.meals.places()).flatMap(place => (place.programmeId === programmeId ? place.id : [])))
  const gateways = (await store.meals.gateways()).filter(({ placeId }) => placeId !== null && places.has(placeId))
  const always = { from: new Date(0).toISOString(), to: '9999-12-31T00:00:00.000Z' }
  const receipts = await store.meals.receipts({ gatewayIds: gateways.map(({ id }) => id), ...always })
  const ids = receipts.flatMap(({ photoId, signatureId }) => [photoId ?? [], signatureId ?? []].flat())
  return (await Promise.all(ids.map(id => store.photos.get(id)))).flatMap(photo => photo ?? [])
}
