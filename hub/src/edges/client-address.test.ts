import { expect, test } from 'vitest'
import { clientAddress } from './client-address.ts'

test.each<[string | undefined, string | undefined, string[], string | undefined]>([
  ['10.0.0.9', undefined, [], '10.0.0.9'],
  ['::ffff:10.0.0.9', undefined, [], '10.0.0.9'],
  [undefined, '10.0.0.9', ['127.0.0.1'], undefined],
  // Nobody is believed who is not trusted.
  ['10.0.0.9', '192.0.2.1', ['127.0.0.1'], '10.0.0.9'],
  ['127.0.0.1', '192.0.2.1', [], '127.0.0.1'],
  ['127.0.0.1', '192.0.2.1', ['127.0.0.1'], '192.0.2.1'],
  // What a client wrote itself stands to the left of what the proxy saw.
  ['127.0.0.1', '203.0.113.5, 192.0.2.1', ['127.0.0.1'], '192.0.2.1'],
  ['127.0.0.1', '192.0.2.1, 10.0.0.2', ['127.0.0.1', '10.0.0.2'], '192.0.2.1'],
  ['127.0.0.1', '', ['127.0.0.1'], '127.0.0.1'],
  ['127.0.0.1', 'unknown', ['127.0.0.1'], '127.0.0.1'],
  ['127.0.0.1', '127.0.0.1, 127.0.0.1', ['127.0.0.1'], '127.0.0.1'],
  ['127.0.0.1', '2001:db8::7', ['127.0.0.1'], '2001:db8::7'],
])('%s with X-Forwarded-For %j and the proxies %j is %s', (peer, forwardedFor, trusted, address) => {
  expect(clientAddress(peer, forwardedFor, trusted)).toBe(address)
})
