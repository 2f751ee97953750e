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

/** A choice nobody paid for, of which nothing came, is no sale. */
const isGivenUp = 'COALESCE(p.delivered_ml, 0) = 0 AND COALESCE(p.charged, 0) = 0 AND p.paid_by IS NULL'

async function salesWhere(
  { connection, dialect }: Sql,
  { from, to, group, utcOffsetMs }: Omit<SaleFilter, 'machineIds'>,
  among: string,
  values: readonly SqlValue[],
): Promise<SaleTotal[]> {
  const key = keyOf(dialect, group, utcOffsetMs)
  const rows = await connection.all(
    `SELECT ${key} AS heading, p.result AS sale_result, COUNT(*) AS ended, SUM(CASE WHEN ${isGivenUp} THEN 1 ELSE 0 END) AS given_up,
     SUM(p.delivered_ml) AS delivered, SUM(p.charged) AS charged
     FROM pours p WHERE p.ended_at >= ? AND p.ended_at < ? AND p.result IS NOT NULL${among} GROUP BY ${key}, p.result`,
    [dialect.encode('time', from), dialect.encode('time', to), ...values],
  )
  return rows.map(({ heading, sale_result, ended, given_up, delivered, charged }) => ({
    key: String(heading),
    result: saleResult.parse(sale_result),
    sales: Number(ended) - Number(given_up),
    givenUp: Number(given_up),
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
