import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { ownFolder } from './own-folder.ts'

test('whoever names a folder for temporary files gets those of the tests there, and nothing of them stays', () => {
  const named = realpathSync(mkdtempSync(path.join(tmpdir(), 'palang-named-')))
  onTestFinished(() => {
    vi.unstubAllEnvs()
    rmSync(named, { recursive: true })
  })
  for (const name of ['TMPDIR', 'TEMP', 'TMP', 'PALANG_TEST_FOLDER']) vi.stubEnv(name, named)
  const { folder, remove } = ownFolder()
  expect(path.dirname(folder)).toBe(named)
  expect(tmpdir()).toBe(folder)
  remove()
  expect(existsSync(folder)).toBe(false)
})
