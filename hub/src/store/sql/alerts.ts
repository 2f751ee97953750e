/** What was told of alarms to whom, in prepared SQL. */
import type { StoreContext } from '../context.ts'
import { olderThan, pageOf, takeOf, toRecord } from '../prisma/rows.ts'
import type { AlertDeliveryRecord } from '../records.ts'
import type { Store, Tx } from '../store.ts'
import { selectIn, selectRows, type Sql, upsertRows } from './rows.ts'
import { alarms, alertDeliveries } from './tables.ts'

/** The part of a transaction that notes what is told. */
export function alertTx(sql: Sql): Tx['alerts'] {
  return {
    putMany: deliveries => upsertRows(sql, alertDeliveries, deliveries),
    forget: async before => {
      await sql.connection.run('DELETE FROM alert_deliveries WHERE created_at < ? AND ended_at IS NOT NULL', [
        sql.dialect.encode('time', before),
      ])
    },
  }
}

/** What is read of it. */
export function alertStore({ read, query, dialect }: StoreContext): Store['alerts'] {
  return {
    list: ({ recipient, state }, page) =>
      read(async prisma => {
        const rows = await prisma.alertDelivery.findMany({
          where: {
            AND: [olderThan('createdAt', page), recipient === undefined ? {} : { recipient }, state === undefined ? {} : { state }],
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<AlertDeliveryRecord>), page, ({ createdAt, id }) => ({ time: createdAt, id }))
      }),
    unended: () =>
      query(connection =>
        selectRows({ connection, dialect }, alertDeliveries, "WHERE state IN ('waiting', 'sending') ORDER BY created_at, id"),
      ),
    since: at =>
      query(connection =>
        selectRows({ connection, dialect }, alertDeliveries, 'WHERE created_at >= ? ORDER BY created_at, id', [dialect.encode('time', at)]),
      ),
    alarms: ({ raisedSince, ids }) =>
      query(async connection => {
        const sql = { connection, dialect }
        const since = dialect.encode('time', raisedSince)
        const active = await selectRows(sql, alarms, "WHERE state = 'active'")
        const cleared = await selectRows(sql, alarms, "WHERE state = 'cleared' AND raised_at >= ?", [since])
        const asked = ids.length === 0 ? [] : await selectIn(sql, alarms, 'id', ids)
        return [...new Map([...active, ...cleared, ...asked].map(alarm => [alarm.id, alarm])).values()]
      }),
  }
}
