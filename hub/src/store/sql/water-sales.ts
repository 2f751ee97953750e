/** Sales of water added up by what a report asks for. */
import type { SaleFilter, SaleTotal } from '../water-care.ts'
import { saleResult } from '@palang/protocol'
import type { SqlValue } from './connection.ts'
import type { Dialect } from './dialect.ts'
import { inLists, type Sql } from './rows.ts'

/** Along the index of the pours' ends, or of a machine's. */
export async function selectSales(sql: Sql, { machineIds, ...filter }: SaleFilter): Promise<SaleTotal[]> {
  if (machineIds === undefined) return salesWhere(sql, filter, '', [])
  const totals: SaleTotal[] = []
  for (const list of inLists(machineIds))
    totals.push(...(await salesWhere(sql, filter, ` AND p.machine_id IN (${list.map(() => '?').join(', ')})`, list)))
  return totals
}

/** Who paid is in no index: only where nothing came it is looked up, which is why that is asked by itself. */
async function salesWhere(
  sql: Sql,
  filter: Omit<SaleFilter, 'machineIds'>,
  among: string,
  values: readonly SqlValue[],
): Promise<SaleTotal[]> {
  const ended = await endedWhere(sql, filter, among, values)
  const unpaid = await endedWhere(sql, filter, `${among}${nothingCame} AND p.paid_by IS NULL`, values)
  const givenUp = new Map(unpaid.map(({ key, result, count }) => [`${key} ${result}`, count]))
  return ended.map(({ count, ...total }) => {
    const without = givenUp.get(`${total.key} ${total.result}`) ?? 0
    return { ...total, sales: count - without, givenUp: without }
  })
}

const nothingCame = ' AND (p.delivered_ml IS NULL OR p.delivered_ml = 0) AND (p.charged IS NULL OR p.charged = 0)'

type Ended = Omit<SaleTotal, 'sales' | 'givenUp'> & { count: number }

async function endedWhere(
  { connection, dialect }: Sql,
  { from, to, group, utcOffsetMs }: Omit<SaleFilter, 'machineIds'>,
  further: string,
  values: readonly SqlValue[],
): Promise<Ended[]> {
  const key = keyOf(dialect, group, utcOffsetMs)
  const rows = await connection.all(
    `SELECT ${key} AS heading, p.result AS sale_result, COUNT(*) AS ended, SUM(p.delivered_ml) AS delivered, SUM(p.charged) AS charged
     FROM pours p WHERE p.ended_at >= ? AND p.ended_at < ? AND p.result IS NOT NULL${further} GROUP BY ${key}, p.result`,
    [dialect.encode('time', from), dialect.encode('time', to), ...values],
  )
  return rows.map(({ heading, sale_result, ended, delivered, charged }) => ({
    key: String(heading),
    result: saleResult.parse(sale_result),
    count: Number(ended),
    deliveredMl: Number(delivered ?? 0),
    charged: Number(charged ?? 0),
  }))
}

function keyOf(dialect: Dialect, group: SaleFilter['group'], utcOffsetMs: number): string {
  switch (group) {
    case 'machine':
      return 'p.machine_id'
    case 'volume':
      return 'p.ordered_ml'
    case 'hour':
    case 'day':
      return dialect.wallOf('p.ended_at', group, utcOffsetMs)
  }
}
