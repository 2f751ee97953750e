/** Reading `DATABASE_URL`. Nothing here, errors included, repeats the URL: it holds a password. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { CodedError } from '@palang/kit'

export interface SqliteTarget {
  engine: 'sqlite'
  /** Absolute path of the database file. */
  file: string
}

export interface MysqlTarget {
  engine: 'mysql'
  host: string
  port: number
  user: string
  password: string
  database: string
  /** `?ssl=true`: encrypted, and the server's certificate must be valid. */
  tls: boolean
}

export type DatabaseTarget = SqliteTarget | MysqlTarget

/**
 * `file:<path>` (relative to the working directory) or `mysql://user:password@host:port/database`, `mariadb://` alike.
 * Throws `config_invalid`, without the URL in it.
 */
export function parseDatabaseUrl(url: string): DatabaseTarget {
  if (url.startsWith('file:')) return { engine: 'sqlite', file: filePath(url) }
  if (!/^(mysql|mariadb):\/\//.test(url)) throw invalid('it must begin with file: or mysql://')
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw invalid('it is no valid URL; characters such as @ : / in the password must be percent-encoded')
  }
  const database = decodeURIComponent(parsed.pathname.slice(1))
  if (!/^[A-Za-z0-9_$-]{1,64}$/.test(database))
    throw invalid('it must end with the name of a database, as mysql://user:password@host:3306/palang')
  return {
    engine: 'mysql',
    host: decodeURIComponent(parsed.hostname.replace(/^\[(.*)\]$/, '$1')),
    port: parsed.port === '' ? 3306 : Number(parsed.port),
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database,
    tls: parsed.searchParams.get('ssl') === 'true',
  }
}

/** What may be written to a log about where the data is. */
export function describeTarget(target: DatabaseTarget): string {
  return target.engine === 'sqlite' ? target.file : `${target.host}:${target.port}/${target.database}`
}

function filePath(url: string): string {
  const written = url.startsWith('file://') ? fileURLToPath(url.replace(/\?.*$/, '')) : url.slice('file:'.length).replace(/\?.*$/, '')
  if (written === '' || written === ':memory:') throw invalid('file: must be followed by the path of a file')
  return path.resolve(written)
}

function invalid(why: string): CodedError<'config_invalid'> {
  return new CodedError('config_invalid', `the database URL cannot be used: ${why}`)
}
