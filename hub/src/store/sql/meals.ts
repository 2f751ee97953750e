/** Meal programmes in prepared SQL: many rows a statement, because gateways come back after days with all they scanned. */
import type { StoreContext } from '../context.ts'
import type { ContainerRecord, MealStore, MealTx, ScanFilter, ScanRecord, TripRecord } from '../meals.ts'
import { nameAfter, pageByName, takeOf } from '../prisma/rows.ts'
import type { Page, Paged } from '../store.ts'
import type { SqlValue } from './connection.ts'
import { removeDays, removeProgramme } from './meal-removal.ts'
import {
  batches,
  containers,
  corrections,
  deliveries,
  gateways,
  mealVehicles,
  menus,
  places,
  programmes,
  receipts,
  scans,
  stockEntries,
  trips,
} from './meal-tables.ts'
import { allOf, type Condition, is, selectNewest } from './pages.ts'
import { columnList, evenLists, inLists, insertRows, marks, readRow, selectIn, selectRows, type Sql, upsertRows } from './rows.ts'

/** A tag, and a moment as its engine writes it. */
type TagMoment = readonly [tagId: string, moment: SqlValue]

/** The part of a transaction that keeps meal programmes. */
export function mealTx(sql: Sql): MealTx {
  const { connection, dialect } = sql
  const moments = (tags: readonly { tagId: string; from: string }[]) =>
    tags.map(({ tagId, from }): TagMoment => [tagId, dialect.encode('time', from)])
  const setPlaced = async (placed: 0 | 1, column: 'id' | 'tag_id', values: readonly string[]) => {
    for (const list of inLists(values))
      await connection.run(`UPDATE meal_scans SET placed = ${placed} WHERE ${column} IN (${marks(list)})`, list)
  }
  return {
    putProgrammes: rows => upsertRows(sql, programmes, rows),
    putPlaces: rows => upsertRows(sql, places, rows),
    putVehicles: rows => upsertRows(sql, mealVehicles, rows),
    putMenus: rows => upsertRows(sql, menus, rows),
    putContainers: rows => upsertRows(sql, containers, rows),
    putBatches: rows => upsertRows(sql, batches, rows),
    putDeliveries: rows => upsertRows(sql, deliveries, rows),
    gatewaysAt: placeId => selectRows(sql, gateways, 'WHERE place_id = ? ORDER BY id', [placeId]),
    getGateways: ids => selectIn(sql, gateways, 'id', ids),
    putGateways: rows => upsertRows(sql, gateways, rows),
    getContainers: tagIds => selectIn(sql, containers, 'tag_id', tagIds),
    knownScans: ids => selectIn(sql, scans, 'id', ids),
    addScans: rows => addScans(sql, rows),
    unplacedScans: limit => selectRows(sql, scans, `WHERE placed = 0 ORDER BY received_at, id LIMIT ${Math.trunc(limit)}`),
    async scansSince(tags) {
      const found: ScanRecord[] = []
      for (const list of evenLists(moments(tags))) {
        const { text, values } = sinceMoments('at', list)
        found.push(...(await selectRows(sql, scans, `WHERE ${text}`, values)))
      }
      return oldestFirst(found)
    },
    tripsBefore: tags => selectTripsBefore(sql, moments(tags.map(({ tagId, at }) => ({ tagId, from: at })))),
    async replaceTrips(tags, rounds, placedScans) {
      for (const list of evenLists(moments(tags))) {
        const { text, values } = sinceMoments('began_at', list)
        await connection.run(`DELETE FROM meal_trips WHERE ${text}`, values)
      }
      await insertRows(sql, trips, rounds)
      await setPlaced(1, 'id', placedScans)
    },
    unplaceScans: tagIds => setPlaced(0, 'tag_id', tagIds),
    deliveriesOf: days => selectIn(sql, deliveries, 'day', days),
    addReceipts: rows => insertRows(sql, receipts, rows),
    addCorrections: rows => insertRows(sql, corrections, rows),
    addStock: rows => insertRows(sql, stockEntries, rows),
    stockOf: kitchenId => selectStock(sql, kitchenId),
    forget: (programmeId, day, at) => removeDays(sql, programmeId, { day, at }),
    eraseProgramme: programmeId => removeProgramme(sql, programmeId),
  }
}

