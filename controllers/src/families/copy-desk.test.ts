import { ManualClock } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import { expect, test } from 'vitest'
import { ticketJob } from '../devices/printer/contract.ts'
import type { PrintResult } from '../devices/printer/port.ts'
import { SimulatedPrinter } from '../devices/printer/simulated.ts'
import { copyDesk } from './copy-desk.ts'

async function deskWithLostTicket() {
  const clock = new ManualClock()
  const printer = new SimulatedPrinter({ clock })
  printer.start()
  await clock.advance(100)
  printer.runOutInNextJob()
  await printer.print(ticketJob('T-01'))
  const answers: CommandResult[] = []
  const cleared: string[] = []
  const desk = copyDesk({ printer, answer: result => answers.push(result), onPrinted: id => cleared.push(id) })
  return { printer, desk, answers, cleared, clock }
}

test('a lost ticket is told with its number and time, and not any more once its copy came out', async () => {
  const { printer, desk, answers, cleared, clock } = await deskWithLostTicket()
  expect(desk.lost()).toEqual([{ job_id: 'T-01', kind: 'entry_ticket', reference: 'T-01', at: '2026-01-20T10:30:00.000Z' }])
  printer.paper(true)
  await clock.advance(100)
  await desk.print('c1', 'T-01')
  expect(answers).toEqual([
    { command_id: 'c1', state: 'accepted' },
    { command_id: 'c1', state: 'succeeded', evidence: { kind: 'printed', job_id: 'T-01' } },
  ])
  expect(cleared).toEqual(['T-01'])
  expect(desk.lost()).toEqual([])
  expect(printer.sheets).toMatchObject([{ isCopy: true }])
})

test('two who ask for the same copy at once get one', async () => {
  const { printer, desk, answers, clock } = await deskWithLostTicket()
  printer.paper(true)
  await clock.advance(100)
  await Promise.all([desk.print('c1', 'T-01'), desk.print('c2', 'T-01')])
  expect(printer.sheets).toHaveLength(1)
  expect(answers.filter(({ state }) => state !== 'accepted')).toMatchObject([
    { command_id: 'c1', state: 'succeeded' },
    { command_id: 'c2', state: 'failed', error: { code: 'not_found' } },
  ])
})

test('a paper that is not lost is refused before the printer hears of it, and so is every paper without a printer', async () => {
  const { desk, answers } = await deskWithLostTicket()
  await desk.print('c1', 'T-09')
  await copyDesk({ printer: undefined, answer: result => answers.push(result), onPrinted: () => undefined }).print('c2', 'T-01')
  expect(answers).toMatchObject([
    { command_id: 'c1', state: 'rejected', error: { code: 'not_found' } },
    { command_id: 'c2', state: 'rejected', error: { code: 'device_missing' } },
  ])
})

test('without paper the copy failed, and the ticket stays on offer', async () => {
  const { desk, answers, cleared } = await deskWithLostTicket()
  await desk.print('c1', 'T-01')
  expect(answers.at(-1)).toEqual({ command_id: 'c1', state: 'failed', error: { code: 'device_unavailable', message: 'no paper' } })
  expect(cleared).toEqual([])
  expect(desk.lost()).toHaveLength(1)
})

test.each([
  ['a copy whose end nobody saw', { ok: false, code: 'timeout', message: 'silent', moved: 'maybe' }, { state: 'unknown' }],
  ['a printer that cannot tell', { ok: true, isAssumed: true }, { state: 'succeeded', evidence: { kind: 'assumed' } }],
] satisfies [string, PrintResult, object][])('%s is told as what it is', async (_, result, told) => {
  const { printer, desk, answers } = await deskWithLostTicket()
  printer.reprint = () => Promise.resolve(result)
  await desk.print('c1', 'T-01')
  expect(answers.at(-1)).toMatchObject(told)
})

test('a printer that breaks its promise and throws may have printed', async () => {
  const { printer, desk, answers } = await deskWithLostTicket()
  printer.reprint = () => Promise.reject(new Error('broken'))
  await desk.print('c1', 'T-01')
  expect(answers.at(-1)).toMatchObject({ state: 'unknown', error: { code: 'outcome_unknown', message: 'broken' } })
})
