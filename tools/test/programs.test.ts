import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findProgram, installPrograms, missingPrograms, neededPrograms, whyNotInstallable } from './programs.ts'

test('a program is found on the search path under any of its names', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-path-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'mysqld-of-this-test')
  writeFileSync(file, '')
  chmodSync(file, 0o755)
  expect(findProgram(['mariadbd-of-this-test', 'mysqld-of-this-test'], folder)).toBe(file)
  expect(findProgram(['mariadbd-of-this-test'], folder)).toBeUndefined()
})

test('only what is missing is missing', () => {
  // What else these two need are files of this computer, not programs.
  const restOnFiles = ['pcscd', 'gcc-avr']
  const missing = (...absent: string[]) =>
    missingPrograms(names => (names.some(name => absent.includes(name)) ? undefined : '/usr/bin/there')).map(program => program.package)
  const others = (names: string[]) => names.filter(name => !restOnFiles.includes(name))
  expect(others(missing())).toEqual([])
  expect(others(missing('socat'))).toEqual(['socat'])
  expect(missing('avr-gcc')).toContain('gcc-avr')
  expect(missing('pcscd')).toContain('pcscd')
})

test('nothing is installed without apt-get or without being root', () => {
  expect(whyNotInstallable(0, () => undefined)).toBe('this computer has no apt-get')
  expect(whyNotInstallable(1000, () => '/usr/bin/apt-get')).toBe('only root may install packages')
  expect(whyNotInstallable(0, () => '/usr/bin/apt-get')).toBeUndefined()
})

test('a failing update is told and nothing is installed after it', async () => {
  const commands: string[] = []
  const reason = await installPrograms(neededPrograms, (command, parameters) => {
    commands.push([command, ...parameters].join(' '))
    return Promise.resolve('no network')
  })
  expect(reason).toBe('apt-get update: no network')
  expect(commands).toEqual(['apt-get update -qq'])
})
