/** One controller for one machine's folder: two would write one journal, and each would forget what the other has saved. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CodedError, type Log, messageOf } from '@palang/kit'

/** SQLite result code: somebody else holds the lock. */
const busy = 5

export interface MachineClaim {
  release(): void
}

/**
 * Claims `folder` for this process until `release` or its end, however that comes: the lock is the operating system's. Throws
 * `machine_taken` when another process has it. A disk that takes no file is no reason to refuse; whoever writes next finds it.
 */
export function claimMachine(folder: string, log: Log): MachineClaim {
  let database: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true })
    database = new DatabaseSync(path.join(folder, 'owner.lock'))
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    if (isBusy(error))
      throw new CodedError('machine_taken', `another controller runs on ${folder}; stop that one first, or give --data another folder`)
    log.warn({ err: messageOf(error) }, 'the folder of this machine could not be claimed')
    return { release: () => undefined }
  }
  const held = database
  return { release: () => held.isOpen && held.close() }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy
}
