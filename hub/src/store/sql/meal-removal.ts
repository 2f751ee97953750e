/** Forgetting a meal programme: of old days, or the whole of it. */
import { type Condition, allOf, is } from './pages.ts'
import type { Sql } from './rows.ts'

const placesOf = 'SELECT id FROM meal_places WHERE programme_id = ?'
const gatewaysOf = `SELECT id FROM meal_gateways WHERE place_id IN (${placesOf})`
const tagsOf = 'SELECT tag_id FROM meal_containers WHERE programme_id = ?'
/** Made at a place of the programme with a tag that nobody entered. */
const strayScan = `gateway_id IN (${gatewaysOf}) AND tag_id NOT IN (SELECT tag_id FROM meal_containers)`

/** Before which day of the calendar, and before which moment. */
export interface Before {
  day: string
  at: string
}

/** Deletes what was planned and what happened, all of it without `before`; resolves to how many scans went. */
export async function removeDays(sql: Sql, programmeId: string, before?: Before): Promise<number> {
  const day = is('day', before?.day, '<')
  const at = is('at', before === undefined ? undefined : sql.dialect.encode('time', before.at), '<')
  const own = { text: 'programme_id = ?', values: [programmeId] }
  const ownDeliveries = allOf([own, ...day])
  const ofDelivery = { text: `delivery_id IN (SELECT id FROM meal_deliveries ${ownDeliveries.text})`, values: ownDeliveries.values }
  const stray = `programme_id IS NULL AND (tag_id IN (${tagsOf}) OR id IN (SELECT id FROM meal_scans WHERE ${strayScan}))`
  await removeWhere(sql, 'meal_trips', [{ text: `(programme_id = ? OR ${stray})`, values: thrice(programmeId) }, ...day])
  const scans = { text: `(tag_id IN (${tagsOf}) OR (${strayScan}))`, values: [programmeId, programmeId] }
  const gone = await removeWhere(sql, 'meal_scans', [scans, ...at])
  await removeWhere(sql, 'meal_receipts', [{ text: `gateway_id IN (${gatewaysOf})`, values: [programmeId] }, ...at])
  await removeWhere(sql, 'meal_corrections', [ofDelivery])
  await removeWhere(sql, 'meal_deliveries', [own, ...day])
  await removeWhere(sql, 'meal_batches', [own, ...day])
  return gone
}

/** Deletes the programme and everything that is told by its name. */
export async function removeProgramme(sql: Sql, programmeId: string): Promise<void> {
  await removeDays(sql, programmeId)
  await removeWhere(sql, 'meal_stock_entries', [{ text: `kitchen_id IN (${placesOf})`, values: [programmeId] }])
  await sql.connection.run(`UPDATE meal_gateways SET place_id = NULL WHERE place_id IN (${placesOf})`, [programmeId])
  const own = { text: 'programme_id = ?', values: [programmeId] }
  for (const table of ['meal_containers', 'meal_menus', 'meal_vehicles', 'meal_places']) await removeWhere(sql, table, [own])
  await removeWhere(sql, 'meal_programmes', [{ text: 'id = ?', values: [programmeId] }])
}

function thrice(value: string): string[] {
  return [value, value, value]
}

function removeWhere({ connection }: Sql, table: string, conditions: readonly Condition[]): Promise<number> {
  const { text, values } = allOf(conditions)
  return connection.run(`DELETE FROM ${table} ${text}`, values)
}
