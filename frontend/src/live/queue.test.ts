import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createQueue } from './queue.ts'

/** The page's clock and its frames, moved by hand. */
let nowMs = 0
let frames: (() => void)[] = []

function nextFrame(): void {
  nowMs += 16
  for (const work of frames.splice(0)) work()
}

beforeEach(() => {
  nowMs = 0
  frames = []
  vi.stubGlobal('document', { hidden: false })
  vi.stubGlobal('requestAnimationFrame', (work: () => void) => frames.push(work))
  vi.stubGlobal('cancelAnimationFrame', () => undefined)
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

test('all that came since the last frame is handed on once, in order', () => {
  const batches: number[][] = []
  const queue = createQueue<number>(batch => batches.push(batch))
  queue.push(1)
  queue.push(2)
  expect(batches).toEqual([])
  nextFrame()
  queue.push(3)
  nextFrame()
  expect(batches).toEqual([[1, 2], [3]])
})

test('after a batch that took long the page has some frames for itself', () => {
  const batches: number[][] = []
  const queue = createQueue<number>(batch => {
    batches.push(batch)
    nowMs += 40
  })
  queue.push(1)
  nextFrame()
  queue.push(2)
  for (let frame = 0; frame < 6; frame++) {
    nextFrame()
    queue.push(3 + frame)
  }
  expect(batches).toEqual([[1]])
  for (let frame = 0; frame < 3; frame++) nextFrame()
  expect(batches).toHaveLength(2)
})

test('of a page that is not seen, not without end is kept back', () => {
  vi.stubGlobal('document', { hidden: true })
  let handed = 0
  const queue = createQueue<number>(batch => (handed += batch.length))
  for (let message = 0; message < 500; message++) queue.push(message)
  expect(handed).toBeGreaterThan(200)
})
