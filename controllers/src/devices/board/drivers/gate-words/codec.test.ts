import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeLine } from './codec.ts'
import { Reckoning } from './reckoning.ts'

const card = (cardId: string, raw: string) => ({ kind: 'card', card: { cardId, raw } })

test.each([
  ['PONG', { kind: 'pong' }],
  ['Arduino Gate Controller Ready', { kind: 'banner' }],
  ['GATE:CLOSED,VEHICLE:0,POSITION:0,SENSORS:OK', { kind: 'status', gate: 'closed', vehicle: false, position: false }],
  ['GATE:OPENING,VEHICLE:1,POSITION:0,SENSORS:OK', { kind: 'status', gate: 'opening', vehicle: true, position: false }],
  ['GATE:OPEN,VEHICLE:1,POSITION:1,SENSORS:OK', { kind: 'status', gate: 'open', vehicle: true, position: true }],
  ['GATE:CLOSING,VEHICLE:0,POSITION:1,SENSORS:OK', { kind: 'status', gate: 'closing', vehicle: false, position: true }],
  ['GATE:ERROR,VEHICLE:0,POSITION:0,SENSORS:OK', { kind: 'status', gate: 'fault', vehicle: false, position: false }],
  ['GATE_OPENED', { kind: 'moved', to: 'open' }],
  ['GATE_CLOSED', { kind: 'moved', to: 'closed' }],
  ['EMERGENCY_STOP_ACTIVATED', { kind: 'done', word: 'EMERGENCY_STOP' }],
  ['SYSTEM_RESET', { kind: 'done', word: 'RESET' }],
  ['LED_OK', { kind: 'done', word: 'other' }],
  ['UNKNOWN_COMMAND', { kind: 'refused' }],
  ['ERROR:MOTOR', { kind: 'error', text: 'ERROR:MOTOR' }],
  ['ERROR', { kind: 'error', text: 'ERROR' }],
  ['  PONG ', { kind: 'pong' }],
  ['', { kind: 'nothing' }],
  ['%%NoRead', { kind: 'nothing' }],
  ['CARD:CARD_001:RFID', card('CARD_001', 'CARD:CARD_001:RFID')],
  ['CARD_001', card('CARD_001', 'CARD_001')],
  ['0013530444', card('0013530444', '0013530444')],
  ['04A1B2C3', card('04A1B2C3', '04A1B2C3')],
  ['{"id":"CARD_001","type":"RFID"}', card('CARD_001', '{"id":"CARD_001","type":"RFID"}')],
  ['CARD::RFID', { kind: 'fault', reason: 'format' }],
  ['CARD:CARD_001', { kind: 'fault', reason: 'format' }],
  ['CARD: :RFID', { kind: 'fault', reason: 'card' }],
  ['CARD:12CARD:34:RFID', { kind: 'fault', reason: 'format' }],
  ['{"id":7}', { kind: 'fault', reason: 'card' }],
  ['GATE:CLOSED,VEHICLE:0,POSITION:0,SENSORS:BAD', { kind: 'fault', reason: 'format' }],
  ['GATE:CLOSED,VEHICLE:2,POSITION:0,SENSORS:OK', { kind: 'fault', reason: 'format' }],
  ['GATE:AJAR,VEHICLE:0,POSITION:0,SENSORS:OK', { kind: 'fault', reason: 'format' }],
  ['VEHICLE_DETECTED', { kind: 'fault', reason: 'format' }],
  ['toString', { kind: 'fault', reason: 'format' }],
  ['DEADBEEF', { kind: 'fault', reason: 'format' }],
] as const)('%j', (line, expected) => {
  expect(decodeLine(line)).toEqual(expected)
})

