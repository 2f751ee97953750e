/** The little the store asks of a database driver. */

export type SqlValue = string | number | null
export type SqlRow = Readonly<Record<string, SqlValue>>

export interface SqlConnection {
  /** Runs a prepared statement with `?` placeholders and gives all its rows. */
  all(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>
  /** Runs a prepared statement that gives no rows; resolves to how many rows it touched. */
  run(sql: string, values?: readonly SqlValue[]): Promise<number>
}
