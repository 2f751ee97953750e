import { ManualClock } from '@palang/kit/clock'
import { beforeEach, expect, test } from 'vitest'
import type { PortListener } from '../transport/played-port.ts'
import { IctAcceptor, ictDelays } from './ict-acceptor.ts'

let clock: ManualClock
let cash: IctAcceptor
let line: PortListener
let heard: number[]

beforeEach(() => {
  clock = new ManualClock()
  heard = []
  cash = new IctAcceptor({
    name: 'cash',
    clock,
    changed: () => undefined,
    channels: [1_000, 5_000, 0],
    makePort: (_name, listener) => {
      line = listener
      return {
        address: () => 'test',
        start: async () => undefined,
        stop: async () => undefined,
        isOpen: () => true,
        write: bytes => heard.push(...bytes),
        unplug: async () => undefined,
        plug: async () => undefined,
      }
    },
  })
})

const say = (...bytes: number[]) => line.data(Uint8Array.from(bytes))

/** A note of 5000 in escrow, and what will become of it. */
async function inserted() {
  say(0x3e)
  const out = cash.insert(5_000)
  await clock.advance(ictDelays.drawMs)
  expect(heard.splice(0)).toEqual([0x81, 0x41])
  return { out }
}

test('takes no note before it is enabled, none it does not know, and one at a time', async () => {
  expect(await cash.insert(5_000)).toBe('refused')
  say(0x3e, 0x0c)
  expect(heard).toEqual([0x3e])
  expect(await cash.insert(2_000)).toBe('refused')
  void cash.insert(5_000)
  expect(await cash.insert(1_000)).toBe('refused')
})

test.each([
  ['accepts', 0x02, 'stacked', 0x10, [5_000]],
  ['refuses', 0x0f, 'returned', 0x11, []],
])('holds a note until the host %s it', async (_name, order, outcome, word, box) => {
  const { out } = await inserted()
  expect(cash.view()).toMatchObject({ escrow: 5_000, inside: 'escrow' })
  say(0x0c, order, order)
  await clock.advance(ictDelays.moveMs)
  expect(await out).toBe(outcome)
  expect(heard).toEqual([word])
  expect(cash.box).toEqual(box)
})

test('gives a note back that nobody decides upon, and a late yes takes nothing', async () => {
  const { out } = await inserted()
  await clock.advance(ictDelays.escrowMs + ictDelays.moveMs)
  say(0x02)
  expect(await out).toBe('returned')
  expect([heard, cash.box]).toEqual([[0x11], []])
})

test('closed after a power cut until the host has answered, and says so', async () => {
  say(0x3e)
  cash.power(false)
  expect(cash.view()).toMatchObject({ powered: false, enabled: false })
  say(0x0c)
  cash.power(true)
  await clock.advance(ictDelays.bootMs)
  expect(heard.splice(0)).toEqual([0x80, 0x8f])
  say(0x3e)
  expect(cash.isEnabled()).toBe(false)
  await clock.advance(ictDelays.hostMs)
  expect(heard.splice(0)).toEqual([0x26])
  say(0x02)
  expect(cash.isEnabled()).toBe(true)
})

test.each(['returned', 'stacked'] as const)('a note inside at a power cut is %s without a word', async fate => {
  const { out } = await inserted()
  say(0x02)
  cash.power(false)
  cash.power(true, fate)
  await clock.advance(ictDelays.bootMs)
  expect(await out).toBe(fate)
  expect(heard).toEqual([0x80, 0x8f])
})

test('a jam holds the note, is told when asked, and gives it back at its end', async () => {
  const { out } = await inserted()
  say(0x02)
  cash.jam(true)
  await clock.advance(60_000)
  say(0x0c)
  expect(cash.view()).toMatchObject({ fault: 'jam', inside: 'stacking' })
  cash.jam(false)
  expect(await out).toBe('returned')
  expect(heard).toEqual([0x22, 0x22, 0x2f, 0x11])
})

test('a full stacker takes nothing more, and an open one neither', async () => {
  const { out } = await inserted()
  cash.fill(true)
  say(0x02)
  await clock.advance(ictDelays.moveMs)
  expect(await out).toBe('returned')
  expect(await cash.insert(5_000)).toBe('refused')
  cash.fill(false)
  cash.open(true)
  expect(await cash.insert(5_000)).toBe('refused')
  expect(heard).toEqual([0x28, 0x11, 0x2f, 0x24])
})

test('what it does not recognise comes out again, and a note on a string is told', async () => {
  say(0x3e)
  cash.rejectNext()
  const out = cash.insert(5_000)
  await clock.advance(ictDelays.drawMs)
  cash.cheat()
  expect(await out).toBe('returned')
  expect(heard).toEqual([0x29, 0x27])
})

test('a reset gives a note in escrow back and begins anew', async () => {
  const { out } = await inserted()
  say(0x30)
  expect(await out).toBe('returned')
  await clock.advance(ictDelays.bootMs)
  expect(heard).toEqual([0x80, 0x8f])
})
