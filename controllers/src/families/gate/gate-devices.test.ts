import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { SimulatedBoard } from '../../devices/board/simulated.ts'
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
