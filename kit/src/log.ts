/** JSON lines to a rotated file, readable lines to a terminal. Secrets are redacted by name, and inside texts by form. */
import { createRequire } from 'node:module'
import type pretty from 'pino-pretty'
import pino, { multistream, type Logger, type StreamEntry } from 'pino'
import { createStream, type RotatingFileStream } from 'rotating-file-stream'
import { withoutSecrets } from './secrets.ts'

export type Log = Logger

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

const secretKeys = [
  'token',
  'password',
  'authorization',
  'cookie',
  'secret',
  'apiKey',
  'api_key',
  'server_key',
  'secret_key',
  'callback_token',
  'ticket_key',
  'ticketKey',
]
const redact = secretKeys.flatMap(key => [key, `*.${key}`, `*.*.${key}`])

const files = new WeakMap<Log, RotatingFileStream>()

export interface LogOptions {
  /** Process name, as `central_hub` or a machine id; also the file name. */
  name: string
  level: LogLevel
  /** Folder of the log files; without it nothing is written to disk. */
  directory?: string
  /** Write readable lines to stdout as well. */
  terminal?: boolean
  /** Hears every line of level `info` and above, after redaction. */
  onLine?: (line: Record<string, unknown>) => void
}

/**
 * Opens a logger that writes `<directory>/<name>.log`. The file is set aside as `<name>.<n>.log` at 10 MB, and
 * fourteen of those are kept. A disk that is full or read-only costs log lines, never the process.
 */
export function openLog({ name, level, directory, terminal, onLine }: LogOptions): Log {
  const streams: StreamEntry[] = []
  const file = directory === undefined ? undefined : openFile(name, directory)
  if (file !== undefined) streams.push({ level, stream: file })
  if (terminal === true)
    streams.push({ level, stream: prettyStream()({ ignore: 'pid,hostname,name', translateTime: 'HH:MM:ss.l', singleLine: true }) })
  if (onLine !== undefined)
    streams.push({ level: 'info', stream: { write: (line: string) => onLine(JSON.parse(line) as Record<string, unknown>) } })
  if (streams.length === 0) return silentLog()
  // By name first, then whatever still stands inside a text, such as the address in a driver's error.
  const log = pino({ name, level, redact, hooks: { streamWrite: withoutSecrets } }, multistream(streams))
  if (file !== undefined) files.set(log, file)
  return log
}

/** Read only where somebody reads: programs without a terminal do without it and its memory. */
function prettyStream(): typeof pretty {
  return createRequire(import.meta.url)('pino-pretty') as typeof pretty
}

/** Writes out what is buffered; call it before the process ends. Nothing may be logged afterwards. */
export function closeLog(log: Log): Promise<void> {
  const file = files.get(log)
  if (file === undefined || file.writableEnded || file.destroyed) return Promise.resolve()
  return new Promise(resolve => {
    file.once('error', () => resolve())
    file.end(() => resolve())
  })
}

/** A logger that says nothing, for tests and tools. */
export function silentLog(): Log {
  return pino({ level: 'silent' })
}

function openFile(name: string, directory: string): RotatingFileStream {
  const file = createStream((_time, index) => (index === undefined || index === null ? `${name}.log` : `${name}.${index}.log`), {
    path: directory,
    size: '10M',
    rotate: 14,
  })
  let told = false
  file.on('error', (error: Error) => {
    if (!told) process.stderr.write(`${name}: log lines are lost: ${error.message}\n`)
    told = true
  })
  return file
}
