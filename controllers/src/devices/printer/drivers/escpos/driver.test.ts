import { expect, onTestFinished, test } from 'vitest'
import type { ActResult } from '../../../status.ts'
import { ticketJob } from '../../contract.ts'
import { printerDelays } from './driver.ts'
import { printerRig, type PrinterRigOptions } from './rig.test-support.ts'
import { sampleTicket } from './samples.test-support.ts'

const connectMs = 2_000
/** Longer than a job that never ends takes to be given up. */
const jobMs = printerDelays.printMs + 10_000

async function ready(options: PrinterRigOptions = {}) {
  const rig = printerRig(options)
  onTestFinished(() => rig.printer.stop())
  rig.printer.start()
  await rig.clock.advance(connectMs)
  const ended = async (result: Promise<ActResult>): Promise<ActResult> => {
    await rig.clock.advance(jobMs)
    return result
  }
  return { ...rig, ended, print: (ticket: string) => ended(rig.printer.print(ticketJob(ticket))) }
}

const lost = (message: string) => ({ ok: false, code: 'device_unavailable', message, moved: 'maybe' })
const refused = (message: string) => ({ ok: false, code: 'device_unavailable', message, moved: 'no' })

test('a ticket comes out with its number large and as a code, and the paper is cut', async () => {
  const { printer, fake, print } = await ready()
  expect(printer.status()).toEqual({ state: 'ready', model: 'ESC/POS', serial: null })
  expect(await print('A1B2C3')).toEqual({ ok: true })
  expect(fake.sheets).toHaveLength(1)
  expect(fake.sheets[0]).toMatchObject({ codes: ['A1B2C3'] })
  expect(fake.hanging).toBe('')
})

test('an open cover is a fault until it is closed; nothing is printed meanwhile or afterwards by itself', async () => {
  const { printer, fake, print, clock } = await ready()
  fake.cover(true)
  await clock.advance(5_000)
  expect(printer.status()).toEqual({ state: 'fault', reason: 'the cover is open' })
  expect(await print('T-01')).toEqual(refused('the cover is open'))
  fake.cover(false)
  await clock.advance(5_000)
  expect(printer.status().state).toBe('ready')
  expect(fake.sheets).toEqual([])
})

test('a fault shows in the answers to a job even before the next look', async () => {
  const { fake, print } = await ready()
  fake.bits[1] = 0x08
  expect(await print('T-01')).toEqual(refused('the printer is offline'))
})

test('paper that is nearly used up is told, and prints', async () => {
  const { printer, fake, print, clock } = await ready()
  fake.bits[4] = 0x0c
  await clock.advance(5_000)
  expect(printer.status()).toMatchObject({ state: 'ready', detail: 'the paper is nearly used up' })
  expect(await print('T-01')).toEqual({ ok: true })
})

test('paper out in mid-job: what the printer still holds is thrown away before the paper is back', async () => {
  const { printer, fake, print, clock } = await ready()
  fake.paperFor(4)
  expect(await print('T-01')).toEqual(lost('no paper'))
  expect(printer.status()).toEqual({ state: 'fault', reason: 'no paper' })
  const torn = fake.hanging
  expect(torn).toContain('TIKET MASUK')
  fake.paper(true)
  await clock.advance(60_000)
  expect(fake.hanging).toBe(torn)
  expect(fake.sheets).toEqual([])
})

test('paper out with the last line is not taken for a ticket in the hand', async () => {
  const { fake, print } = await ready()
  const before = fake.sheets.length
  fake.paperFor(14)
  expect(await print('T-01')).toMatchObject({ ok: false, moved: 'maybe' })
  expect(fake.sheets).toHaveLength(before)
})

test('the cover opened in mid-job loses the job', async () => {
  const { fake, printer, ended, clock } = await ready()
  fake.isSlow = true
  const result = printer.print(ticketJob('T-01'))
  await clock.advance(1_500)
  fake.cover(true)
  expect(await ended(result)).toEqual(lost('the cover is open'))
})

test('a printer that never answers is never ready and gets no job', async () => {
  const rig = printerRig()
  rig.fake.answersLeft = 0
  const reasons = new Set<string>()
  rig.printer.subscribe(({ status }) => 'reason' in status && reasons.add(status.reason))
  rig.printer.start()
  await rig.clock.advance(60_000)
  expect(reasons).toEqual(new Set(['the printer does not answer']))
  expect(rig.port.opens).toBeGreaterThan(2)
  const result = rig.printer.print(ticketJob('T-01'))
  await rig.clock.advance(jobMs)
  expect(await result).toEqual(refused('the printer does not answer'))
  expect(rig.port.written).not.toContain('T-01')
  await rig.printer.stop()
})

test.each([1, 2, 3])('only %d of the four answers are none', async answers => {
  const { printer, fake, port, clock } = await ready()
  fake.answersLeft = answers
  const result = printer.print(ticketJob('T-01'))
  await clock.advance(jobMs)
  expect(await result).toEqual(refused('the printer does not answer'))
  expect(port.written).not.toContain('T-01')
})

test.each([4, 5, 6, 8])('silent after %d answers, in the middle of the job: lost', async answers => {
  const { printer, fake, port, clock, ended } = await ready()
  await clock.advance(printerDelays.lookMs - 1)
  fake.answersLeft = answers
  const result = await ended(printer.print(ticketJob('T-01')))
  expect(result).toEqual(lost('the printer does not answer any more'))
  expect(port.written.match(/P0T-01/g)).toHaveLength(1)
  expect(printer.lost()).toHaveLength(1)
})

