/** What tests leave behind in the folder for temporary files: they get one of their own, and it goes when they end. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Where programs look for the folder, on every system. */
const names = ['TMPDIR', 'TEMP', 'TMP'] as const

/** Called by Vitest before the workers start, once for each project; they and the programs they start inherit the folder. */
export function setup(): (() => void) | undefined {
  if (process.env['PALANG_TEST_FOLDER'] !== undefined) return undefined
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'palang-test-'))
  process.env['PALANG_TEST_FOLDER'] = folder
  for (const name of names) process.env[name] = folder
  // What a program that was killed still holds on Windows stays behind; that is no failure of the tests.
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
