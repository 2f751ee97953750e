/** A checkpoint by table: whatever it stands at and whatever comes, a scan is recorded, and what is odd about it is told. */
import { machineConfig } from '@palang/config'
import { handoverStep } from '@palang/protocol'
import { describe, expect, test } from 'vitest'
import { checkpointConfig } from './checkpoint-config.ts'
import { checkpointDelays } from './delays.ts'
import type { CheckpointInput, NewScan } from './state.ts'
import { hourMs, isoAfter, minuteMs, planWith, testCheckpoint, testConfig, tray } from './test-checkpoint.ts'

const scan = (tag: string, status: string | null, more: Partial<NewScan> = {}): CheckpointInput => ({
  kind: 'scan',
  scan: { tag, status, source: 'api', details: {}, ...more },
})

test('the scan of the source document is recorded as it is printed', () => {
  const checkpoint = testCheckpoint()
  const told = checkpoint.scan('NFC_TAG_ALPHA', 'makanan_keluar')
  expect(told).toMatchObject({ step: 'dispatched', warnings: [], repeated: false, label: null })
  expect(checkpoint.scans()).toEqual([
    {
      id: told.id,
      type: 'scan_recorded',
      payload: { tag_id: 'NFC_TAG_ALPHA', status: 'makanan_keluar', step: 'dispatched', source: 'api', warnings: [] },
    },
  ])
})

describe.each(['active', 'maintenance', 'disabled'] as const)('in mode %s', mode => {
  test.each(handoverStep.options)('a tap at step %s is a scan of that step, and nothing blocks it', step => {
    const checkpoint = testCheckpoint({ plan: planWith([], { place: null }) })
    checkpoint.send({ kind: 'set_mode', id: 'c1', mode }, { kind: 'choose_step', step })
    const told = checkpoint.scan('X', null, { source: 'reader' })
    expect(told).toMatchObject({ step, warnings: ['unknown_tag'] })
    expect(checkpoint.scans()).toMatchObject([{ payload: { step, source: 'reader' } }])
    expect(checkpoint.state()).toMatchObject({ mode, last: { tag: 'X', step }, today: { counts: { [step]: 1 } } })
  })
})

test.each<[string, CheckpointInput, string[]]>([
  ['a person chooses a step', { kind: 'choose_step', step: 'served' }, []],
  ['somebody signs', { kind: 'receipt', receipt: { recipient: 'Bu Sari' } }, ['receipt_signed']],
  ['the clock jumps', { kind: 'clock_jumped', byMs: 1.4, beforeMs: 0 }, ['clock_jumped']],
  ['the reader comes', { kind: 'device', device: 'reader', connected: true, reason: '' }, ['device_connected']],
  ['the reader goes', { kind: 'device', device: 'reader', connected: false, reason: 'gone' }, ['device_disconnected', 'alarm_raised']],
  ['the mode is set', { kind: 'set_mode', id: 'c1', mode: 'maintenance' }, []],
  ['somebody calls for help', { kind: 'help' }, ['alarm_raised']],
  ['help was long ago', { kind: 'timer', name: 'help' }, []],
])('when %s', (_, input, types) => {
  const checkpoint = testCheckpoint()
  checkpoint.send(input, input)
  // Of what lasts only the change is a fact.
  const lasts = input.kind === 'device' || input.kind === 'help'
  expect(checkpoint.facts().map(fact => fact.type)).toEqual(lasts ? types : [...types, ...types])
})

test('what a site file says of a checkpoint', () => {
  expect(testConfig).toMatchObject({ steps: handoverStep.options, step: 'dispatched', debounceMs: 3_000 })
  const config = machineConfig.parse({
    id: 'school-1',
    family: 'checkpoint',
    panel: { port: 5001 },
    checkpoint: { steps: ['received', 'served'], debounce_s: 0.5 },
  })
  const rules = checkpointConfig({ config, meals: { statuses: { tiba: 'received' } } })
  expect(rules).toMatchObject({ step: 'received', debounceMs: 500, statuses: { tiba: 'received', makanan_keluar: 'dispatched' } })
})

test('a step that is not done here is not chosen', () => {
  const checkpoint = testCheckpoint({ config: { ...testConfig, steps: ['received'], step: 'received' } })
  checkpoint.send({ kind: 'choose_step', step: 'served' })
  expect(checkpoint.state().step).toBe('received')
})

