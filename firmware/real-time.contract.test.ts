/** The production driver on a pseudo terminal through serialport, with the firmware at its other end in real time. */
import { silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import type { BoardEvent } from '../controllers/src/devices/board/port.ts'
import { PalangLineGate } from '../controllers/src/devices/board/drivers/palang-line/gate-driver.ts'
import { streamsFor } from '../controllers/src/io/open-stream.ts'
import { realBoard } from './testing/real-board.ts'
import { built, missing } from './testing/site.ts'

const uno = missing.length === 0 ? await built('uno') : undefined

test.skipIf(uno === undefined)('opens and closes over a real serial port, and is ready again after a reset', async () => {
  if (uno === undefined) return
  const { tty, reset, on, off, remove } = realBoard(uno)
  onTestFinished(async () => {
    await off()
    remove()
  })
  await on()
  const board = new PalangLineGate({ streams: streamsFor(tty, { baud: 115_200 }), clock: systemClock, log: silentLog(), random: () => 0 })
  onTestFinished(() => board.stop())
  const until = (wanted: (event: BoardEvent) => boolean) =>
    new Promise<BoardEvent>(resolve => {
      const detach = board.subscribe(event => {
        if (!wanted(event)) return
        detach()
        resolve(event)
      })
    })
  const isAt = (position: string) => until(event => event.kind === 'barrier' && event.position === position)
  const ready = until(event => event.kind === 'status' && event.status.state === 'ready')
  board.start()
  await ready
  expect(board.status()).toMatchObject({ model: 'palang uno' })
  const [open, closed] = [isAt('open'), isAt('closed')]
  expect(await board.open(100)).toMatchObject({ ok: true })
  await open
  await closed
  const restarted = until(event => event.kind === 'restarted')
  reset()
  expect(await restarted).toMatchObject({ cause: 'external' })
})
