import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { machineToken, machineTokenFile, mustHaveToken, noteUsed, panelToken, wasUsed } from './tokens.ts'

let dataDir = ''
let file = ''
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'palang-tokens-'))
  file = machineTokenFile(dataDir, 'gate_in')
})
afterEach(() => rmSync(dataDir, { recursive: true, force: true }))

const modeOf = (of: string) => (statSync(of).mode & 0o777).toString(8)
/** Windows keeps no such modes. */
const privately = process.platform === 'win32' ? undefined : '600'
const fileMode = (of: string) => (process.platform === 'win32' ? undefined : modeOf(of))

test('a token is kept in a file of its own that only we may read, and nothing is left beside it', () => {
  const token = machineToken(file, undefined)
  expect(token.current()).toBe('')
  token.keep('the-first')
  token.keep('the-second')
  expect([token.current(), readFileSync(file, 'utf8')]).toEqual(['the-second', 'the-second\n'])
  expect(fileMode(file)).toBe(privately)
  if (process.platform !== 'win32') expect(modeOf(path.dirname(file))).toBe('700')
  expect(readdirSync(path.dirname(file))).toEqual(['gate_in.token'])
})

test('what a power cut left beside it neither counts nor makes it readable for others', () => {
  const token = machineToken(file, undefined)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, 'half of a tok')
  chmodSync(`${file}.new`, 0o666)
  expect(token.current()).toBe('')
  token.keep('a-whole-token')
  expect(readFileSync(file, 'utf8')).toBe('a-whole-token\n')
  expect(fileMode(file)).toBe(privately)
})

test('a token that cannot be kept leaves the old one as it is', () => {
  const token = machineToken(file, undefined)
  token.keep('the-old')
  // A folder in its way.
  mkdirSync(`${file}.new`)
  expect(() => token.keep('the-new')).toThrow('EISDIR')
  expect(token.current()).toBe('the-old')
})

test('it is read anew for every connection, because the hub here may have written another', () => {
  const token = machineToken(file, undefined)
  token.keep('ours')
  writeFileSync(file, '  the-hub-s \n')
  expect(token.current()).toBe('the-hub-s')
  rmSync(file)
  expect(token.current()).toBe('')
})

test('a token of the environment wins over the file, and no other is kept', () => {
  machineToken(file, undefined).keep('of-the-file')
  const given = machineToken(file, 'of-the-environment')
  expect(given.current()).toBe('of-the-environment')
  expect(() => given.keep('new')).toThrow(expect.objectContaining({ code: 'not_supported' }))
  expect(machineToken(file, '').current()).toBe('of-the-file')
})

test('without a token it is said how to come by one', () => {
  const token = machineToken(file, undefined)
  expect(() => mustHaveToken(token, file, 'gate_in')).toThrow('--activate <code>')
  token.keep('x')
  expect(() => mustHaveToken(token, file, 'gate_in')).not.toThrow()
})

test('a code that was exchanged here is known again however it is typed, and is not written down', () => {
  expect(wasUsed(file, 'k7qm-4xwd-8cnp-ty2h')).toBe(false)
  noteUsed(file, 'k7qm-4xwd-8cnp-ty2h')
  expect([' K7QM-4XWD-8CNP-TY2H\n', 'k7qm-4xwd-8cnp-ty2h'].map(code => wasUsed(file, code))).toEqual([true, true])
  expect(wasUsed(file, 'k7qm-4xwd-8cnp-ty2j')).toBe(false)
  expect(readFileSync(`${file}.activation`, 'utf8')).not.toContain('k7qm')
  expect(fileMode(`${file}.activation`)).toBe(privately)
  // The newest code counts; the token is another file.
  noteUsed(file, 'another-code')
  expect(wasUsed(file, 'k7qm-4xwd-8cnp-ty2h')).toBe(false)
  expect(existsSync(file)).toBe(false)
})

test('the panel has a token of its own, made once', () => {
  const made = panelToken(dataDir, 'gate_in')
  expect(made).toMatch(/^[\w-]{43}$/)
  expect(panelToken(dataDir, 'gate_in')).toBe(made)
  expect(panelToken(dataDir, 'gate_out')).not.toBe(made)
  expect(fileMode(path.join(path.dirname(file), 'gate_in.panel.token'))).toBe(privately)
})
