import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { readSecretFile, writeSecretFile } from './secret-file.ts'

const fresh = () => path.join(mkdtempSync(path.join(tmpdir(), 'palang-secret-')), 'secrets', 'gate_in.token')

test('a secret is read back, replaced, and for nobody else to read', () => {
  const file = fresh()
  expect(readSecretFile(file)).toBeUndefined()
  writeSecretFile(file, 'first')
  writeSecretFile(file, 'second')
  expect(readSecretFile(file)).toBe('second')
  expect(readFileSync(file, 'utf8')).toBe('second\n')
  expect(existsSync(`${file}.new`)).toBe(false)
  if (process.platform === 'win32') return
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700)
})

test('a file that others could read is replaced by one they cannot', () => {
  const file = fresh()
  writeSecretFile(file, 'first')
  chmodSync(file, 0o644)
  // What a power cut left beside it lends it no mode either.
  writeFileSync(`${file}.new`, 'half')
  chmodSync(`${file}.new`, 0o666)
  writeSecretFile(file, 'second')
  expect(readSecretFile(file)).toBe('second')
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('an empty file holds no secret, and what is no file is an error', () => {
  const file = fresh()
  writeSecretFile(file, '')
  expect(readSecretFile(file)).toBeUndefined()
  writeFileSync(file, ' \n')
  expect(readSecretFile(file)).toBeUndefined()
  expect(() => readSecretFile(path.dirname(file))).toThrow('EISDIR')
})
