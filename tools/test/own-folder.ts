/** What tests leave behind in the folder for temporary files: they get one of their own, and it goes when they end. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Where programs look for the folder, on every system. */
const names = ['TMPDIR', 'TEMP', 'TMP'] as const

/** Makes the folder; this process and the programs it starts from now on use it for temporary files until it is removed. */
export function ownFolder(): { folder: string; remove(): void } {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'palang-test-'))
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