/** What is read of it. */
export function mealStore({ query, dialect }: StoreContext): MealStore {
  const on = <T>(work: (sql: Sql) => Promise<T>) => query(connection => work({ connection, dialect }))
  const time = (iso: string) => dialect.encode('time', iso)
  return {
    programmes: () => on(sql => selectRows(sql, programmes, 'ORDER BY id')),
    places: () => on(sql => selectRows(sql, places, 'ORDER BY id')),
    vehicles: () => on(sql => selectRows(sql, mealVehicles, 'ORDER BY id')),
    menus: () => on(sql => selectRows(sql, menus, 'ORDER BY id')),
    gateways: () => on(sql => selectRows(sql, gateways, 'ORDER BY id')),
    batches: filter => on(sql => selectRows(sql, batches, ...ofDays(filter, 'day, id'))),
    batch: async id => (await on(sql => selectIn(sql, batches, 'id', [id])))[0],
    containers: (filter, page) => on(sql => selectContainers(sql, filter, page)),
    deliveries: filter => on(sql => selectRows(sql, deliveries, ...ofDays(filter, 'day, id'))),
    delivery: async id => (await on(sql => selectIn(sql, deliveries, 'id', [id])))[0],
    trips: filter =>
      on(sql =>
        'deliveryId' in filter
          ? selectRows(sql, trips, 'WHERE delivery_id = ? ORDER BY began_at, id', [filter.deliveryId])
          : selectRows(sql, trips, ...ofDays(filter, 'began_at, id')),
      ),
    strayTrips: (from, to) =>
      on(sql => selectRows(sql, trips, 'WHERE day >= ? AND day <= ? AND programme_id IS NULL ORDER BY began_at, id', [from, to])),
    openTrips: (programmeId, beforeDay) => on(sql => selectOpenTrips(sql, programmeId, beforeDay)),
    scans: (filter, page) => on(sql => selectNewest(sql, scans, scansWithin(sql, filter), page)),
    countScans: (from, to) =>
      query(async connection => {
        const [row] = await connection.all('SELECT COUNT(*) AS scan_count FROM meal_scans WHERE at >= ? AND at < ?', [time(from), time(to)])
        return Number(row?.scan_count ?? 0)
      }),
    receipts: async filter =>
      oldestFirst(
        await on(sql =>
          selectIn(sql, receipts, 'gateway_id', filter.gatewayIds, ' AND at >= ? AND at < ?', [time(filter.from), time(filter.to)]),
        ),
      ),
    corrections: async deliveryIds => oldestFirst(await on(sql => selectIn(sql, corrections, 'delivery_id', deliveryIds))),
    stock: kitchenId => on(sql => selectStock(sql, kitchenId)),
    stockEntries: (kitchenId, page) => on(sql => selectNewest(sql, stockEntries, is('kitchen_id', kitchenId), page)),
  }
}

/** Those that are not there; nobody else writes meanwhile, so looking first is enough. */
async function addScans(sql: Sql, rows: readonly ScanRecord[]): Promise<string[]> {
  const fresh = new Map(rows.toReversed().map(scan => [scan.id, scan]))
  for (const list of inLists([...fresh.keys()])) {
    const known = await sql.connection.all(`SELECT id FROM meal_scans WHERE id IN (${marks(list)})`, list)
    for (const { id } of known) fresh.delete(String(id))
  }
  const added = rows.filter(scan => fresh.get(scan.id) === scan)
  await insertRows(sql, scans, added)
  return added.map(({ id }) => id)
}

/** A range of the index for each tag: the history of one reaches back as far as it may, and costs the others nothing. */
function sinceMoments(column: 'at' | 'began_at', tags: readonly TagMoment[]): Condition {
  return { text: tags.map(() => `(tag_id = ? AND ${column} >= ?)`).join(' OR '), values: tags.flat() }
}

/** A look into the index for each tag. */
async function selectTripsBefore({ connection, dialect }: Sql, tags: readonly TagMoment[]): Promise<TripRecord[]> {
  const last = new Map<string, TripRecord>()
  for (const list of evenLists(tags)) {
    const wanted = list.map((_, n) => (n === 0 ? `SELECT ? AS tag_id, ${dialect.moment} AS moment` : `SELECT ?, ${dialect.moment}`))
    const rows = await connection.all(
      `SELECT ${columnList(dialect, trips.columns, 't.')} FROM (${wanted.join(' UNION ALL ')}) w CROSS JOIN meal_trips t
       WHERE t.tag_id = w.tag_id AND t.began_at = (SELECT b.began_at FROM meal_trips b
       WHERE b.tag_id = w.tag_id AND b.began_at < w.moment ORDER BY b.began_at DESC LIMIT 1)`,
      list.flat(),
    )
    for (const trip of rows.map(row => readRow<TripRecord>(dialect, trips.columns, row))) {
      const other = last.get(trip.tagId)
      if (other === undefined || trip.id < other.id) last.set(trip.tagId, trip)
    }
  }
  return [...last.values()]
}

