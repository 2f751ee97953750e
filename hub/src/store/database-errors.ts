/** Whatever a driver or Prisma throws becomes one of our coded errors here, and nowhere else. */
import { CodedError, messageOf } from '@palang/kit'

/** What the store made of a failure: not there (try again), already there, or a mistake of ours. */
type Kind = 'unavailable' | 'unique' | 'mistake'

/** SQLite's primary result codes (sqlite.org/rescode.html) after which trying again later can help. */
const sqliteUnavailable = new Set([
  'BUSY',
  'LOCKED',
  'NOMEM',
  'READONLY',
  'INTERRUPT',
  'IOERR',
  'CORRUPT',
  'FULL',
  'CANTOPEN',
  'PROTOCOL',
  'NOTADB',
])

/**
 * Errors of a server that is there (MySQL error reference, B.3.1) after which trying again can help: too many connections,
 * access denied, unknown database, shutting down, out of space, table full, lock wait and deadlock, killed or read-only.
 */
const mysqlUnavailable = new Set([
  1040, 1044, 1045, 1049, 1053, 1021, 1114, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1290, 1317, 1792, 1836, 1927, 2006, 2013,
])
const mysqlUnique = new Set([1022, 1062, 1169, 1586])

/** Prisma's codes for "cannot connect", "closed", "timed out", "write conflict" and the like. */
const prismaUnavailable = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1010',
  'P1011',
  'P1017',
  'P2024',
  'P2028',
  'P2034',
  'P2037',
])

/**
 * `error` as a coded error: `database_unavailable` (retryable), `uniqueCode` when a row with that key exists, or `internal`
 * when the statement itself was wrong. Coded errors pass through unchanged.
 */
export function databaseError(error: unknown, uniqueCode: 'already_exists' | 'conflict'): CodedError {
  if (error instanceof CodedError) return error
  const kind = kindOf(error)
  if (kind === 'unique') return new CodedError(uniqueCode, 'there is a record with this key already', { cause: error })
  if (kind === 'unavailable') return unavailable('the database does not answer', error)
  return new CodedError('internal', `the database refused a statement: ${messageOf(error)}`, { cause: error })
}

/** A `database_unavailable` error. */
export function unavailable(message: string, cause?: unknown): CodedError<'database_unavailable'> {
  return new CodedError('database_unavailable', message, { retryable: true, cause })
}

/** Whether `error` is the mariadb driver's own word for a server that is away. */
export function isDatabaseGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'SqlError' && kindOf(error) === 'unavailable'
}

function kindOf(error: unknown): Kind {
  if (!(error instanceof Error)) return 'mistake'
  const prisma = text(error, 'code')
  if (prisma === 'P2002') return 'unique'
  if (error.name === 'PrismaClientInitializationError' || (prisma !== undefined && prismaUnavailable.has(prisma))) return 'unavailable'
  for (const layer of layersOf(error)) {
    const kind = kindOfDriver(layer)
    if (kind !== undefined) return kind
  }
  return 'mistake'
}

function kindOfDriver(layer: object): Kind | undefined {
  const sqlite = sqliteCode(layer)
  if (sqlite !== undefined) {
    if (sqlite === 'CONSTRAINT_UNIQUE' || sqlite === 'CONSTRAINT_PRIMARYKEY') return 'unique'
    return sqliteUnavailable.has(sqlite.split('_')[0] ?? '') ? 'unavailable' : 'mistake'
  }
  if (text(layer, 'message')?.startsWith('ConnectionFailed(') === true) return 'unavailable'
  const number = mysqlNumber(layer)
  if (number !== undefined) {
    if (mysqlUnique.has(number)) return 'unique'
    // mariadb's own errors are 45xxx; those between 45000 and 45099 are about connections and pools, as 45028 "pool timeout".
    if (mysqlUnavailable.has(number) || (number >= 45_000 && number < 45_100)) return 'unavailable'
  }
  if (systemCode(layer) !== undefined || Reflect.get(layer, 'fatal') === true) return 'unavailable'
  return number === undefined ? undefined : 'mistake'
}

/** The error, its causes, and what Prisma's adapters tucked away: all objects that may name the failure. */
function* layersOf(error: unknown, depth = 0): Generator<object> {
  if (typeof error !== 'object' || error === null || depth > 6) return
  yield error
  for (const key of ['cause', 'meta', 'driverAdapterError']) yield* layersOf(Reflect.get(error, key), depth + 1)
}

function sqliteCode(error: object): string | undefined {
  const code = text(error, 'code')
  return code?.startsWith('SQLITE_') ? code.slice('SQLITE_'.length) : undefined
}

/** `errno` of mysql2 and mariadb, `code` or `originalCode` of Prisma's adapter. Negative ones are the operating system's. */
function mysqlNumber(error: object): number | undefined {
  for (const key of ['errno', 'code', 'originalCode']) {
    const number = Number(Reflect.get(error, key) ?? Number.NaN)
    if (Number.isInteger(number) && number >= 1000) return number
  }
  return undefined
}

/** The code of a system call that failed, on a socket or a folder, or of a driver whose connection is gone. */
function systemCode(error: object): string | undefined {
  const code = text(error, 'code')
  if (code === undefined) return undefined
  return text(error, 'syscall') !== undefined || /^(ECONN|EPIPE|EHOST|ENET|ETIMEDOUT|PROTOCOL_|POOL_CLOSED|CLIENT_CLOSED)/.test(code)
    ? code
    : undefined
}

function text(value: object, key: string): string | undefined {
  const found: unknown = Reflect.get(value, key)
  return typeof found === 'string' ? found : undefined
}
