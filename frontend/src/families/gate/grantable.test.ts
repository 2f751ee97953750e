import { expect, test } from 'vitest'
import { grantable } from './grantable.ts'

const given = [{ name: 'Bioskop', given_at: '2026-01-20T10:00:00.000Z', given_by: 'token:Bioskop', note: null }]

test('what may be given is what the tariff of the stay names and nobody has given yet', () => {
  const definition = { validations: { Bioskop: { minutes: 60 }, Klinik: { amount: 5000 } } }
  expect(grantable(definition, [])).toEqual(['Bioskop', 'Klinik'])
  expect(grantable(definition, given)).toEqual(['Klinik'])
})

test.each([undefined, {}, { validations: null }, { validations: 'all' }])('%o names no merchant', definition => {
  expect(grantable(definition, [])).toEqual([])
})
