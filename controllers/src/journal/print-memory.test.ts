import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { ticketJob } from '../devices/printer/contract.ts'
import { printerRig } from '../devices/printer/drivers/escpos/rig.test-support.ts'
import type { PrintJob } from '../devices/printer/port.ts'
import { openJournal } from './journal.ts'
import { printMemory } from './print-memory.ts'

const receipt: PrintJob = {
  id: 'receipt-1',
  content: {
    kind: 'receipt',
    outlet: 'Parkir Pusat',
    gate: 'Gerbang keluar',
    timeZone: 'Asia/Jakarta',
    atMs: 0,
    reference: 'T-01',
    durationMinutes: 61,
    lines: [{ text: 'first_period', quantity: 1, amount: 5000 }],
    currency: 'IDR',
    amount: 5000,
    paidAmount: 10_000,
    changeAmount: 5000,
    method: 'cash',
    code: '019bda5e-9a40-7000-8000-000000000001',
  },
}

/** A journal's file that is opened once per run of the program. */
function disk() {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-prints-'))
  const closers: (() => void)[] = []
  onTestFinished(() => {
    for (const close of closers) close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    run() {
      const journal = openJournal(path.join(folder, 'journal.db'), { nowMs: 0, log: silentLog() })
      closers.push(() => journal.close())
      return { journal, prints: printMemory(journal, silentLog()), kill: () => journal.close() }
    },
  }
}

async function connected(rig: ReturnType<typeof printerRig>) {
  onTestFinished(() => rig.printer.stop())
  rig.printer.start()
  await rig.clock.advance(12_000)
  return rig
}

test('killed between the last byte and the end of a job: the next run offers it, and one copy comes out', async () => {
  const { run } = disk()
  const before = run()
  const { printer, port, fake, clock } = await connected(printerRig({ prints: before.prints }))
  fake.isSlow = true
  const unfinished = printer.print(ticketJob('T-01'))
  await clock.advance(1_500)
  expect(port.written).toContain('T-01')
  before.kill()

  const after = run()
  const next = await connected(printerRig({ prints: after.prints }))
  expect(next.printer.lost()).toEqual([ticketJob('T-01')])
  await next.clock.advance(60_000)
  expect(next.port.written).not.toContain('T-01')
  const asked = next.printer.print(ticketJob('T-01'))
  await next.clock.advance(40_000)
  expect(await asked).toMatchObject({ ok: false, moved: 'maybe' })
  expect(next.port.written).not.toContain('T-01')
  const copied = next.printer.reprint('T-01')
  await next.clock.advance(40_000)
  expect(await copied).toEqual({ ok: true })
  expect(next.fake.sheets).toMatchObject([{ codes: ['T-01'], text: expect.stringContaining('SALINAN') }])
  after.kill()

  expect(run().prints.kept()).toEqual([])
  await clock.advance(60_000)
  expect(await unfinished).toMatchObject({ moved: 'maybe' })
})

test('every kind of paper is found again as it was', () => {
  const { run } = disk()
  const before = run()
  before.prints.keep([ticketJob('T-01'), receipt])
  before.kill()
  expect(run().prints.kept()).toEqual([ticketJob('T-01'), receipt])
})

test.each([
  ['not JSON', '{'],
  ['no list', '{"id":"T-01"}'],
  ['a paper of a later version', JSON.stringify([{ id: 'T-02', content: { kind: 'banner' } }])],
])('%s in the journal is no lost job, and the others are', (_, text) => {
  const { journal } = disk().run()
  journal.setMeta('prints', text)
  expect(printMemory(journal, silentLog()).kept()).toEqual([])
  const others = [...(text.startsWith('[') ? JSON.parse(text) : []), ticketJob('T-01')]
  journal.setMeta('prints', JSON.stringify(others))
  expect(printMemory(journal, silentLog()).kept()).toEqual([ticketJob('T-01')])
})

test('a journal that takes no writes stops no print', async () => {
  const refuse = () => {
    throw new Error('disk full')
  }
  const errors: unknown[] = []
  const log = { ...silentLog(), error: (fields: unknown) => void errors.push(fields) }
  const { printer, fake, clock } = await connected(printerRig({ prints: printMemory({ meta: () => null, setMeta: refuse }, log) }))
  const result = printer.print(ticketJob('T-01'))
  await clock.advance(40_000)
  expect(await result).toEqual({ ok: true })
  expect(fake.sheets).toHaveLength(1)
  expect(errors).toEqual([{ err: 'disk full', jobs: ['T-01'] }])
})
