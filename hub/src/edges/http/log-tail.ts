/** The newest lines of the log files, read from the end and bounded, so that a gigabyte of logs costs no more than a page. */
import { open, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { LogLine } from '@palang/protocol'

export interface LogRequest {
  directory: string
  /** The lowest level wanted. */
  level?: LogLine['level'] | undefined
  source?: string | undefined
  /** ISO time; only lines at or after it. */
  since?: string | undefined
  limit: number
}

/** At most this much of the end of one source is read. */
const mostBytesPerSource = 1024 * 1024
const rank = { debug: 20, info: 30, warn: 40, error: 50 } as const
/** `central_hub.log`, `central_hub.3.log`, `central_hub.2026-01-20.3.log`: one source, rotated. */
const fileName = /^([a-z0-9][a-z0-9_-]{0,63}?)(?:\.\d{4}-\d{2}-\d{2}(?:-\d{2})?)?(?:\.\d+)?\.log$/
const hiddenFields = new Set(['level', 'time', 'msg', 'name', 'pid', 'hostname'])

/** Lines newest first. Files that vanish while being read, and lines that are not JSON, are passed over. */
export async function tailLogs(request: LogRequest): Promise<LogLine[]> {
  const sources = await listSources(request.directory)
  const wanted = [...sources].filter(([source]) => request.source === undefined || request.source === source)
  const lines = await Promise.all(wanted.map(([source, files]) => tailSource(source, files, request)))
  return lines
    .flat()
    .toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    .slice(0, request.limit)
}

interface LogFile {
  file: string
  bytes: number
  modifiedMs: number
}

async function listSources(directory: string): Promise<Map<string, LogFile[]>> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  const sources = new Map<string, LogFile[]>()
  for (const entry of entries) {
    const source = fileName.exec(entry.name)?.[1]
    // Links beside the rotated files name one of them again.
    if (source === undefined || !entry.isFile()) continue
    const found = await describeFile(path.join(directory, entry.name))
    if (found !== undefined) sources.set(source, [...(sources.get(source) ?? []), found])
  }
  for (const files of sources.values())
    files.sort((a, b) => b.modifiedMs - a.modifiedMs || b.file.localeCompare(a.file, 'en', { numeric: true }))
  return sources
}

async function describeFile(file: string): Promise<LogFile | undefined> {
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    const { size, mtimeMs } = await handle.stat()
    return { file, bytes: size, modifiedMs: mtimeMs }
  } finally {
    await handle.close()
  }
}

async function tailSource(source: string, files: readonly LogFile[], request: LogRequest): Promise<LogLine[]> {
  const found: LogLine[] = []
  let budget = mostBytesPerSource
  for (const { file, bytes } of files) {
    if (budget <= 0 || found.length >= request.limit) break
    const take = Math.min(bytes, budget)
    budget -= take
    const text = await readEnd(file, bytes, take)
    const lines = text.split('\n')
    // The first line is cut when the file began earlier than what was read.
    const whole = take < bytes ? lines.slice(1) : lines
    for (const line of whole.toReversed()) {
      const parsed = parseLine(line, source)
      if (parsed === undefined || !matches(parsed, request)) continue
      found.push(parsed)
      if (found.length >= request.limit) break
    }
  }
  return found
}

async function readEnd(file: string, bytes: number, take: number): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return ''
  try {
    const buffer = Buffer.alloc(take)
    const { bytesRead } = await handle.read(buffer, 0, take, bytes - take)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

function parseLine(line: string, source: string): LogLine | undefined {
  const record = readRecord(line)
  const { level, time, msg } = record ?? {}
  if (record === undefined || typeof level !== 'number' || typeof time !== 'number' || Math.abs(time) > 8.64e15) return undefined
  const fields = Object.fromEntries(Object.entries(record).filter(([key]) => !hiddenFields.has(key)))
  return { at: new Date(time).toISOString(), level: levelOf(level), source, message: typeof msg === 'string' ? msg : '', fields }
}

function readRecord(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function levelOf(level: number): LogLine['level'] {
  if (level >= rank.error) return 'error'
  if (level >= rank.warn) return 'warn'
  return level >= rank.info ? 'info' : 'debug'
}

function matches(line: LogLine, { level, since }: LogRequest): boolean {
  return (level === undefined || rank[line.level] >= rank[level]) && (since === undefined || line.at >= since)
}
