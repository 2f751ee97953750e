/** JSON lines to a rotated file, readable lines to a terminal. Secrets are redacted by name wherever they appear. */
import path from 'node:path'
import pino, { type Logger } from 'pino'

export type Log = Logger

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

const secretKeys = ['token', 'password', 'authorization', 'cookie', 'secret', 'apiKey', 'api_key']
const redact = secretKeys.flatMap(key => [key, `*.${key}`, `*.*.${key}`])

export interface LogOptions {
  /** Process name, as `central_hub` or a machine id; also the file name. */
  name: string
  level: LogLevel
  /** Folder of the log files; without it nothing is written to disk. */
  directory?: string
  /** Write readable lines to stdout as well. */
  terminal?: boolean
}

/** Opens a logger. Files rotate at 10 MB or daily and fourteen are kept; the newest is reachable as `<name>.log`. */
export function openLog({ name, level, directory, terminal }: LogOptions): Log {
  const targets: pino.TransportTargetOptions[] = []
  if (directory !== undefined) {
    targets.push({
      target: 'pino-roll',
      level,
      options: { file: path.join(directory, name), extension: '.log', size: '10m', limit: { count: 14 }, mkdir: true },
    })
  }
  if (terminal === true) {
    targets.push({ target: 'pino-pretty', level, options: { ignore: 'pid,hostname,name', translateTime: 'HH:MM:ss.l', singleLine: true } })
  }
  if (targets.length === 0) return silentLog()
  return pino({ name, level, redact }, pino.transport({ targets }))
}

/** A logger that says nothing, for tests and tools. */
export function silentLog(): Log {
  return pino({ level: 'silent' })
}
