import { expect, test } from 'vitest'
import { troubleOf } from './trouble.ts'

const failed = (code: string, message: string) => Object.assign(new Error(message), { code })

test.each([
  ['ECONNREFUSED', 'connect ECONNREFUSED 192.168.1.64:80', 'nothing answers'],
  ['ECONNRESET', 'aborted', 'ended the connection'],
  ['ECONNRESET', 'socket hang up', 'ended the connection'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND camera.lan', 'name in the address'],
  ['EHOSTUNREACH', 'connect EHOSTUNREACH 192.168.1.64:80', 'no way to the address'],
])('%s (%s) is told without an address', (code, message, text) => {
  expect(troubleOf(failed(code, message))).toContain(text)
  expect(troubleOf(failed(code, message))).not.toMatch(/192|lan|E[A-Z]{4}/)
})

test('what is not known is passed on', () => {
  expect(troubleOf(new Error('the camera answered 503'))).toBe('the camera answered 503')
  expect(troubleOf(failed('toString', 'odd'))).toBe('odd')
})
