/** What tests leave behind in the folder for temporary files: they get one of their own, and it goes when they end. */
import { accessSync, constants, mkdtempSync, realpathSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Where programs look for the folder, on every system. */
const names = ['TMPDIR', 'TEMP', 'TMP'] as const

/** Linux keeps files there in memory. */
const memoryFolder = '/dev/shm'
/** What all suites together leave behind, and room for what else lives in memory. Bytes. */
const memoryWanted = 4 * 1024 ** 3

/**
 * A new folder in memory where there is enough of it, else where temporary files usually go: suites that commit to
 * databases wait for the disk half of their time. What a killed process had written is kept in memory as on a disk.
 */
function newFolder(): string {
  const usual = path.join(realpathSync(tmpdir()), 'palang-test-')
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return mkdtempSync(usual)
  const inMemory = mkdtempSync(path.join(memoryFolder, 'palang-test-'))
  if (runsPrograms(inMemory)) return inMemory
  rmSync(inMemory, { recursive: true })
  return mkdtempSync(usual)
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(memoryFolder)
    accessSync(memoryFolder, constants.W_OK)
    return process.platform === 'linux' && bavail * bsize >= memoryWanted && process.availableMemory() >= memoryWanted
  } catch {
    return false
  }
}

/** Suites put programs of their own there, which some systems forbid. */
function runsPrograms(folder: string): boolean {
  const file = path.join(folder, 'program')
  writeFileSync(file, '', { mode: 0o700 })
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  } finally {
    rmSync(file)
  }
}

/** Makes the folder; this process and the programs it starts from now on use it for temporary files until it is removed. */
export function ownFolder(): { folder: string; remove(): void } {
  const folder = newFolder()
  process.env['PALANG_TEST_FOLDER'] = folder
  for (const name of names) process.env[name] = folder
  // What a program that was killed still holds on Windows stays behind; that is no failure of the tests.
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) }
}

/**
 * Called by Vitest before the workers start, once for each project; they and the programs they start inherit the folder.
 * Only the first of them makes one, and none where `npm test` has.
 */
export function setup(): (() => void) | undefined {
  return process.env['PALANG_TEST_FOLDER'] === undefined ? ownFolder().remove : undefined
}