const words = [
  'PONG',
  'GATE_OPENED',
  'GATE_CLOSED',
  'EMERGENCY_STOP_ACTIVATED',
  'SYSTEM_RESET',
  'UNKNOWN_COMMAND',
  'Arduino Gate Controller Ready',
]
const lines = [...words, 'CARD:1234:RFID', 'GATE:OPEN,VEHICLE:1,POSITION:1,SENSORS:OK', 'GATE:CLOSING,VEHICLE:0,POSITION:0,SENSORS:OK']

test('a line damaged in one place means itself or nothing: never a card, never another word', () => {
  const byte = fc.nat({ max: 255 }).map(code => String.fromCharCode(code))
  fc.assert(
    fc.property(fc.constantFrom(...lines), fc.nat({ max: 60 }), byte, fc.constantFrom('more', 'less', 'wrong'), (line, at, wrong, how) => {
      const place = at % line.length
      const spoilt = line.slice(0, place) + (how === 'less' ? '' : wrong) + line.slice(how === 'more' ? place : place + 1)
      const said = decodeLine(spoilt)
      expect(['fault', 'error', decodeLine(line).kind]).toContain(said.kind)
    }),
    { numRuns: 3_000 },
  )
})

test('two lines of which the ends between them were lost mean nothing, or the card whose id came whole', () => {
  for (const first of lines) {
    for (const second of lines) {
      for (let cut = 1; cut <= first.length; cut++) {
        const glued = first.slice(0, cut) + second
        const said = decodeLine(glued)
        if (said.kind === 'card') expect(said.card.cardId, glued).toBe('1234')
        else expect(['fault', 'error'], glued).toContain(said.kind)
      }
    }
  }
})

test('nothing that may come is thrown upon', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), line => {
      expect(decodeLine(line).kind).toBeTypeOf('string')
    }),
  )
})

/** What each status line is taken for: the word, with `!` where it is proven. */
function reckoned(...story: string[]): string[] {
  const reckoning = new Reckoning()
  return story.map(step => {
    if (step === 'forget') {
      reckoning.forget()
      return step
    }
    const [gate = '', bit] = step.split(' ')
    const said = decodeLine(`GATE:${gate},VEHICLE:0,POSITION:${bit},SENSORS:OK`)
    if (said.kind !== 'status') throw new Error(step)
    const { barrier, positionKnown } = reckoning.hear(said)
    return `${barrier}${positionKnown ? '!' : ''}`
  })
}

test.each([
  [
    'with a sensor that moves with the boom',
    ['CLOSED 0', 'OPENING 0', 'OPEN 1', 'OPEN 1', 'CLOSING 1', 'CLOSED 0', 'CLOSED 0'],
    ['unknown', 'opening', 'open!', 'open!', 'closing', 'closed!', 'closed!'],
  ],
  ['without one', ['CLOSED 0', 'OPENING 0', 'OPEN 0', 'CLOSING 0', 'CLOSED 0'], ['unknown', 'opening', 'open', 'closing', 'closed']],
  [
    'with a boom that stays down',
    ['CLOSED 0', 'OPENING 0', 'OPEN 1', 'CLOSING 1', 'CLOSED 0', 'OPENING 0', 'OPEN 0'],
    ['unknown', 'opening', 'open!', 'closing', 'closed!', 'opening', 'open'],
  ],
  ['with a boom moved by hand', ['OPEN 0', 'CLOSING 0', 'CLOSED 1', 'CLOSED 0'], ['open', 'closing', 'closed!', 'closed']],
  [
    'started anew',
    ['CLOSED 0', 'OPENING 0', 'OPEN 1', 'forget', 'CLOSED 1', 'OPENING 1', 'OPEN 1'],
    ['unknown', 'opening', 'open!', 'forget', 'unknown', 'opening', 'open'],
  ],
  ['stopped', ['CLOSED 0', 'OPENING 0', 'ERROR 1'], ['unknown', 'opening', 'fault']],
])('what the board says is worth, %s', (_how, story, worth) => {
  expect(reckoned(...story)).toEqual(worth)
})
