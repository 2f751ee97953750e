/** The printer of the simulator in the hands of the production driver. */
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { sampleReceipt, sampleTicket } from '../../../controllers/src/bringup/sample-prints.ts'
import { EscposPrinter as EscposDriver } from '../../../controllers/src/devices/printer/drivers/escpos/driver.ts'
import type { PrintResult } from '../../../controllers/src/devices/printer/port.ts'
import { FakePort } from '../../../controllers/src/io/fake-stream.ts'
import { EscposPrinter } from './escpos-printer.ts'

async function connected() {
  const clock = new ManualClock()
  const line = new FakePort()
  const played = new EscposPrinter({
    name: 'printer',
    changed: () => undefined,
    makePort: (_, listener) => {
      // A question may come in pieces.
      line.onWritten(bytes => [...bytes].forEach(byte => listener.data(Uint8Array.of(byte))))
      return {
        address: () => 'fake',
        start: async () => undefined,
        stop: async () => undefined,
        isOpen: () => true,
        write: bytes => line.send(bytes),
        unplug: async () => line.unplug(),
        plug: async () => line.plug(),
      }
    },
  })
  const driver = new EscposDriver({ streams: line.streams, clock, log: silentLog(), widthMm: 58, language: 'id' })
  driver.start()
  await clock.advance(5_000)
  const soon = async (result: Promise<PrintResult>) => {
    await clock.advance(40_000)
    return result
  }
  return { clock, played, driver, soon }
}

test('a ticket and a receipt come out, each cut off', async () => {
  const { played, driver, soon } = await connected()
  expect(driver.status()).toEqual({ state: 'ready', model: 'ESC/POS', serial: null })
  expect(await soon(driver.print(sampleTicket()))).toEqual({ ok: true })
  expect(await soon(driver.print(sampleReceipt()))).toEqual({ ok: true })
  expect(played.sheets).toEqual([expect.stringMatching(/TEST0000[^]*\[QR\]|\[QR\][^]*TEST0000/), expect.stringContaining('11.000')])
})

test('an open cover is a fault, and closed again it is ready', async () => {
  const { clock, played, driver } = await connected()
  played.cover(true)
  await clock.advance(5_000)
  expect(driver.status()).toEqual({ state: 'fault', reason: 'the cover is open' })
  played.cover(false)
  await clock.advance(5_000)
  expect(driver.status().state).toBe('ready')
})

test('paper that ends in a ticket makes it lost, and a copy is printed only when asked for', async () => {
  const { clock, played, driver, soon } = await connected()
  const job = sampleTicket()
  played.paper(3)
  expect(await soon(driver.print(job))).toMatchObject({ ok: false, moved: 'maybe' })
  expect(driver.lost().map(({ id }) => id)).toEqual([job.id])
  played.paper()
  await clock.advance(20_000)
  expect(played.sheets).toEqual([])
  expect(await soon(driver.reprint(job.id))).toEqual({ ok: true })
  expect(played.sheets).toHaveLength(1)
})
