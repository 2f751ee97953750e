/** The store for a database URL; everything else of this folder is behind it. */
import type { Log } from '@palang/kit'
import { storeContext } from './context.ts'
import { databaseError, unavailable } from './database-errors.ts'
import type { Database } from './database.ts'
import { type DatabaseTarget, describeTarget, parseDatabaseUrl } from './database-url.ts'
import { commandStore, factStore, ledgerStore, shiftStore, watchStore } from './prisma/history.ts'
import { accessStore } from './prisma/access.ts'
import { configurationStore, idempotencyStore } from './prisma/office.ts'
import { customerStore, placeStore } from './prisma/registry.ts'
import { sessionStore } from './prisma/sessions.ts'
import { alertStore } from './sql/alerts.ts'
import { onlinePaymentStore } from './sql/online-payments.ts'
import { mysqlDialect, sqliteDialect } from './sql/dialect.ts'
import { identityStore } from './sql/identity.ts'
import { mealStore } from './sql/meals.ts'
import { prepaidStore } from './sql/prepaid.ts'
import { readingStore } from './sql/readings.ts'
import { recountStore } from './sql/recounts.ts'
import { transactionOn } from './sql/transaction.ts'
import { premisesStore } from './sql/premises.ts'
import { treatmentStore } from './sql/treatments.ts'
import { waterCareStore } from './sql/water-care.ts'
import type { Store } from './store.ts'

export { migrate } from './migrate.ts'

export interface OpenStoreOptions {
  /** `file:<path>` or `mysql://user:password@host:port/database`; never logged. */
  databaseUrl: string
  log: Log
}

/**
 * The store on the engine the URL names. Nothing is opened before `start()`, and the schema must have been migrated.
 * Throws `config_invalid` when the URL is none of ours.
 */
export function openStore({ databaseUrl, log }: OpenStoreOptions): Store {
  const target = parseDatabaseUrl(databaseUrl)
  let database: Database | undefined
  const context = storeContext(target.engine === 'sqlite' ? sqliteDialect : mysqlDialect, () => {
    if (database === undefined) throw unavailable('the database is not open')
    return database
  })
  return {
    engine: target.engine,
    async start() {
      if (database !== undefined) return
      try {
        database = await open(target, log)
      } catch (error) {
        throw databaseError(error, 'conflict')
      }
      log.info({ engine: target.engine, database: describeTarget(target) }, 'database open')
    },
    async stop() {
      await context.idle()
      const closing = database
      database = undefined
      await closing?.close()
    },
    ping: () => context.query(async connection => void (await connection.all('SELECT 1'))),
    transact: work => context.transaction(sql => work(transactionOn(sql))),
    ...placeStore(context),
    ...customerStore(context),
    ...identityStore(context),
    sessions: sessionStore(context),
    facts: factStore(context),
    ledger: ledgerStore(context),
    onlinePayments: onlinePaymentStore(context),
    prepaid: prepaidStore(context),
    shifts: shiftStore(context),
    recounts: recountStore(context),
    ...readingStore(context),
    waterCare: waterCareStore(context),
    treatments: treatmentStore(context),
    premises: premisesStore(context),
    meals: mealStore(context),
    commands: commandStore(context),
    ...watchStore(context),
    alerts: alertStore(context),
    ...configurationStore(context),
    idempotency: idempotencyStore(context),
    ...accessStore(context),
  }
}

/** A site on SQLite never loads the drivers of MySQL. */
async function open(target: DatabaseTarget, log: Log): Promise<Database> {
  if (target.engine === 'sqlite') return (await import('./sqlite-database.ts')).openSqliteDatabase(target, log)
  return (await import('./mysql-database.ts')).openMysqlDatabase(target)
}
