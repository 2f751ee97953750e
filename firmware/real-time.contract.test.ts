/** The production driver on a pseudo terminal through serialport, with the firmware at its other end in real time. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import type { BoardEvent } from '../controllers/src/devices/board/port.ts'
import { PalangLineGate } from '../controllers/src/devices/board/drivers/palang-line/gate-driver.ts'
import { streamsFor } from '../controllers/src/io/open-stream.ts'
import { built, type Built, missing } from './testing/site.ts'
import { Arm } from './testing/arm.ts'
import { closedAtRest, type Switch, switches, wirings } from './testing/wiring.ts'

const uno = missing.length === 0 ? await built('uno') : undefined

/** Switches the board on; resolves with the path of its port. */
async function switchedOn({ board, elf, emulator }: Built): Promise<{ tty: string; reset(): void }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-firmware-'))
  const tty = path.join(folder, 'tty')
  const child = spawn(emulator, [board.processor, elf, tty], { stdio: ['pipe', 'pipe', 'ignore'] })
  onTestFinished(async () => {
    const gone = new Promise(resolve => child.once('close', resolve))
    child.stdin.end()
    await gone
    rmSync(folder, { recursive: true, force: true })
  })
  const wiring = wirings[board.name]
  const feel = (one: Switch, on: boolean) => child.stdin.write(`pin ${wiring.switches[one]} ${on === closedAtRest.has(one) ? 1 : 0}\n`)
  const arm = new Arm(systemClock, feel)
  for (const one of switches) feel(one, false)
  arm.put(0)
  await new Promise<void>(resolve => {
    createInterface({ input: child.stdout }).on('line', line => {
      if (line.includes('"tty"')) resolve()
      if (line.includes(`"pin":"${wiring.raise}"`)) arm.relay('up', line.includes('"level":1'))
      if (line.includes(`"pin":"${wiring.lower}"`)) arm.relay('down', line.includes('"level":1'))
    })
  })
  return { tty, reset: () => child.stdin.write('reset external\n') }
}

test.skipIf(uno === undefined)('opens and closes over a real serial port, and is ready again after a reset', async () => {
  if (uno === undefined) return
  const { tty, reset } = await switchedOn(uno)
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
