import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { claimMachine } from './machine-claim.ts'

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-claim-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('a machine is one controller’s until it lets go', () => {
  const folder = path.join(newFolder(), 'gate_in')
  const first = claimMachine(folder, silentLog())
  expect(() => claimMachine(folder, silentLog())).toThrow('another controller runs on')
  first.release()
  first.release()
  claimMachine(folder, silentLog()).release()
})

test('a folder that takes no file does not keep the machine from running', () => {
  const file = path.join(newFolder(), 'no-folder')
  writeFileSync(file, '')
  expect(() => claimMachine(file, silentLog()).release()).not.toThrow()
})
