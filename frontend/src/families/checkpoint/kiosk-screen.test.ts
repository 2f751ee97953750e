/** What a checkpoint shows for what its panel says, and what may be typed at it. */
import { handoverStep, scanWarning } from '@palang/protocol'
import { expect, test } from 'vitest'
import { unlikeWords } from '../../kiosk/i18n/same-words.test-support.ts'
import { parseSnapshot } from '../../kiosk/snapshot.ts'
import { tagOfSerial } from './kiosk-nfc.ts'
import { checkpointScreen, toneOf } from './kiosk-screen.ts'
import { typedPortions, typedTag, typedTemperature } from './kiosk-typed.ts'
import { checkpointWords, refusalIn } from './kiosk-words/words.ts'

const at = '2026-01-20T03:31:40.000Z'
const last = { id: 'one', tag_id: 'T1', label: 'Baki 12', school: 'SDN 01', step: 'received', repeated: false, warnings: [], at }
const running = {
  step: 'received',
  steps: ['received', 'served'],
  place: { id: 'sdn-01', name: 'SDN 01', kind: 'school' },
  today: { received: 3, served: 9 },
  expected: { containers: 60, portions: 240 },
  backlog: 12,
  last_sync_at: at,
  last: null,
}

function shown(checkpoint: Record<string, unknown> | undefined) {
  const told = parseSnapshot(
    JSON.stringify({
      machine: { id: 'sekolah-1', name: 'Pos', family: 'checkpoint' },
      outlet: { name: 'MBG', timezone: 'Asia/Jakarta', currency: 'IDR' },
      hub: { online: true },
      devices: {},
      simulation: false,
      ...(checkpoint && { checkpoint }),
    }),
  )
  if (told === undefined) throw new Error('not a snapshot')
  return checkpointScreen(told)
}

const markOf = (warnings: string[]) => {
  const screen = shown({ ...running, last: { ...last, warnings } })
  return screen.kind === 'scanning' ? [screen.last?.mark, toneOf(screen)] : []
}

test('the count is that of the step a tap means', () => {
  expect(shown(running)).toMatchObject({ count: 3, expected: 60, backlog: 12, last: null })
  expect(shown({ ...running, step: 'served' })).toMatchObject({ count: 9 })
  expect(shown({ ...running, step: 'served', today: {}, expected: null })).toMatchObject({ count: 0, expected: null })
})

test('a container nobody entered is called by its tag', () => {
  expect(shown({ ...running, last: { ...last, label: null } })).toMatchObject({ last: { name: 'T1' } })
})

test('an unknown container and food that is too old are crossed out, everything else that is odd is amber', () => {
  expect(markOf([])).toEqual(['fine', 'go'])
  const wrong = scanWarning.options.filter(warning => markOf([warning])[0] === 'wrong')
  expect(wrong).toEqual(['unknown_tag', 'too_old'])
  expect(markOf(['skipped_step'])).toEqual(['odd', 'attend'])
  expect(markOf(['repeated_step', 'too_old'])).toEqual(['wrong', 'stop'])
})

test('what matters most is said first', () => {
  const screen = shown({ ...running, last: { ...last, warnings: ['not_expected', 'skipped_step', 'too_old'] } })
  expect(screen).toMatchObject({ last: { warnings: ['too_old', 'not_expected', 'skipped_step'] } })
})

test('a warning of a later version is told without its word, and never as fine', () => {
  expect(shown({ ...running, last: { ...last, warnings: ['brand_new'] } })).toMatchObject({ last: { mark: 'odd', warnings: ['other'] } })
})

test('a checkpoint that cannot write, or says nothing of itself, shows no scans', () => {
  expect(shown({ reason: 'journal_unwritable', since: at })).toEqual({ kind: 'broken' })
  expect(shown(undefined)).toEqual({ kind: 'broken' })
})

test('both languages have the same words, also for every step and warning of the wire', () => {
  expect(unlikeWords(checkpointWords.id, checkpointWords.en)).toEqual([])
  expect(Object.keys(checkpointWords.id.step)).toEqual(handoverStep.options)
  expect(Object.keys(checkpointWords.id.warnings)).toEqual([...scanWarning.options, 'other'])
})

test('a refusal always says that nothing was recorded', () => {
  for (const code of ['unreachable', 'database_unavailable', 'storage_full', 'machine_busy', 'never_heard_of'])
    expect(refusalIn(checkpointWords.id, code)).toMatch(/^Belum tercatat/)
})

test('the serial number of a phone is the id every reader of the house gives', () => {
  expect(tagOfSerial('04:a2:1c:5f:6e:22:80')).toBe('04A21C5F6E2280')
  expect(tagOfSerial('a1:b2:c3:d4')).toBe('A1B2C3D4')
})

test('a serial number that is none, or made up for one tap, is no tag', () => {
  for (const serial of ['', '08:11:22:33', '04:a2', 'zz:b2:c3:d4']) expect(tagOfSerial(serial)).toBeUndefined()
})

test('what is typed is taken as it can be meant, or not at all', () => {
  expect([typedTag(' NFC_1 '), typedTag('a b'), typedTag(''), typedTag('x'.repeat(65))]).toEqual(['NFC_1', undefined, undefined, undefined])
  expect(['62,5', '62.5', '-3', '', '6O', '151', '1e1'].map(typedTemperature)).toEqual([625, 625, -30, undefined, 'bad', 'bad', 'bad'])
  expect(['12', '', '1.5', '-1', '100001'].map(typedPortions)).toEqual([12, undefined, 'bad', 'bad', 'bad'])
})
