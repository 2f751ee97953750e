/** Forgetting a meal programme: of old days, or the whole of it. */
import { type Condition, allOf, is } from './pages.ts'
import type { Sql } from './rows.ts'

const placesOf = 'SELECT id FROM meal_places WHERE programme_id = ?'
const gatewaysOf = `SELECT id FROM meal_gateways WHERE place_id IN (${placesOf})`
/** The programme that entered a tag. */
const entered = (tag: string) => `SELECT c.programme_id FROM meal_containers c WHERE c.tag_id = ${tag}`
/** The programme of the place at which a gateway scans. */
const placed = (gateway: string) =>
  `SELECT p.programme_id FROM meal_gateways g JOIN meal_places p ON p.id = g.place_id WHERE g.id = ${gateway}`
const firstGateway = '(SELECT s.gateway_id FROM meal_scans s WHERE s.id = meal_trips.id)'
/** Looked up row by row: in old days there are few, and they are found by their time. */
const ofScan = `COALESCE((${entered('meal_scans.tag_id')}), (${placed('meal_scans.gateway_id')})) = ?`
const ofTrip = `COALESCE(programme_id, (${entered('meal_trips.tag_id')}), (${placed(firstGateway)})) = ?`

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
  await removeWhere(sql, 'meal_trips', [{ text: ofTrip, values: [programmeId] }, ...day])
  const gone = await removeWhere(sql, 'meal_scans', [{ text: ofScan, values: [programmeId] }, ...at])
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

function removeWhere({ connection }: Sql, table: string, conditions: readonly Condition[]): Promise<number> {
  const { text, values } = allOf(conditions)
  return connection.run(`DELETE FROM ${table} ${text}`, values)
}
