/** What the migrator needs of an engine. */
import type { SqlConnection } from './sql/connection.ts'

export interface MigrationTarget extends SqlConnection {
  /** Creates Prisma's book of migrations when it is missing. */
  bookSql: string
  /** The time now as an SQL expression, in the form Prisma's engine writes into the book. */
  now: string
  /** Runs `work` while no other process can migrate the same database; undoes it when it throws, as far as the engine can. */
  locked<T>(work: (database: MigrationTarget) => Promise<T>): Promise<T>
  /** Runs any number of statements. */
  script(sql: string): Promise<void>
  close(): Promise<void>
}