describe('the plan', () => {
  const warnings = (tag: string, status: string, given: Parameters<typeof testCheckpoint>[0], more: Partial<NewScan> = {}) =>
    testCheckpoint(given).scan(tag, status, more).warnings

  test('a word nobody knows and a tag nobody entered are told', () => {
    expect(warnings('T9', 'entah', { plan: planWith() })).toEqual(['unknown_status', 'unknown_tag'])
    expect(warnings('T9', 'constructor', {})).toEqual(['unknown_status'])
  })

  test('the words are those of the plan as soon as there is one', () => {
    const plan = planWith([tray], { statuses: { tiba: 'received' } })
    expect(warnings('T1', 'tiba', { plan })).toEqual([])
    expect(warnings('T1', 'makanan_diterima', { plan })).toEqual(['unknown_status'])
    expect(testCheckpoint({ plan, config: { ...testConfig, step: 'received' } }).scan('T1', null).status).toBe('tiba')
  })

  test.each([
    ['another school', { ...tray, school: { id: 'sdn-2', name: 'SDN 2' } }, 'received', ['not_expected']],
    ['nobody in particular', { ...tray, school: null }, 'received', []],
    ['a step of the kitchen', tray, 'dispatched', ['not_expected']],
    ['a round whose step before was left out here', tray, 'served', ['skipped_step']],
    ['a step that was done', { ...tray, steps: { received: isoAfter(-hourMs) } }, 'received', ['repeated_step']],
    ['the same step half a day before', { ...tray, steps: { received: isoAfter(-12 * hourMs) } }, 'received', ['repeated_step']],
    ['the same step longer ago', { ...tray, steps: { received: isoAfter(-12 * hourMs - 1) } }, 'received', []],
    ['another step of yesterday', { ...tray, steps: { received: isoAfter(-36 * hourMs) } }, 'served', []],
    ['another step before that', { ...tray, steps: { received: isoAfter(-36 * hourMs - 1) } }, 'served', ['skipped_step']],
    ['a step after its turn', { ...tray, steps: { served: isoAfter(-hourMs) } }, 'received', []],
    ['a container that came back', { ...tray, steps: { received: isoAfter(-3), returned: isoAfter(-2) } }, 'received', []],
  ] as const)('%s', (_, tag, step, expected) => {
    expect(warnings('T1', step, { plan: planWith([tag]) })).toEqual(expected)
  })

  test('a kitchen that is alone knows nothing of what schools did', () => {
    const kitchen = planWith([tray], { place: { id: 'k', name: 'K', kind: 'kitchen' } })
    const checkpoint = testCheckpoint({ plan: kitchen })
    expect(checkpoint.scan('T1', 'makanan_keluar').warnings).toEqual([])
    expect(checkpoint.scan('T1', 'wadah_kembali').warnings).toEqual([])
    expect(checkpoint.scan('T1', 'makanan_keluar').repeated).toBe(true)
    checkpoint.clock.jump(checkpoint.clock.now() + hourMs)
    expect(checkpoint.scan('T1', 'makanan_masuk').warnings).toEqual(['not_expected', 'skipped_step'])
  })

  test('one that leaves again without having come back was skipped', async () => {
    const kitchen = planWith([{ ...tray, steps: { dispatched: isoAfter(-20 * hourMs), served: isoAfter(-17 * hourMs) } }], {
      place: { id: 'k', name: 'K', kind: 'kitchen' },
    })
    const checkpoint = testCheckpoint({ plan: kitchen })
    expect(checkpoint.scan('T1', 'makanan_keluar').warnings).toEqual(['skipped_step'])
    await checkpoint.clock.advance(minuteMs)
    expect(checkpoint.scan('T1', 'makanan_keluar').warnings).toEqual(['repeated_step'])
  })

  test('without a plan the order is that of what was scanned here', async () => {
    const checkpoint = testCheckpoint()
    expect(checkpoint.scan('A', 'makanan_diterima').warnings).toEqual([])
    expect(checkpoint.scan('A', 'wadah_kembali').warnings).toEqual(['skipped_step'])
    await checkpoint.clock.advance(minuteMs)
    expect(checkpoint.scan('A', 'wadah_kembali').warnings).toEqual(['repeated_step'])
    expect(checkpoint.scan('A', 'makanan_keluar').warnings).toEqual([])
  })
})

describe('how long food keeps', () => {
  const cookedAgo = (ms: number) => ({
    ...tray,
    batch: { id: tray.batch?.id ?? '', name: 'N', safe_minutes: 240, cooked_at: isoAfter(-ms) },
  })
  const received = (given: Parameters<typeof testCheckpoint>[0], details: NewScan['details'] = {}) =>
    testCheckpoint(given).scan('T1', 'makanan_diterima', { details }).warnings

  test.each([
    [4 * hourMs, []],
    [4 * hourMs + 1, ['too_old']],
  ])('cooked %i ms ago', (agoMs, expected) => {
    expect(received({ plan: planWith([cookedAgo(agoMs)]) })).toEqual(expected)
  })

  test('a plan that is days old still warns, and by its own batch', () => {
    expect(received({ plan: planWith([cookedAgo(72 * hourMs)], { day: '2026-01-17' }) })).toEqual(['too_old'])
  })

  test('what travels with the container counts where the plan knows nothing, or another batch', () => {
    const fresh = { batch_id: '019be7a0-0000-7000-8000-00000000000c', cooked_at: isoAfter(-hourMs) }
    expect(received({ plan: planWith([cookedAgo(72 * hourMs)]) }, fresh)).toEqual([])
    expect(received({ plan: planWith([{ ...tray, batch: null }]) }, { cooked_at: isoAfter(-6 * hourMs) })).toEqual(['too_old'])
  })

  test('nobody can say how late it is by a clock that cannot be right', () => {
    expect(received({ plan: planWith(), isClockSure: false })).toEqual(['clock_unsure'])
    expect(received({ plan: planWith([{ ...tray, batch: null }]), isClockSure: false })).toEqual([])
  })

  test('hot food is warm, and what comes back is empty', () => {
    expect(received({ plan: planWith() }, { temperature_dc: 599 })).toEqual(['too_cold'])
    expect(received({ plan: planWith() }, { temperature_dc: 600 })).toEqual([])
    const checkpoint = testCheckpoint({ plan: planWith([cookedAgo(9 * hourMs)]) })
    expect(checkpoint.scan('T1', 'wadah_kembali', { details: { temperature_dc: 10 } }).warnings).not.toContain('too_old')
  })
})

