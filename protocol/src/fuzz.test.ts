/** Nothing that arrives as text makes the reading of messages throw. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { catalogue, checkMessage, type MessageType } from './catalogue.ts'
import { parseEnvelope } from './envelope.ts'
import { isErrorCode } from './errors.ts'
import type { Hop } from './message-kind.ts'
import { fitting } from './testing/fitting.ts'
import { hostileTexts, textOf, tries } from './testing/hostile.ts'

const hops: readonly Hop[] = ['screen→hub', 'hub→screen', 'controller→hub', 'hub→controller']
const types = Object.keys(catalogue) as MessageType[]

function messageSchema(type: MessageType) {
  const payload = z.toJSONSchema(catalogue[type].payload, { io: 'input' })
  return {
    type: 'object',
    properties: { type: { const: type }, id: { type: 'string', maxLength: 64 }, payload },
    required: ['type', 'payload'],
  }
}

/** Reads the text as both ends do; an answer is a message or a fault with a code and words. */
function read(text: string, hop: Hop): boolean {
  const parsed = parseEnvelope(text)
  const checked = parsed.ok ? checkMessage(hop, parsed.message) : parsed
  if (!checked.ok) {
    expect(isErrorCode(checked.fault.code)).toBe(true)
    expect(checked.fault.message).not.toBe('')
  } else if (hop.endsWith('→hub') && checked.message.type !== 'facts') {
    // What the hub has taken it can also write down and pass on; facts it looks at one by one.
    expect(JSON.stringify(checked.message)).not.toBe('')
  }
  return checked.ok
}

test.each(types)('%s and what almost is one are read or refused', type => {
  const texts = hostileTexts(messageSchema(type))
  fc.assert(
    fc.property(texts, fc.constantFrom(...hops), (text, hop) => void read(text, hop)),
    { numRuns: tries(100) },
  )
})

test.each(types)('%s that fits is taken', type => {
  const [hop] = catalogue[type].hops
  fc.assert(
    fc.property(fitting(messageSchema(type)), message => {
      expect(read(textOf(message), hop)).toBe(true)
    }),
    { numRuns: tries(30) },
  )
})

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.oneof(hostileTexts(undefined), fc.json(), fc.string({ unit: 'binary' })), fc.constantFrom(...hops), (text, hop) => {
      read(text, hop)
    }),
    { numRuns: tries(500) },
  )
})
