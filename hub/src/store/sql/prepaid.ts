/** Prepaid cards and the credit of machines, in prepared SQL. */
import type { StoreContext } from '../context.ts'
import type { MachineCreditRecord, PrepaidEntryRecord, PrepaidStore, PrepaidTx } from '../prepaid-store.ts'
import { olderThan, pageOf, takeOf, toRecord } from '../prisma/rows.ts'
import type { SqlConnection } from './connection.ts'
import { appendOnce } from './money.ts'
import { selectIn, type Sql, upsertRows } from './rows.ts'
import { table } from './tables.ts'

const prepaidEntries = table<PrepaidEntryRecord>('prepaid_entries', ['id'], {
  id: 'text',
  cardId: 'text',
  kind: 'text',
  amount: 'int',
  currency: 'text',
  idempotencyKey: 'text',
  sessionId: 'text',
  machineId: 'text',
  occurredAt: 'time',
  actor: 'text',
  reason: 'text',
})

const machineCredits = table<MachineCreditRecord>('machine_credits', ['machineId'], { machineId: 'text', amount: 'int' })

/** The part of a transaction that moves balances. */
export function prepaidTx(sql: Sql): PrepaidTx {
  const { connection, dialect } = sql
  return {
    claim: async cardId => void (await connection.all(`SELECT id FROM cards WHERE id = ?${dialect.lockRows}`, [cardId])),
    balance: cardId => balanceOf(connection, cardId),
    byKey: async key => (await selectIn(sql, prepaidEntries, 'idempotency_key', [key]))[0],
    ofSessions: ids => selectIn(sql, prepaidEntries, 'session_id', ids, ' ORDER BY occurred_at, id'),
    append: entries => appendOnce(sql, prepaidEntries, entries),
    credits: {
      getMany: machineIds => selectIn(sql, machineCredits, 'machine_id', machineIds),
      putMany: credits => upsertRows(sql, machineCredits, credits),
    },
  }
}

/** What is read of prepaid cards. */
export function prepaidStore({ read, query }: StoreContext): PrepaidStore {
  return {
    balance: cardId => query(connection => balanceOf(connection, cardId)),
    list: ({ cardId }, page) =>
      read(async prisma => {
        const rows = await prisma.prepaidEntry.findMany({
          where: { AND: [{ cardId }, olderThan('occurredAt', page)] },
          orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<PrepaidEntryRecord>), page, ({ occurredAt, id }) => ({ time: occurredAt, id }))
      }),
  }
}

async function balanceOf(connection: SqlConnection, cardId: string): Promise<number> {
  const [row] = await connection.all('SELECT COALESCE(SUM(amount), 0) AS balance FROM prepaid_entries WHERE card_id = ?', [cardId])
  return Number(row?.balance ?? 0)
}