describe('a tag that is held twice', () => {
  test('within the time it is the same scan, and after it another', async () => {
    const checkpoint = testCheckpoint({ plan: planWith() })
    const first = checkpoint.scan('T1', 'makanan_diterima')
    await checkpoint.clock.advance(2_999)
    expect(checkpoint.scan('T1', 'makanan_diterima')).toMatchObject({ id: first.id, repeated: true, warnings: [] })
    await checkpoint.clock.advance(2_999)
    expect(checkpoint.scan('T1', 'makanan_diterima')).toMatchObject({ id: first.id, repeated: true })
    expect(checkpoint.scans()).toHaveLength(1)
    expect(checkpoint.state().today.counts).toEqual({ received: 1 })
    await checkpoint.clock.advance(3_000)
    expect(checkpoint.scan('T1', 'makanan_diterima')).toMatchObject({ repeated: false, warnings: ['repeated_step'] })
    expect(checkpoint.scans()).toHaveLength(2)
  })

  test('another word, another tag or something new said is another scan', () => {
    const checkpoint = testCheckpoint()
    const ids = [
      checkpoint.scan('A', 'makanan_diterima'),
      checkpoint.scan('A', 'makanan_masuk'),
      checkpoint.scan('B', 'makanan_diterima'),
      checkpoint.scan('A', 'makanan_diterima', { details: { rejected: 3, reject_reason: 'basi' } }),
    ].map(told => told.id)
    expect(new Set(ids).size).toBe(4)
    expect(checkpoint.scan('A', 'makanan_diterima', { details: { rejected: 3 } }).id).toBe(ids[3])
    expect(checkpoint.scan('A', 'makanan_diterima').repeated).toBe(true)
  })

  test('0 seconds: every one counts', () => {
    const checkpoint = testCheckpoint({ config: { ...testConfig, debounceMs: 0 } })
    expect([checkpoint.scan('A', 'served').repeated, checkpoint.scan('A', 'served').repeated]).toEqual([false, false])
  })

  test('setting the clock makes no scan another', () => {
    const checkpoint = testCheckpoint()
    const first = checkpoint.scan('A', 'served')
    checkpoint.clock.jump(checkpoint.clock.now() - 26 * hourMs)
    expect(checkpoint.scan('A', 'served').id).toBe(first.id)
  })
})

test('the day of the outlet begins at nothing', () => {
  const checkpoint = testCheckpoint()
  checkpoint.scan('A', 'served')
  checkpoint.clock.jump(checkpoint.clock.now() + 24 * hourMs)
  checkpoint.scan('B', 'entah')
  expect(checkpoint.state().today).toEqual({ day: '2026-01-21', counts: {} })
})

test('a restart finds the step that was chosen, what was scanned last and what was counted', () => {
  const first = testCheckpoint()
  first.send({ kind: 'choose_step', step: 'served' }, scan('A', null), { kind: 'help' })
  const { reader: _, ...kept } = first.state()
  expect(testCheckpoint({ saved: first.saved() }).state()).toEqual({ ...kept, reader: undefined })
  expect(testCheckpoint({ saved: first.saved(), config: { ...testConfig, steps: ['received'], step: 'received' } }).state().step).toBe(
    'received',
  )
  expect(testCheckpoint({ saved: '{"mode":1}' }).state()).toMatchObject({ mode: 'active', step: 'dispatched' })
})

test('help is asked for once, for so long', () => {
  const checkpoint = testCheckpoint()
  expect(checkpoint.send({ kind: 'help' })).toContainEqual({ do: 'start_timer', name: 'help', delayMs: checkpointDelays.helpMs })
  checkpoint.send({ kind: 'timer', name: 'help' })
  expect(checkpoint.facts().map(fact => fact.type)).toEqual(['alarm_raised', 'alarm_cleared'])
})
