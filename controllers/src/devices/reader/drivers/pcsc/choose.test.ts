import { expect, test } from 'vitest'
import { advice, chooseReader } from './choose.ts'

const [acr, sam, other] = ['ACS ACR1252 Dual Reader [PICC] 00 00', 'ACS ACR1252 Dual Reader [SAM] 01 00', 'HID OMNIKEY 5022 CL 02 00']

test.each([
  ['the only one', [acr], undefined, acr],
  ['the one that is named', [acr, sam, other], 'picc', acr],
  ['the one that is named, in other capitals', [acr, other], 'OmniKey', other],
])('%s is chosen', (_, names, wanted, reader) => {
  expect(chooseReader(names, wanted)).toEqual({ reader })
})

test.each([
  [[], undefined, { state: 'disconnected', reason: 'no reader is connected' }],
  [[], 'ACR122', { state: 'disconnected', reason: 'no reader is connected' }],
  [[other], 'ACR122', { state: 'disconnected', reason: `no reader is called "ACR122"; there is "${other}"` }],
  [[acr, sam], undefined, { state: 'fault', reason: `more than one reader: write under "reader" which of "${acr}", "${sam}"` }],
  [[acr, sam, other], 'acr1252', { state: 'fault', reason: `more than one reader: write under "reader" which of "${acr}", "${sam}"` }],
])('of %j with %j none is chosen, and it says what to do', (names, wanted, status) => {
  expect(chooseReader(names, wanted)).toEqual({ status })
})

test.each([
  ['NoLibrary', 'linux', /libpcsclite.*install pcscd/],
  ['NoService', 'linux', /install pcscd and start it/],
  ['NoService', 'win32', /Smart Card service/],
  ['SecurityViolation', 'linux', /may not use smart card readers/],
  ['NoPackage', 'linux', /none for linux/],
])('%s on %s says what to do', (code, platform, text) => {
  expect(advice(code, platform)).toMatch(text)
})

test('of a failure nothing is known about, the library has the word', () => {
  expect(advice('Eof', 'linux')).toBeUndefined()
})