test('nonsense instead of answers is silence', async () => {
  const { printer, fake, clock, print } = await ready()
  fake.nonsense = 0xff
  await clock.advance(5_000)
  expect(printer.status().state).not.toBe('ready')
  expect(await print('T-01')).toMatchObject({ ok: false, moved: 'no' })
})

test('noise beside the answers changes nothing', async () => {
  const { printer, fake, port, clock, print } = await ready()
  port.send(Uint8Array.of(0xff, 0x80, 0x11, 0x13, 0x00))
  await clock.advance(5_000)
  expect(printer.status().state).toBe('ready')
  expect(await print('T-01')).toEqual({ ok: true })
  expect(fake.sheets).toHaveLength(1)
})

test('a status nobody asked for ends the connection: which question the next one answers would not be known', async () => {
  const { printer, port, clock, print } = await ready()
  const before = port.opens
  port.send(Uint8Array.of(0x12))
  await clock.advance(1)
  expect(printer.status()).toMatchObject({ state: 'disconnected', reason: 'the answers of the printer are out of step' })
  await clock.advance(connectMs)
  expect(port.opens).toBe(before + 1)
  expect(printer.status().state).toBe('ready')
  expect(await print('T-01')).toEqual({ ok: true })
})

test('an answer left over from an earlier conversation is not taken for ours', async () => {
  const rig = printerRig()
  onTestFinished(() => rig.printer.stop())
  rig.printer.start()
  await rig.clock.advance(printerDelays.settleMs / 2)
  rig.port.send(Uint8Array.of(0x72, 0x12))
  await rig.clock.advance(connectMs)
  expect(rig.printer.status().state).toBe('ready')
  expect(rig.port.opens).toBe(1)
})

test.each([20, 120, 230, 300])('unplugged after %d bytes of the job: lost, never sent again, and the next job is whole', async bytes => {
  const { printer, fake, port, clock, ended, print } = await ready()
  fake.takesOnly(bytes, () => port.unplug())
  expect(await ended(printer.print(ticketJob('T-01')))).toMatchObject({ ok: false, moved: 'maybe' })
  fake.takesOnly(Number.POSITIVE_INFINITY)
  port.plug()
  await clock.advance(60_000)
  expect(printer.status().state).toBe('ready')
  expect(port.written.match(/P0T-01/g)).toHaveLength(1)
  expect(await print('T-02')).toEqual({ ok: true })
  expect(fake.sheets.at(-1)?.codes).toContain('T-02')
  expect(printer.lost().map(job => job.id)).toEqual(['T-01'])
})

test.each([true, false])('a job that waited behind a lost one is not sent on the next connection (tells the end: %s)', async tellsEnd => {
  const { printer, fake, port, clock } = await ready({ tellsEnd })
  fake.isSlow = true
  const results = [printer.print(ticketJob('T-01')), printer.print(ticketJob('T-02'))]
  await clock.advance(1_500)
  port.unplug()
  fake.powerCycle()
  fake.isSlow = false
  port.plug()
  await clock.advance(60_000)
  expect(await Promise.all(results)).toMatchObject([{ moved: 'maybe' }, { ok: false, code: 'device_unavailable', moved: 'no' }])
  expect(port.written).not.toContain('T-02')
  expect(fake.sheets).toEqual([])
  expect(printer.lost().map(job => job.id)).toEqual(['T-01'])
})

test('a printer that takes the bytes and never finishes: lost, and forgotten by the printer as well', async () => {
  const { fake, clock, print } = await ready()
  fake.isSlow = true
  expect(await print('T-01')).toEqual(lost('the printer did not finish within 20000 ms'))
  fake.isSlow = false
  fake.work()
  await clock.advance(60_000)
  expect(fake.sheets).toEqual([])
})

test('a port that takes no bytes refuses the job for certain', async () => {
  const { printer, port, clock } = await ready()
  port.congest(true)
  const result = printer.print(ticketJob('T-01'))
  await clock.advance(100)
  expect(await result).toMatchObject({ ok: false, moved: 'no' })
})

test('stopped in mid-job, the job is lost', async () => {
  const { printer, fake, clock } = await ready()
  fake.isSlow = true
  const result = printer.print(ticketJob('T-01'))
  await clock.advance(1_500)
  await printer.stop()
  await clock.advance(jobMs)
  expect(await result).toMatchObject({ ok: false, moved: 'maybe' })
})

test('a printer without the end of a job is found out and said so', async () => {
  const { printer, print, fake } = await ready({ tellsEnd: false })
  expect(printer.status()).toMatchObject({ state: 'ready', detail: 'it does not tell when a job is done' })
  fake.paperFor(4)
  expect(await print('T-01')).toEqual(lost('no paper'))
})

test('a ticket whose code no scanner could read is refused, and the printer left alone', async () => {
  const { printer, port } = await ready()
  const written = port.written
  const result = await printer.print({ id: 'T-01', content: { ...sampleTicket, ticket: 'T\u0010\u0004' } })
  expect(result).toMatchObject({ ok: false, code: 'not_supported', moved: 'no' })
  expect(port.written).toBe(written)
})