/** By container, not by what is open: where nobody scans what comes back, that is every round there ever was. */
async function selectOpenTrips({ connection, dialect }: Sql, programmeId: string, beforeDay: string): Promise<TripRecord[]> {
  const rows = await connection.all(
    `SELECT ${columnList(dialect, trips.columns, 't.')} FROM meal_containers c CROSS JOIN meal_trips t
     WHERE c.programme_id = ? AND t.id = (SELECT b.id FROM meal_trips b WHERE b.tag_id = c.tag_id ORDER BY b.began_at DESC, b.id DESC LIMIT 1)
     AND t.returned_at IS NULL AND t.day < ? ORDER BY t.began_at, t.id`,
    [programmeId, beforeDay],
  )
  return rows.map(row => readRow<TripRecord>(dialect, trips.columns, row))
}

async function selectContainers(
  sql: Sql,
  { programmeId, schoolId, kitchenId, tagIds }: Parameters<MealStore['containers']>[0],
  page: Page,
): Promise<Paged<ContainerRecord>> {
  const among = tagIds === undefined ? [] : [...inLists(tagIds)].flat()
  const { text, values } = allOf([
    ...is('programme_id', programmeId),
    ...is('school_id', schoolId),
    ...is('kitchen_id', kitchenId),
    ...(tagIds === undefined ? [] : [{ text: `tag_id IN (${marks(among)})`, values: among }]),
    ...is('tag_id', nameAfter(page), '>'),
  ])
  const rows = await selectRows(sql, containers, `${text} ORDER BY tag_id LIMIT ${takeOf(page)}`, values)
  return pageByName(rows, page, ({ tagId }) => tagId)
}

function ofDays(
  { programmeId, from, to }: { programmeId?: string | undefined; from: string; to: string },
  order: string,
): [rest: string, values: readonly SqlValue[]] {
  const { text, values } = allOf([...is('day', from, '>='), ...is('day', to, '<='), ...is('programme_id', programmeId)])
  return [`${text} ORDER BY ${order}`, values]
}

function scansWithin({ dialect }: Sql, { tagId, gatewayId, programmeIds, step, from, to }: ScanFilter): Condition[] {
  const time = (iso: string | undefined) => (iso === undefined ? undefined : dialect.encode('time', iso))
  const among = [...inLists(programmeIds ?? [])].flat()
  // Asked of each scan along the index of time: as a list of tags, MariaDB sorts every scan of the programme for the newest few.
  const ofProgrammes =
    among.length === 0
      ? { text: '1 = 0', values: [] }
      : {
          text: `(SELECT c.programme_id FROM meal_containers c WHERE c.tag_id = meal_scans.tag_id) IN (${marks(among)})`,
          values: among,
        }
  return [
    ...is('tag_id', tagId),
    ...is('gateway_id', gatewayId),
    ...is('step', step),
    ...is('at', time(from), '>='),
    ...is('at', time(to), '<'),
    ...(programmeIds === undefined ? [] : [ofProgrammes]),
  ]
}

async function selectStock({ connection, dialect }: Sql, kitchenId: string): ReturnType<MealStore['stock']> {
  const rows = await connection.all(
    `SELECT item, unit, SUM(difference) AS quantity, MAX(at) AS changed_at FROM meal_stock_entries
     WHERE kitchen_id = ? GROUP BY item, unit ORDER BY item, unit`,
    [kitchenId],
  )
  return rows.map(({ item, unit, quantity, changed_at }) => ({
    item: String(item),
    unit: String(unit),
    quantity: Number(quantity),
    changedAt: String(dialect.decode('time', changed_at)),
  }))
}

function oldestFirst<T extends { at: string; id: string }>(rows: readonly T[]): T[] {
  return rows.toSorted((one, other) => {
    if (one.at !== other.at) return one.at < other.at ? -1 : 1
    return one.id < other.id ? -1 : 1
  })
}
