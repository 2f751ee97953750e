import { digestOf, sealOf, uuidv7 } from '@palang/kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cardId } from '../primitives.ts'
import { numberOnCode, readTicketCode, ticketCode, type TicketSeal } from './ticket-code.ts'

const seal: TicketSeal = text => sealOf('the key of the site', text)
const facts = { ticket: 'T-7KQ2MX9', sessionId: uuidv7(), enteredAtMs: Date.UTC(2026, 0, 20, 10, 30), vehicleClass: 'motorcycle' }
const code = ticketCode(facts, seal) ?? ''

test('what was written is read, whole seconds of the entry, and readers take it as one card', () => {
  const anyTicket = fc.record({
    ticket: fc.stringMatching(/^[A-Z0-9-]{4,11}$/),
    sessionId: fc.uuid({ version: 7 }),
    enteredAtMs: fc.integer({ min: 0, max: 10 ** 9 }).map(seconds => Date.UTC(2020, 0, 1) + seconds * 1000),
    vehicleClass: fc.constantFrom('car', 'motorcycle', 'truck_2', 'bus-xl'),
  })
  fc.assert(
    fc.property(anyTicket, each => {
      const text = ticketCode(each, seal) ?? ''
      expect(cardId.safeParse(text).success).toBe(true)
      expect(readTicketCode(text, seal)).toEqual(each)
      expect(numberOnCode(text)).toBe(each.ticket)
    }),
  )
})

test('part of a second counts for the driver', () => {
  const later = ticketCode({ ...facts, enteredAtMs: facts.enteredAtMs + 1 }, seal) ?? ''
  expect(readTicketCode(later, seal)?.enteredAtMs).toBe(facts.enteredAtMs + 1000)
})

test('any other character anywhere, or the key of another site, and it is no ticket', () => {
  const characters = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ-_.')
  fc.assert(
    fc.property(fc.nat({ max: code.length - 1 }), characters, (at, character) => {
      fc.pre(code[at] !== character)
      expect(readTicketCode(code.slice(0, at) + character + code.slice(at + 1), seal)).toBeUndefined()
    }),
  )
  expect(readTicketCode(code, text => digestOf(text))).toBeUndefined()
})

test.each(['', 'T-7KQ2MX9', 'CARD_001', `${code}X${'X'.repeat(64)}`, 'T-7KQ2MX9..CAR'])('%j is no code', text => {
  expect([numberOnCode(text), readTicketCode(text, seal)]).toEqual([undefined, undefined])
})

test('what the code has no room for is not written', () => {
  expect(ticketCode({ ...facts, vehicleClass: 'a-class-of-a-long-name' }, seal)).toBeUndefined()
  expect(ticketCode({ ...facts, sessionId: 'd9428888-122b-41e1-b85c-61b0a0b1c2d3' }, seal)).toBeUndefined()
  expect(ticketCode({ ...facts, enteredAtMs: 0 }, seal)).toBeUndefined()
})
