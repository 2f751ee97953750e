import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import type { Measured } from '../../measured.ts'
import { MeasuredOrder } from './measured-order.ts'

test('whoever asks before ordering knows which order came before, even when the driver’s own question was lost', async () => {
  const told: Measured[] = []
  let poured = ['poured', '4', '77', 'done']
  let isHeard = false
  const pour = new MeasuredOrder({
    clock: new ManualClock(),
    line: {
      order: (_request, taken) => Promise.resolve(taken(poured)),
      ask: (_word, _args, hear) => hear(isHeard ? { kind: 'ok', fields: poured } : { kind: 'lost', reason: 'silence', sent: true }),
    },
    word: 'POUR',
    key: 'poured',
    relayBit: 0,
    tell: end => told.push(end),
    heard: () => 125,
  })
  pour.onKnown({ hasRestarted: false })
  pour.onRelays(0)
  expect(await pour.last()).toMatchObject({ ok: true, count: 4 })
  expect(await pour.begin([180, 10_000], 10_000)).toEqual({ ok: true })
  poured = ['poured', '5', '180', 'done']
  isHeard = true
  pour.onEvent(['180', 'done'])
  expect(told).toEqual([{ amount: 180, isExact: true, reason: 'done' }])
})
