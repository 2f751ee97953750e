import type { HandoverStep } from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ScanRecord } from '../store/meals.ts'
import { inOrder, isSince, recountFrom, type Round, roundsOf } from './trips.ts'

const morning = Date.UTC(2026, 0, 20, 0, 0)
const at = (minutes: number) => new Date(morning + minutes * 60_000).toISOString()

function scan(step: HandoverStep | null, minutes: number, more: Partial<ScanRecord> = {}): ScanRecord {
  const said = {
    portions: null,
    rejected: null,
    rejectReason: null,
    temperatureDc: null,
    batchId: null,
    cookedAt: null,
    dispatchedAt: null,
  }
  return {
    id: `${String(minutes).padStart(6, '0')}-${step}`,
    tagId: 'TAG',
    gatewayId: 'g',
    status: step ?? 'x',
    step,
    source: 'api',
    at: at(minutes),
    clock: 'synced',
    naive: false,
    receivedAt: at(minutes),
    ...said,
    warnings: [],
    placed: false,
    ...more,
  }
}

const told = (rounds: readonly Round[]) =>
  rounds.map(({ steps, flags }) => `${Object.keys(steps).join(' ')} [${flags.toSorted().join(' ')}]`)
const usual = [scan('dispatched', 0), scan('received', 40), scan('served', 90), scan('returned', 200)]

test.each<[string, ScanRecord[], string[]]>([
  ['a whole round', usual, ['dispatched received served returned []']],
  [
    'two days',
    [...usual, scan('dispatched', 1_440), scan('received', 1_480)],
    ['dispatched received served returned []', 'dispatched received []'],
  ],
  [
    'a step that was forgotten',
    [scan('dispatched', 0), scan('served', 90), scan('returned', 200)],
    ['dispatched served returned [skipped]'],
  ],
  [
    'a step that was scanned twice',
    [scan('dispatched', 0), scan('dispatched', 5), scan('received', 40)],
    ['dispatched received [repeated]'],
  ],
  [
    'a container that was never scanned back',
    [scan('dispatched', 0), scan('received', 40), scan('dispatched', 1_440)],
    ['dispatched received [superseded]', 'dispatched []'],
  ],
  ['a container that came back twice', [...usual, scan('returned', 220)], ['dispatched received served returned [repeated]']],
  ['a return that nobody saw leave', [scan('returned', 200)], ['returned [skipped]']],
  [
    'a step that came late on the road',
    [scan('dispatched', 0), scan('served', 50), scan('received', 60)],
    ['dispatched served received [skipped]'],
  ],
  [
    'a container that was away for days',
    [scan('dispatched', 0), scan('received', 3_000)],
    ['dispatched [superseded]', 'received [skipped]'],
  ],
  ['a word that means no step', [scan('dispatched', 0), scan(null, 5), scan('received', 40)], ['dispatched received []']],
])('%s', (_, scans, expected) => {
  expect(told(roundsOf(scans, 20))).toEqual(expected)
})

test('what people counted stands beside what left', () => {
  const [round] = roundsOf(
    [
      scan('dispatched', 0, { portions: 18 }),
      scan('received', 40, { portions: 15, rejected: 3, rejectReason: 'cold' }),
      scan('served', 90, { portions: 14 }),
    ],
    20,
  )
  expect(round).toMatchObject({ portions: 18, received: 15, served: 14, rejected: 3, rejectReason: 'cold', returnedAt: null })
})

const anyScan = fc
  .record({
    step: fc.constantFrom<HandoverStep | null>('dispatched', 'received', 'served', 'returned', null),
    minutes: fc.nat(6_000),
    id: fc.uuid(),
  })
  .map(({ step, minutes, id }) => scan(step, minutes - (minutes % 60), { id }))

/** As the hub does it: some scans at a time, each time from the round that was under way. */
function heardInParts(parts: readonly (readonly ScanRecord[])[]): Round[] {
  let kept: ScanRecord[] = []
  let rounds: Round[] = []
  for (const part of parts) {
    kept = [...kept, ...part]
    const [first] = inOrder(part)
    if (first === undefined) continue
    const earlier = rounds.filter(({ beganAt }) => beganAt < first.at)
    const latest = earlier.at(-1)?.beganAt
    const from = recountFrom(
      first,
      earlier.find(({ beganAt }) => beganAt === latest),
    )
    rounds = [
      ...rounds.filter(({ beganAt, id }) => !isSince({ at: beganAt, id }, from)),
      ...roundsOf(
        kept.filter(one => isSince(one, from)),
        20,
      ),
    ]
  }
  return rounds
}

test('in whatever order and however often scans are heard, the rounds are those of all of them at once', () => {
  const heard = fc
    .uniqueArray(anyScan, { selector: ({ id }) => id, maxLength: 14 })
    .chain(scans =>
      fc.tuple(fc.constant(scans), fc.shuffledSubarray(scans, { minLength: scans.length }), fc.array(fc.nat(5), { maxLength: 14 })),
    )
  fc.assert(
    fc.property(heard, ([scans, shuffled, sizes]) => {
      const parts: ScanRecord[][] = []
      const rest = [...shuffled]
      for (const size of sizes) parts.push(rest.splice(0, size))
      expect(heardInParts([...parts, rest])).toEqual(roundsOf(scans, 20))
    }),
    { numRuns: 400 },
  )
})

test('every scan with a step is in a round that had begun by then', () => {
  fc.assert(
    fc.property(fc.array(anyScan, { maxLength: 20 }), scans => {
      const rounds = roundsOf(scans, 20)
      const lost = scans.filter(
        ({ step, at: when }) => step !== null && !rounds.some(({ steps, beganAt }) => beganAt <= when && step in steps),
      )
      expect(lost).toEqual([])
    }),
  )
})
