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

async function salesWhere(
  { connection, dialect }: Sql,
  { from, to, group, utcOffsetMs }: Omit<SaleFilter, 'machineIds'>,
  among: string,
  values: readonly SqlValue[],
): Promise<SaleTotal[]> {
  const key = keyOf(dialect, group, utcOffsetMs)
  const rows = await connection.all(
    `SELECT ${key} AS heading, p.result AS sale_result, COUNT(*) AS sales, SUM(p.delivered_ml) AS delivered, SUM(p.charged) AS charged
     FROM pours p WHERE p.ended_at >= ? AND p.ended_at < ? AND p.result IS NOT NULL${among} GROUP BY ${key}, p.result`,
    [dialect.encode('time', from), dialect.encode('time', to), ...values],
  )
  return rows.map(({ heading, sale_result, sales, delivered, charged }) => ({
    key: String(heading),
    result: saleResult.parse(sale_result),
    sales: Number(sales),
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
