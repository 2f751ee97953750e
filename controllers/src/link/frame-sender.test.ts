import { framePartBytes, type FramePart } from '@palang/protocol'
import { expect, test } from 'vitest'
import { frameSender } from './frame-sender.ts'

function line() {
  const sent: FramePart[] = []
  const pings: string[] = []
  const world = { isOpen: true }
  const sender = frameSender({
    send(part) {
      if (world.isOpen) sent.push(part)
      return world.isOpen
    },
    ping: text => pings.push(text),
  })
  /** The hub answers everything it was asked so far. */
  const answer = () => pings.splice(0).forEach(text => sender.heard(text))
  return { sent, pings, sender, world, answer }
}

const picture = (size: number, fill = 1) => new Uint8Array(size).fill(fill)

test('a picture that fits a message goes as it always did', () => {
  const { sent, sender } = line()
  sender.offer(picture(framePartBytes))
  expect(sent).toEqual([{ data: Buffer.alloc(framePartBytes, 1).toString('base64') }])
})

test('a larger one goes in parts, each once the hub has the one before', () => {
  const { sent, sender, answer } = line()
  sender.offer(picture(2 * framePartBytes + 5))
  expect(sent).toHaveLength(1)
  answer()
  expect(sent).toHaveLength(2)
  answer()
  answer()
  expect(sent.map(({ frame, part, parts }) => [frame, part, parts])).toEqual([
    [1, 1, 3],
    [1, 2, 3],
    [1, 3, 3],
  ])
  expect(Buffer.concat(sent.map(({ data }) => Buffer.from(data, 'base64')))).toHaveLength(2 * framePartBytes + 5)
})

test('of the pictures that come while one is under way only the newest goes after it', () => {
  const { sent, sender, answer } = line()
  for (let fill = 0; fill < 100; fill++) sender.offer(picture(10, fill))
  expect(sent).toHaveLength(1)
  answer()
  answer()
  answer()
  expect(sent.map(({ data }) => Buffer.from(data, 'base64')[0])).toEqual([0, 99])
})

test('after a break it begins anew, and answers of before mean nothing', () => {
  const { sent, pings, sender, answer } = line()
  sender.offer(picture(3 * framePartBytes))
  const old = pings.splice(0)
  sender.reset()
  sender.offer(picture(2 * framePartBytes, 2))
  expect(sent.at(-1)).toMatchObject({ frame: 2, part: 1 })
  for (const text of [...old, '', 'frame']) sender.heard(text)
  expect(sent).toHaveLength(2)
  answer()
  expect(sent.at(-1)).toMatchObject({ frame: 2, part: 2 })
})

test('what cannot be sent is dropped, and the next picture is tried', () => {
  const { sent, sender, world } = line()
  world.isOpen = false
  sender.offer(picture(10))
  world.isOpen = true
  sender.offer(picture(10))
  expect(sent).toHaveLength(1)
})
