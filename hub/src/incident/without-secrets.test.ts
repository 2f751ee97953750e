import { expect, test } from 'vitest'
import { withoutSecrets } from './without-secrets.ts'

test('every field named as a secret is blanked at any depth, and what only looks like one stays', () => {
  const told = {
    machine: { ticket_key: 'k', apiKey: 'a', Token: 't', list: [{ password: 'p', pin: 1 }] },
    key: 'machine:gate_in',
    opinion: 'o',
  }
  expect(withoutSecrets(told)).toEqual({
    machine: { ticket_key: '***', apiKey: '***', Token: '***', list: [{ password: '***', pin: '***' }] },
    key: 'machine:gate_in',
    opinion: 'o',
  })
})
