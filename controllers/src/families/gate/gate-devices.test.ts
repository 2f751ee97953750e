import { ManualClock, silentLog } from '@palang/kit'
import { expect, test, vi } from 'vitest'
import type { BoardEvent } from '../../devices/board/port.ts'
import { SimulatedBoard } from '../../devices/board/simulated.ts'
import { listeners } from '../../io/listeners.ts'
import { listenToDevices } from './gate-devices.ts'

test('each change of a board’s connection is told once', async () => {
  const clock = new ManualClock()
  const board = new SimulatedBoard({ clock })
  const story: string[] = []
  board.subscribe(event => event.kind === 'status' && story.push(event.status.state))
  listenToDevices({ board }, { tell: () => undefined, onStatus: () => story.push('told'), log: silentLog() })
  board.start()
  await clock.advance(60_000)
  board.unplug()
  await clock.advance(60_000)
  expect(story).toEqual(['connecting', 'told', 'ready', 'told', 'disconnected', 'told'])
  await board.stop()
})

test('why a device went away is in the log, once, and again when it goes another time', async () => {
  const clock = new ManualClock()
  const board = new SimulatedBoard({ clock })
  const log = silentLog()
  const warned = vi.spyOn(log, 'warn')
  listenToDevices({ board }, { tell: () => undefined, onStatus: () => undefined, log })
  board.start()
  for (let times = 1; times <= 2; times++) {
    await clock.advance(60_000)
    board.unplug()
    await clock.advance(60_000)
    expect(warned).toHaveBeenCalledTimes(times)
    board.plug()
  }
  expect(warned).toHaveBeenCalledWith({ device: 'board', reason: 'unplugged' }, 'the device does not answer')
  await board.stop()
})

test('a card seen by the board’s own reader reaches the machine as a card of a reader does', () => {
  const events = listeners<BoardEvent>()
  const board = new SimulatedBoard({ clock: new ManualClock() })
  board.subscribe = listener => events.add(listener)
  const told: unknown[] = []
  listenToDevices({ board }, { tell: input => told.push(input), onStatus: () => undefined, log: silentLog() })
  events.tell({ kind: 'card', cardId: '0013530444', raw: 'CE754C' })
  expect(told).toEqual([{ kind: 'card', cardId: '0013530444', raw: 'CE754C' }])
})
