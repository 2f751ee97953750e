import { expect, test } from 'vitest'
import { en } from '../../i18n/en.ts'
import { createFormats } from '../../i18n/format.ts'
import { valueText } from './value-text.ts'

const words: Record<string, string> = en
const i18n = {
  t: (key: string) => words[key] ?? key,
  tMaybe: (key: string, fallback: string) => words[key] ?? fallback,
  format: () => createFormats('en', 'Asia/Jakarta'),
}
const text = (value: unknown, field: string, subject: string) => valueText(i18n, value, field, subject)

test('a state of a session is told in the words of states', () => {
  const subject = '01a1fec7-6b41-748b-90a2-dc6dc951e77e'
  expect([text('inside', 'state', subject), text('forced', 'state', subject)]).toEqual(['Inside', 'Force-closed'])
  expect(text('inside', 'method', subject)).toBe('inside')
})

test('a state of anything else, and a state nobody knows, stays as it was recorded', () => {
  expect(text('closed', 'state', 'alarm:01a1fec9-fb42-773c-8a11-0c6dc951e77f')).toBe('closed')
  expect(text('parked', 'state', '01a1fec7-6b41-748b-90a2-dc6dc951e77e')).toBe('parked')
})
