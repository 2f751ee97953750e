import fc from 'fast-check'
import { expect, test } from 'vitest'
import { delays } from './delays.ts'
import { noNote, stepNote, type Note, type NoteInput } from './note.ts'

const escrow = (amount: number | null = 5_000, refuse: string | null = null): NoteInput => ({ kind: 'escrow', amount, refuse })
const after = (ms: number) => ms

/** What is said and told while the inputs come in; a number lets so much time pass. */
function play(...story: (NoteInput | NoteInput['kind'] | number)[]): string[] {
  let note: Note = noNote
  let nowMs = 1_000_000
  const lines: string[] = []
  for (const part of story) {
    if (typeof part === 'number') {
      nowMs += part
      continue
    }
    const input = typeof part === 'string' ? plain(part) : part
    const step = stepNote(note, input, nowMs)
    note = step.note
    if (step.say !== undefined) lines.push(`> ${step.say}`)
    for (const news of step.tell)
      lines.push(`${news.kind} ${news.amount}${'why' in news ? ` ${news.why}` : ''}${'reason' in news ? ` ${news.reason}` : ''}`)
  }
  return lines
}

function plain(kind: NoteInput['kind']): NoteInput {
  if (kind === 'escrow') return escrow()
  if (kind === 'fault') return { kind, fault: 'jam' }
  return { kind }
}

test.each<[string, Parameters<typeof play>, string[]]>([
  ['accepted and stacked is money', ['escrow', 'accept', 'stacked'], ['escrow 5000', '> accept', 'stacked 5000']],
  ['accepted and then returned is none', ['escrow', 'accept', 'returned'], ['escrow 5000', '> accept', 'returned 5000']],
  ['given back', ['escrow', 'give_back', 'returned'], ['escrow 5000', '> refuse', 'returned 5000']],
  [
    'nobody decides: it is refused, and a late yes says nothing',
    ['escrow', after(delays.decideMs), 'time', 'accept', 'returned'],
    ['escrow 5000', '> refuse', 'returned 5000'],
  ],
  ['a yes too late is a no', ['escrow', after(delays.decideMs), 'accept', 'returned'], ['escrow 5000', '> refuse', 'returned 5000']],
  ['stacked without any note', ['stacked'], ['unproven null stacked_unasked']],
  ['stacked before our yes', ['escrow', 'stacked', 'accept'], ['escrow 5000', 'unproven 5000 stacked_before_our_yes']],
  ['stacked although refused', ['escrow', 'give_back', 'stacked'], ['escrow 5000', '> refuse', 'unproven 5000 stacked_though_refused']],
  ['a refused note that was never told', [escrow(5_000, 'not_enabled'), 'returned'], ['> refuse', 'refused 5000 not_enabled']],
  [
    'stacked although it was never told',
    [escrow(5_000, 'not_enabled'), 'stacked'],
    ['> refuse', 'refused 5000 not_enabled', 'unproven 5000 stacked_though_refused'],
  ],
  ['an unknown note', [escrow(null, 'unknown_channel_7'), 'returned'], ['> refuse', 'refused null unknown_channel_7']],
  ['stacked told twice', ['escrow', 'accept', 'stacked', after(100), 'stacked'], ['escrow 5000', '> accept', 'stacked 5000']],
  [
    'stacked once more much later',
    ['escrow', 'accept', 'stacked', after(5_000), 'stacked'],
    ['escrow 5000', '> accept', 'stacked 5000', 'unproven null stacked_unasked'],
  ],
  [
    'returned after stacked',
    ['escrow', 'accept', 'stacked', after(1_000), 'returned'],
    ['escrow 5000', '> accept', 'stacked 5000', 'unproven 5000 returned_after_stacked'],
  ],
  ['the same note told twice', ['escrow', after(100), 'escrow', 'accept', 'stacked'], ['escrow 5000', '> accept', 'stacked 5000']],
  [
    'half of what was said, repeated',
    ['escrow', after(100), escrow(null, 'unreadable'), 'accept', 'stacked'],
    ['escrow 5000', '> accept', 'stacked 5000'],
  ],
  ['two notes at once: neither is taken', ['escrow', escrow(1_000), 'accept', 'returned'], ['escrow 5000', '> refuse', 'returned 5000']],
  [
    'another note while one is on its way into the box',
    ['escrow', 'accept', after(1_000), escrow(1_000), 'returned'],
    ['escrow 5000', '> accept', '> refuse', 'unproven 5000 another_note', 'refused 1000 another_note'],
  ],
  [
    'the end of a note whose fate was told as unknown',
    ['escrow', 'accept', after(delays.stackMs), 'time', 'stacked'],
    ['escrow 5000', '> accept', 'unproven 5000 no_answer'],
  ],
  [
    'the next note after a refused one whose end was lost',
    ['escrow', 'give_back', after(3_000), 'escrow', 'accept', 'stacked'],
    ['escrow 5000', '> refuse', 'returned 5000', 'escrow 5000', '> accept', 'stacked 5000'],
  ],
  ['power lost with a note nobody decided upon', ['escrow', 'power_up'], ['escrow 5000', 'unproven 5000 power_lost']],
  [
    'power lost with an accepted note',
    ['escrow', 'accept', 'power_up', 'stacked'],
    ['escrow 5000', '> accept', 'unproven 5000 power_lost'],
  ],
  ['power lost with a refused note', ['escrow', 'give_back', 'power_up'], ['escrow 5000', '> refuse', 'unproven 5000 power_lost']],
  ['the line lost before our yes', ['escrow', 'line_lost', 'accept'], ['escrow 5000', 'returned 5000']],
  ['the line lost after our yes', ['escrow', 'accept', 'line_lost', 'stacked'], ['escrow 5000', '> accept', 'unproven 5000 line_lost']],
  ['our yes never left', ['escrow', 'accept', 'unsent', 'returned'], ['escrow 5000', '> accept', '> refuse', 'returned 5000']],
  ['a jam before our yes', ['escrow', 'fault', 'accept', after(delays.returnMs), 'time'], ['escrow 5000', '> refuse', 'unproven 5000 jam']],
  ['a jam after our yes', ['escrow', 'accept', 'fault', after(delays.stackMs), 'time'], ['escrow 5000', '> accept', 'unproven 5000 jam']],
  ['a jam that frees itself', ['escrow', 'accept', 'fault', after(2_000), 'stacked'], ['escrow 5000', '> accept', 'stacked 5000']],
  [
    'an acceptor that rests and never said',
    ['escrow', 'accept', 'rests', after(delays.stackRestMs), 'rests'],
    ['escrow 5000', '> accept', 'unproven 5000 never_said'],
  ],
  [
    'an acceptor that rests after our no',
    ['escrow', 'give_back', 'rests', after(delays.returnRestMs), 'rests'],
    ['escrow 5000', '> refuse', 'returned 5000'],
  ],
])('%s', (_name, story, lines) => {
  expect(play(...story)).toEqual(lines)
})

