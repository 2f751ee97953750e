import { ManualClock, silentLog } from '@palang/kit'
import { maxMessageBytes, serialFrames, type KeptFrame, type SerialFrames } from '@palang/protocol'
import { beforeEach, expect, test } from 'vitest'
import { framesAnswerer, type ReadFrames } from './frames-answerer.ts'

let clock: ManualClock
let sent: SerialFrames[]
let isUp: boolean

beforeEach(() => {
  clock = new ManualClock()
  sent = []
  isUp = true
})

const frame = (hex: string): KeptFrame => ({ at: '2026-01-20T10:30:00.000Z', clock: 'synced', device: 'board', direction: 'in', hex })
const asked = { request_id: 'r1', from: '2026-01-20T10:00:00.000Z', to: '2026-01-20T11:00:00.000Z' }
const answerer = (readFrames: ReadFrames) =>
  framesAnswerer({ readFrames, clock, log: silentLog(), send: part => isUp && sent.push(part) > 0 })
const reading = (frames: KeptFrame[]) => answerer(() => Promise.resolve({ frames, cut: true, lost: 2 }))

test.each([
  ['many small ones', 2_000, '00', 20],
  ['large ones', 100, '00'.repeat(1_024), 9],
  ['none', 0, '', 1],
])('%s go in parts that each fit a message, the last of them marked', async (_name, count, hex, parts) => {
  const done = reading(Array.from({ length: count }, () => frame(hex))).answer(asked)
  await clock.advance(5_000)
  await done
  expect(sent).toHaveLength(parts)
  expect(sent.map(part => part.last)).toEqual(Array.from({ length: parts }, (_, place) => place === parts - 1))
  expect(sent.flatMap(part => part.frames)).toHaveLength(count)
  for (const part of sent) {
    expect(serialFrames.parse(part)).toMatchObject({ cut: true, lost: 2 })
    expect(JSON.stringify(part).length).toBeLessThan(maxMessageBytes / 2)
  }
})

test('there is time between the parts, and nothing more is sent once the link is down', async () => {
  const done = reading(Array.from({ length: 500 }, () => frame('00'))).answer(asked)
  await clock.advance(0)
  expect(sent).toHaveLength(1)
  await clock.advance(50)
  expect(sent).toHaveLength(2)
  isUp = false
  await clock.advance(1_000)
  await done
  expect(sent).toHaveLength(2)
})

test('a newer question ends the answer to the one before', async () => {
  const both = reading(Array.from({ length: 150 }, () => frame('00')))
  const first = both.answer(asked)
  await clock.advance(0)
  const second = both.answer({ ...asked, request_id: 'r2' })
  await clock.advance(1_000)
  await Promise.all([first, second])
  expect(sent.map(part => part.request_id)).toEqual(['r1', 'r2', 'r2'])
})

test('frames that cannot be read leave the question unanswered, and the machine goes on', async () => {
  await expect(answerer(() => Promise.reject(new Error('EIO'))).answer(asked)).resolves.toBeUndefined()
  expect(sent).toEqual([])
})
