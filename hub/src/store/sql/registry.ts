/** Cards, vehicles, machines and settings, within a transaction. */
import type { Shelf, Tx } from '../store.ts'
import { selectIn, type Sql, upsertRows } from './rows.ts'
import { cards, machines, settings, type Table, vehicles } from './tables.ts'

/** Records of one table, by id. */
export function shelf<T extends { id: string }>(sql: Sql, table: Table<T>): Shelf<T> {
  return {
    get: async id => (await selectIn(sql, table, 'id', [id]))[0],
    put: record => upsertRows(sql, table, [record]),
    remove: async id => (await sql.connection.run(`DELETE FROM ${sql.dialect.quote(table.name)} WHERE id = ?`, [id])) > 0,
  }
}

/** The registry's part of a transaction. */
export function registryTx(sql: Sql): Pick<Tx, 'cards' | 'vehicles' | 'machines' | 'settings'> {
  return {
    cards: shelf(sql, cards),
    vehicles: shelf(sql, vehicles),
    machines: shelf(sql, machines),
    settings: {
      get: async key => (await selectIn(sql, settings, 'name', [key]))[0]?.value,
      put: (key, value) => upsertRows(sql, settings, [{ key, value }]),
    },
  }
}
