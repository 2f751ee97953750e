import { ManualClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { SimulatedBoard } from '../devices/board/simulated.ts'
import { SimulatedCash } from '../devices/cash/simulated.ts'
import type { MachineDevices } from '../devices/machine-devices.ts'
import { SimulatedPrinter } from '../devices/printer/simulated.ts'
import { SimulatedReader } from '../devices/reader/simulated.ts'
import { benchDevices, describeEvent } from './bench-device.ts'
import { benchSession } from './session.ts'

const clock = () => new ManualClock()

/** A session with these devices; lines without their time. */
function session(time: ManualClock, devices: MachineDevices) {
  const shown: string[] = []
  const bench = benchSession({ devices: benchDevices(devices), clock: time, show: line => shown.push(line.slice(14)) })
  onTestFinished(() => bench.stop())
  bench.start()
  const type = async (line: string) => {
    const typed = bench.type(line)
    await time.advance(2_000)
    return typed
  }
  return { shown, type }
}

test('a board is opened, its moves are shown as they happen, and what is refused says why', async () => {
  const time = clock()
  const board = new SimulatedBoard({ clock: time })
  const { shown, type } = session(time, { board })
  await time.advance(100)
  expect(shown).toContain('board  status ready: simulated, boot 1')
  await type('open 500')
  expect(shown.some(line => line.startsWith('> open 500: done'))).toBe(true)
  expect(shown).toContain('board  barrier opening')
  board.model.set('beam', true)
  await type('close')
  expect(shown).toContain('> close: refused: something stands under the barrier (0 ms)')
  board.unplug()
  await type('board open 0')
  expect(shown.at(-1)).toBe('> board open 0: refused: the board is not connected (0 ms)')
  await type('status')
  expect(shown.at(-1)).toContain('board disconnected: unplugged')
})

test.each([
  ['open ten', 'expected a whole number (found ten)'],
  ['fly', 'there is no "fly" here; "help" lists what there is'],
  ['board fly', 'there is no "board fly" here; "help" lists what there is'],
  ['__proto__', 'there is no "__proto__" here; "help" lists what there is'],
  ['board constructor', 'there is no "board constructor" here; "help" lists what there is'],
])('%s moves nothing and says what is wrong', async (line, answer) => {
  const time = clock()
  const board = new SimulatedBoard({ clock: time })
  const { shown, type } = session(time, { board })
  await time.advance(100)
  expect(await type(line)).toBe(true)
  expect(shown.at(-1)).toContain(answer)
  expect(board.model.position).toBe('closed')
})

test('cards, notes and prints: every kind of device has its words', async () => {
  const time = clock()
  const [reader, cash, printer] = [
    new SimulatedReader({ clock: time }),
    new SimulatedCash({ clock: time }),
    new SimulatedPrinter({ clock: time }),
  ]
  const { shown, type } = session(time, { reader, cash, printer })
  await time.advance(100)
  await type('enable')
  cash.insertNote(5_000)
  expect(shown.at(-1)).toBe('cash  escrow 5000')
  await type('accept')
  expect(shown).toContain('cash  stacked 5000')
  await type('ticket')
  expect(shown.at(-1)).toMatch(/^> ticket: done/)
  reader.tap('CE754C')
  expect(shown.at(-1)).toMatch(/^reader {2}card /)
  await type('help')
  expect(shown.at(-1)).toContain('cash: enable | disable | accept | return | change <amount>')
  expect(await type('quit')).toBe(false)
})

test('waiting ends when the line comes, at once when it is so already, and tells when it never came', async () => {
  const time = clock()
  const board = new SimulatedBoard({ clock: time })
  const { shown, type } = session(time, { board })
  await type('wait ready')
  expect(shown.at(-1)).toMatch(/^> wait ready: seen/)
  await type('open 0')
  const waiting = type('wait barrier closed')
  board.model.set('beam', false)
  await type('close')
  await waiting
  expect(shown.some(line => line.startsWith('> wait barrier closed: seen'))).toBe(true)
  const never = type('wait rain')
  await time.advance(30_000)
  await never
  expect(shown.at(-1)).toMatch(/^> wait rain: not seen within 30 s/)
})

test('what a board measured says whether it is exact', () => {
  expect(describeEvent({ kind: 'poured', ...{ amount: 450, isExact: true, reason: 'done' } })).toBe('poured 450 exactly done')
  expect(describeEvent({ kind: 'poured', ...{ amount: 12, isExact: false, reason: 'unknown' } })).toBe('poured 12 at least unknown')
  // Of several numbers each is named.
  expect(describeEvent({ kind: 'counted', ...{ since: 3, amount: 1_000, torn: 0 } })).toBe('counted since 3 amount 1000 torn 0')
})
