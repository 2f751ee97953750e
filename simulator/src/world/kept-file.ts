/** What the simulator remembers over its own end: one JSON file, written whole or not at all. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { messageOf, type Log } from '@palang/kit'
import type { z } from 'zod'

export interface KeptFile<T> {
  /** Undefined where there is none, or none that can be read. */
  read(): T | undefined
  /** Never throws: a full disk must not end what is played. */
  write(value: T): void
}

/** `what` says in the log what is in it. */
export function keptFile<T>(file: string, schema: z.ZodType<T>, { log, what }: { log: Log; what: string }): KeptFile<T> {
  return {
    read() {
      let text: string
      try {
        text = readFileSync(file, 'utf8')
      } catch {
        return undefined
      }
      try {
        return schema.parse(JSON.parse(text))
      } catch (error) {
        log.warn({ file, error: messageOf(error) }, `${what} cannot be read; starting without`)
        return undefined
      }
    },
    write(value) {
      try {
        mkdirSync(path.dirname(file), { recursive: true })
        writeFileSync(`${file}.new`, JSON.stringify(value))
        renameSync(`${file}.new`, file)
      } catch (error) {
        log.warn({ file, error: messageOf(error) }, `${what} could not be saved`)
      }
    },
  }
}