const inputs: fc.Arbitrary<NoteInput | number> = fc.oneof(
  fc.constantFrom<NoteInput>(
    { kind: 'stacked' },
    { kind: 'returned' },
    { kind: 'rests' },
    { kind: 'fault', fault: 'jam' },
    { kind: 'power_up' },
    { kind: 'line_lost' },
    { kind: 'accept' },
    { kind: 'give_back' },
    { kind: 'unsent' },
    { kind: 'time' },
  ),
  fc.constantFrom(escrow(1_000), escrow(5_000), escrow(5_000, 'not_enabled'), escrow(null, 'unreadable')),
  fc.nat(12_000),
)

test('in any order: money is only what was told, accepted in time and then stacked; and each note told ends once', () => {
  fc.assert(
    fc.property(fc.array(inputs, { maxLength: 40 }), story => {
      let note: Note = noNote
      let nowMs = 1_000_000
      /** What a person would keep on paper. */
      let told: { amount: number; atMs: number; yes: boolean } | undefined
      for (const input of story) {
        if (typeof input === 'number') {
          nowMs += input
          continue
        }
        const step = stepNote(note, input, nowMs)
        if (step.say === 'accept') {
          expect(input.kind).toBe('accept')
          expect(told !== undefined && nowMs - told.atMs < delays.decideMs).toBe(true)
          if (told !== undefined) told.yes = true
        }
        for (const news of step.tell) {
          if (news.kind === 'escrow') {
            expect(told).toBeUndefined()
            told = { amount: news.amount, atMs: nowMs, yes: false }
          } else if (news.kind === 'stacked') {
            expect([input.kind, told?.yes, told?.amount]).toEqual(['stacked', true, news.amount])
            told = undefined
          } else if (news.kind === 'returned' || (news.kind === 'unproven' && told !== undefined)) {
            expect(told?.amount).toBe(news.amount)
            told = undefined
          }
        }
        note = step.note
        if (note.at === 'none') expect(told).toBeUndefined()
      }
    }),
    { numRuns: 2_000 },
  )
})
