import { expect, test } from 'vitest'
import { createFormats } from '../../i18n/format.ts'
import { auditFilterOf } from './audit-query.ts'

const format = createFormats('id', 'Asia/Jakarta')

test('an e-mail stands for the person, anything else is taken as written', () => {
  const actor = (text: string) => auditFilterOf({ actor: text }, format).actor
  expect(['Siti@palang.local', 'user:siti@palang.local', 'machine:gate_in', ' rule:unattended '].map(actor)).toEqual([
    'user:siti@palang.local',
    'user:siti@palang.local',
    'machine:gate_in',
    'rule:unattended',
  ])
})

test('days are whole days of the outlet, the last one included', () => {
  const { from, to } = auditFilterOf({ from: '2026-01-20', to: '2026-01-21' }, format)
  expect([from, to]).toEqual(['2026-01-19T17:00:00.000Z', '2026-01-21T17:00:00.000Z'])
})

test('empty and garbled parts of an address ask for everything', () => {
  expect(Object.values(auditFilterOf({ actor: ' ', action: '', from: 'soon' }, format))).toEqual(Array(5).fill(undefined))
})
