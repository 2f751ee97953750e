import { expect, test } from 'vitest'
import { english } from '../i18n/english.test-support.ts'
import { outcomeWord, plateText, sessionName, sessionTitle, stayMinutes } from './stay-words.ts'

test.each([
  ['B1234XYZ', 'B 1234 XYZ'],
  ['AB88C', 'AB 88 C'],
  ['D77', 'D 77'],
  ['RI1', 'RI 1'],
  ['CD12345', 'CD12345'],
  [null, '—'],
])('plate %s reads %s', (plate, text) => {
  expect(plateText(plate)).toBe(text)
})

test('a pour is called by its machine, a stay by its card', () => {
  const session = {
    id: '019bda5e-9a40-7000-8000-0000000000a1',
    machine_id: 'vending-1',
    card_id: 'CARD_001',
    ticket: null,
    license_plate: null,
  }
  const nameOf = (id: string) => (id === 'vending-1' ? 'Lobi' : id)
  expect(sessionTitle({ ...session, family: 'water' }, nameOf)).toBe('Lobi')
  expect(sessionTitle({ ...session, family: 'gate' }, nameOf)).toBe('CARD_001')
})

test('a time-out at a valve is water that came too slowly, at a gate a vehicle that did not pass', () => {
  expect(outcomeWord(english, { family: 'water', outcome_reason: 'timeout' })).toBe('The water came too slowly')
  expect(outcomeWord(english, { family: 'gate', outcome_reason: 'timeout' })).toBe('did not pass in time')
  expect(outcomeWord(english, { family: 'water', outcome_reason: null })).toBe('')
})

test('a stay is called by its card, else its ticket, else its plate', () => {
  const stay = { id: '019bda5e-9a40-7000-8000-000000000001', card_id: null, ticket: null, license_plate: null }
  expect(sessionName({ ...stay, card_id: 'CARD_001', ticket: 'T-1', license_plate: 'B1' })).toBe('CARD_001')
  expect(sessionName({ ...stay, ticket: 'T-1', license_plate: 'B1' })).toBe('T-1')
  expect(sessionName({ ...stay, license_plate: 'B1' })).toBe('B1')
  expect(sessionName(stay)).toBe('00000001')
})

test.each([
  ['10:00:00.001', 1],
  ['10:00:41.000', 1],
  ['10:01:00.000', 1],
  ['10:01:00.001', 2],
])('a stay from 10:00 to %s lasts %i min, as its price says', (time, minutes) => {
  const closed = { opened_at: '2026-01-20T10:00:00.000Z', entered_at: null, closed_at: `2026-01-20T${time}Z` }
  expect(stayMinutes(closed, 0)).toBe(minutes)
})

test('an open stay lasts until now and never less than nothing', () => {
  const opened = { opened_at: '2026-01-20T10:00:00.000Z', entered_at: null, closed_at: null }
  expect(stayMinutes(opened, Date.parse('2026-01-20T11:30:00.000Z'))).toBe(90)
  expect(stayMinutes(opened, Date.parse('2026-01-20T09:59:00.000Z'))).toBe(0)
})
