/** Where all money stands, and whether cards and machines agree with the ledger, in prepared SQL. */
import type { MoneyBalance } from '../prepaid-store.ts'
import type { SqlConnection } from './connection.ts'

/** Cards and machines whose balance is not what the ledger says, at most `most` of each. */
export async function balancesThatDiffer(connection: SqlConnection, most: number) {
  const cards = await connection.all(
    `SELECT p.card_id AS id, SUM(p.amount) AS found, SUM(COALESCE(l.amount, 0)) AS expected
     FROM prepaid_entries p LEFT JOIN ledger_entries l ON l.idempotency_key = p.idempotency_key
     GROUP BY p.card_id HAVING SUM(p.amount) <> SUM(COALESCE(l.amount, 0)) LIMIT ${most}`,
    [],
  )
  const machines = await connection.all(
    `SELECT c.machine_id AS id, c.amount AS found, COALESCE(SUM(l.amount), 0) AS expected
     FROM machine_credits c LEFT JOIN ledger_entries l ON l.machine_id = c.machine_id AND l.session_id IS NULL AND l.method = 'credit'
     GROUP BY c.machine_id, c.amount HAVING COALESCE(SUM(l.amount), 0) <> c.amount LIMIT ${most}`,
    [],
  )
  return { cards, machines }
}

/** One statement, so that nothing is booked between two of its sums. */
const balanceSql = `SELECT
  (SELECT SUM(amount) FROM ledger_entries) AS takings,
  (SELECT SUM(paid_amount) FROM sessions) AS sessions,
  (SELECT SUM(s.paid_amount - p.charged) FROM sessions s JOIN pours p ON p.session_id = s.id WHERE p.charged < s.paid_amount) AS owed,
  (SELECT SUM(amount) FROM machine_credits) AS credit,
  (SELECT SUM(amount) FROM prepaid_entries) AS prepaid,
  (SELECT SUM(l.amount) FROM ledger_entries l WHERE l.session_id IS NULL AND l.method <> 'credit'
   AND NOT EXISTS (SELECT 1 FROM prepaid_entries p WHERE p.idempotency_key = l.idempotency_key)) AS other`

/** Where all money stands. */
export async function moneyBalance(connection: SqlConnection): Promise<MoneyBalance> {
  const [row] = await connection.all(balanceSql, [])
  const sum = (name: keyof MoneyBalance) => Number(row?.[name] ?? 0)
  return {
    takings: sum('takings'),
    sessions: sum('sessions'),
    owed: sum('owed'),
    credit: sum('credit'),
    prepaid: sum('prepaid'),
    other: sum('other'),
  }
}
