/** Cards, vehicles, machines, price lists and settings, within a transaction. */
import { CodedError } from '@palang/kit'
import { canonicalJson } from '../canonical-json.ts'
import type { Shelf, Tx } from '../store.ts'
import { insertRows, selectIn, selectRows, type Sql, upsertRows } from './rows.ts'
import { cards, machines, settings, type Table, tariffs, vehicles } from './tables.ts'

/** Records of one table, by id. */
export function shelf<T extends { id: string }>(sql: Sql, table: Table<T>): Shelf<T> {
  return {
    get: async id => (await selectIn(sql, table, 'id', [id]))[0],
    put: record => upsertRows(sql, table, [record]),
    remove: async id => (await sql.connection.run(`DELETE FROM ${sql.dialect.quote(table.name)} WHERE id = ?`, [id])) > 0,
  }
}

/** The registry's part of a transaction. */
export function registryTx(sql: Sql): Pick<Tx, 'cards' | 'vehicles' | 'machines' | 'tariffs' | 'settings'> {
  return {
    cards: shelf(sql, cards),
    vehicles: shelf(sql, vehicles),
    machines: shelf(sql, machines),
    tariffs: {
      async add(tariff) {
        const [known] = await selectRows(sql, tariffs, 'WHERE id = ? AND version = ?', [tariff.id, tariff.version])
        if (known === undefined) return insertRows(sql, tariffs, [tariff])
        if (canonicalJson(known.definition) === canonicalJson(tariff.definition)) return
        throw new CodedError('conflict', `tariff ${tariff.id} version ${tariff.version} is stored with another content`)
      },
    },
    settings: {
      get: async key => (await selectIn(sql, settings, 'name', [key]))[0]?.value,
      put: (key, value) => upsertRows(sql, settings, [{ key, value }]),
    },
  }
}
