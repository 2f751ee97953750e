import { ManualClock } from '@palang/kit/clock'
import { expect, test } from 'vitest'
import { type ControllerEnd, memoryPorts } from '../transport/memory-port.test-support.ts'
import { A6NetBoard, a6NetDelays, type StatForm } from './a6-net-board.ts'
import { travelMs } from './barrier.ts'

async function played(form: StatForm = 'repeated') {
  const clock = new ManualClock()
  const ports = memoryPorts()
  const board = new A6NetBoard({ name: 'board', clock, makePort: ports.make, changed: () => undefined, form })
  await board.start()
  const host: ControllerEnd = ports.end('board')
  host.open()
  const tell = (text: string) => host.utter(Buffer.from(`\u00a6${text}\u00a9`, 'latin1'))
  return {
    clock,
    board,
    host,
    tell,
    async stat() {
      host.raw = ''
      tell('STAT')
      await clock.advance(a6NetDelays.answerMs)
      return host.raw
    },
  }
}

test.each([
  ['levels', ['STAT0000', 'STAT1000', 'STAT1100', 'STAT0000']],
  ['repeated', ['STAT', 'STATIN1ON', 'STATIN1ONIN2ON', 'STAT']],
  ['changes', ['STAT', 'STATIN1ON', 'STATIN2ON', 'STATIN2OFFIN1OFF']],
] as const)('answers STAT with %s', async (form, answers) => {
  const { clock, board, stat } = await played(form)
  const heard = [await stat()]
  board.feel('loop1', true)
  heard.push(await stat())
  board.press('BTN')
  heard.push(await stat())
  await clock.advance(a6NetDelays.pressMs)
  board.feel('loop1', false)
  heard.push(await stat())
  expect(heard).toEqual(answers.map(text => `\u00a6${text}\u00a9`))
})

test('a card is told once', async () => {
  const { board, stat } = await played()
  expect(board.present('0013530444')).toBe(true)
  expect([await stat(), await stat()]).toEqual(['\u00a6STATW00CE754C\u00a9', '\u00a6STAT\u00a9'])
})

test.each(['TRIG1', 'OPEN1'])('%s lifts the arm, and nothing answers it', async order => {
  const { clock, board, host, tell } = await played()
  tell(order)
  await clock.advance(travelMs)
  expect([board.arm(), board.actuations(), host.raw]).toEqual(['open', 1, ''])
})

test('clips are played, and what is no frame is not obeyed', async () => {
  const { clock, board, host, tell } = await played()
  tell('MT00007')
  tell('x'.repeat(5_000))
  host.utter(Buffer.from('TRIG1\u00a9', 'latin1'))
  await clock.advance(1_000)
  expect([board.clips, board.actuations()]).toEqual([[7], 0])
  expect(board.view().lines).toMatchObject({ read: 1, overlong: 1 })
})
