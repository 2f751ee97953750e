import { expect, test } from 'vitest'
import { subjectName } from './subject-name.ts'

const words: Record<string, string> = { 'subject.card': 'Card', 'subject.alarm': 'Alarm', 'subject.session': 'Session' }
const i18n = { tMaybe: (key: string, fallback: string) => words[key] ?? fallback }
const nameOf = (id: string) => (id === 'gate_in' ? 'Way in' : id)
const named = (subject: string) => subjectName(i18n, subject, nameOf)

test('a machine is told by its name, a person by the address, a thing by kind and id', () => {
  expect(named('gate_in')).toBe('Way in')
  expect(named('user:dewi@palang.local')).toBe('dewi@palang.local')
  expect(named('card:CARD_026')).toBe('Card CARD_026')
  expect(named('alarm:01a1fec9-fb42-773c-8a11-0c6dc951e77f')).toBe('Alarm c951e77f')
  expect(named('01a1fec7-6b41-748b-90a2-dc6dc951e77e')).toBe('Session c951e77e')
})

test('what nobody knows stays as it was recorded', () => {
  expect(named('gate_old')).toBe('gate_old')
  expect(named('rule:night:2')).toBe('rule:night:2')
})
