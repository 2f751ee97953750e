import { expect, test } from 'vitest'
import { incidentCase } from './incident-case.ts'

const id = '019bda5e-9a40-7000-8000-0000000000a1'

test('the money and the session of an incident are found in what the machine says of it', () => {
  expect(incidentCase(`870 IDR of session ${id} were left over`)).toEqual({
    money: { amount: 870, currency: 'IDR' },
    sessionId: id,
    text: '870 IDR were left over',
  })
})

test('an incident of nobody in particular, of which nobody knows how much, stays as it was said', () => {
  const text = 'A note may be in the box unbooked: the board restarted in session 7'
  expect(incidentCase(text)).toEqual({ money: undefined, sessionId: undefined, text })
})
