import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import type { ByteStream, StreamFactory } from './byte-stream.ts'
import { FakePort } from './fake-stream.ts'
import { reopeningDelays, ReopeningStream, type ReopeningEvent } from './reopening.ts'

function rig(make?: StreamFactory) {
  const clock = new ManualClock()
  const port = new FakePort()
  const events: ReopeningEvent[] = []
  const stream = new ReopeningStream(make ?? port.streams, { clock, random: () => 1 }, event => events.push(event))
  return { clock, port, stream, events, kinds: () => events.map(event => event.kind) }
}

test('opens, and opens again for ever, waiting longer each time up to the longest pause', async () => {
  const { clock, port, stream, events, kinds } = rig()
  port.unplug()
  stream.start()
  stream.start()
  await clock.advance(120_000)
  expect(kinds().lastIndexOf('started')).toBe(0)
  expect(
    kinds()
      .slice(1)
      .every(kind => kind === 'closed'),
  ).toBe(true)
  expect(events.length).toBeGreaterThan(10)
  expect(events.length).toBeLessThan(20)
  events.length = 0
  port.plug()
  await clock.advance(reopeningDelays.maxMs)
  expect(kinds()).toEqual(['opened'])
  expect(stream.isOpen).toBe(true)
  await stream.stop()
})

test('writes fail at once while there is no connection, and nothing of them is sent on the next', async () => {
  const { clock, port, stream } = rig()
  const bytes = Buffer.from('OPEN\n')
  await expect(stream.write(bytes)).rejects.toMatchObject({ code: 'port_closed' })
  stream.start()
  await clock.advance(10)
  port.unplug()
  await expect(stream.write(bytes)).rejects.toMatchObject({ code: 'port_closed' })
  port.plug()
  await clock.advance(30_000)
  expect(stream.isOpen).toBe(true)
  expect(port.written).toBe('')
  await stream.stop()
})

test('a congested port refuses instead of keeping the bytes', async () => {
  const { clock, port, stream } = rig()
  stream.start()
  await clock.advance(10)
  port.congest(true)
  await expect(stream.write(Buffer.from('OPEN\n'))).rejects.toMatchObject({ code: 'port_congested' })
  port.congest(false)
  await clock.advance(60_000)
  expect(port.written).toBe('')
  await stream.stop()
})

test('an attempt that hangs is given up and another one follows', async () => {
  let made = 0
  const hanging = (): ByteStream => {
    made += 1
    return {
      path: 'x',
      isOpen: false,
      open: () => new Promise(() => undefined),
      write: () => Promise.reject(new Error('closed')),
      close: () => Promise.resolve(),
      subscribe: () => () => undefined,
    }
  }
  const { clock, stream, kinds } = rig(hanging)
  stream.start()
  await clock.advance(reopeningDelays.openMs + reopeningDelays.minMs)
  expect(kinds()).toEqual(['started', 'closed'])
  expect(made).toBe(2)
  await stream.stop()
})

test('dropped, it says why and uses a fresh stream', async () => {
  const { clock, port, stream, events } = rig()
  stream.start()
  await clock.advance(10)
  stream.drop('silent')
  await clock.advance(reopeningDelays.maxMs)
  expect(events).toEqual([{ kind: 'started' }, { kind: 'opened' }, { kind: 'closed', reason: 'silent' }, { kind: 'opened' }])
  expect(port.opens).toBe(2)
  await stream.stop()
})

test('stopped, it says so once, tells nothing more and stays away until it is started again', async () => {
  const { clock, port, stream, events, kinds } = rig()
  stream.start()
  await clock.advance(10)
  await stream.stop()
  await stream.stop()
  await clock.advance(60_000)
  port.send('late')
  expect(events).toEqual([{ kind: 'started' }, { kind: 'opened' }, { kind: 'closed', reason: 'stopped' }])
  stream.start()
  await clock.advance(10)
  expect(stream.isOpen).toBe(true)
  await stream.stop()
  expect(kinds()).toEqual(['started', 'opened', 'closed', 'started', 'opened', 'closed'])
})

test('stopped between two attempts, it says so too; never started, it has nothing to say', async () => {
  const { clock, port, stream, events } = rig()
  await stream.stop()
  expect(events).toEqual([])
  port.unplug()
  stream.start()
  await clock.advance(10)
  await stream.stop()
  expect(events.at(-1)).toEqual({ kind: 'closed', reason: 'stopped' })
  const told = events.length
  await clock.advance(60_000)
  expect(events).toHaveLength(told)
})
