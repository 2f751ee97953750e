import { ManualClock } from '@palang/kit'
import { framesCapability, mostFrames, type KeptFrame, type SerialFrames } from '@palang/protocol'
import { beforeEach, expect, test } from 'vitest'
import type { MachineConnection } from './connection.ts'
import { createFrameQuestions, frameDelays, type FrameQuestions } from './frame-questions.ts'

const window = { from: '2026-01-20T10:00:00.000Z', to: '2026-01-20T11:00:00.000Z' }
const frame: KeptFrame = { at: '2026-01-20T10:30:00.000Z', clock: 'synced', device: 'reader', direction: 'in', hex: '0d' }

let clock: ManualClock
let questions: FrameQuestions
let asked: string[]

const link = (change: Partial<MachineConnection> = {}): MachineConnection => ({
  machineId: 'gate_in',
  protocol: 1,
  software: 'test',
  capabilities: ['board', framesCapability],
  send({ payload }) {
    if (typeof payload === 'object' && payload !== null && 'request_id' in payload) asked.push(String(payload.request_id))
    return true
  },
  close: () => undefined,
  ...change,
})
const ask = (connection: MachineConnection | undefined = link()) => questions.ask('gate_in', connection, window)
const hear = (change: Partial<SerialFrames> = {}, machineId = 'gate_in') =>
  questions.heard(machineId, { request_id: asked.at(-1) ?? '', frames: [frame], last: true, cut: false, lost: 0, ...change })

beforeEach(() => {
  clock = new ManualClock()
  questions = createFrameQuestions(clock)
  asked = []
})

test('the parts of an answer are put together in their order', async () => {
  const answer = ask()
  hear({ last: false })
  hear({ frames: [{ ...frame, hex: '0a' }] })
  expect(await answer).toEqual({ frames: [frame, { ...frame, hex: '0a' }], missing: [] })
  expect(clock.nextDueMs()).toBeUndefined()
})

test('a machine that leaves frames out says why', async () => {
  const answer = ask()
  hear({ cut: true, lost: 4 })
  expect(await answer).toEqual({ frames: [frame], missing: ['too_many', 'lost'] })
})

test('an older controller is not asked, and one that is away cannot be', async () => {
  expect(await ask(link({ capabilities: ['board'] }))).toEqual({ frames: [], missing: ['not_kept'] })
  expect(await questions.ask('gate_in', undefined, window)).toEqual({ frames: [], missing: ['away'] })
  expect(await ask(link({ send: () => false }))).toEqual({ frames: [], missing: ['away'] })
  expect(asked).toEqual([])
})

test('what came before a machine fell silent is kept, and the next question is asked', async () => {
  const answer = ask()
  await clock.advance(frameDelays.silent - 1)
  hear({ last: false })
  await clock.advance(frameDelays.silent)
  expect(await answer).toEqual({ frames: [frame], missing: ['no_answer'] })
  const again = ask()
  hear()
  expect((await again).missing).toEqual([])
})

test('a machine that never comes to an end is cut off, in time and in memory', async () => {
  const slow = ask()
  for (let ms = 0; ms < frameDelays.whole; ms += 1_000) {
    hear({ last: false, frames: [] })
    await clock.advance(1_000)
  }
  expect((await slow).missing).toEqual(['no_answer'])
  const much = ask()
  for (let count = 0; count <= mostFrames; count += 100) hear({ last: false, frames: Array.from({ length: 100 }, () => frame) })
  const { frames, missing } = await much
  expect([frames.length, missing]).toEqual([mostFrames, ['too_many']])
})

test('an answer to an earlier question or of another machine is no answer, and one question at a time is asked', async () => {
  const answer = ask()
  expect(await ask()).toEqual({ frames: [], missing: ['busy'] })
  hear({ request_id: 'earlier', frames: [] })
  hear({ frames: [] }, 'gate_out')
  hear()
  expect((await answer).frames).toEqual([frame])
})
