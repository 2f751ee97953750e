/** What every printer keeps to. */
import { describe, expect, test } from 'vitest'
import type { PrinterPort } from './port.ts'

export interface PrinterRig {
  printer: PrinterPort
  /** Ids of what came out on paper. */
  printed(): readonly string[]
  paper(isIn: boolean): void
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
}

const connectMs = 12_000

/** Registers the suite for one implementation. */
export function printerContract(name: string, makeRig: () => PrinterRig): void {
  const started = async (): Promise<PrinterRig> => {
    const rig = makeRig()
    rig.printer.start()
    rig.printer.start()
    await rig.advance(connectMs)
    return rig
  }
  const job = (id: string) => ({ id, lines: ['Parkir Pusat', id], code: id })

  describe(`printer: ${name}`, () => {
    test('prints a job once, however often it is asked for', async () => {
      const { printer, printed } = await started()
      expect(printer.status().state).toBe('ready')
      expect(await printer.print(job('T-1'))).toEqual({ ok: true })
      expect(await printer.print(job('T-1'))).toEqual({ ok: true })
      expect(await printer.print(job('T-2'))).toEqual({ ok: true })
      expect(printed()).toEqual(['T-1', 'T-2'])
      await printer.stop()
    })

    test('without paper it says so, prints nothing, and does not print it later by itself', async () => {
      const { printer, printed, paper, advance } = await started()
      paper(false)
      await advance(5_000)
      expect(printer.status().state).toBe('fault')
      expect(await printer.print(job('T-1'))).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
      paper(true)
      await advance(connectMs)
      expect(printer.status().state).toBe('ready')
      expect(printed()).toEqual([])
      await printer.stop()
    })

    test('unplugged it refuses at once, and is ready again when it is back', async () => {
      const { printer, printed, plug, advance } = await started()
      plug(false)
      await advance(5_000)
      expect(await printer.print(job('T-1'))).toMatchObject({ ok: false, moved: 'no' })
      plug(true)
      await advance(connectMs)
      expect(await printer.print(job('T-2'))).toEqual({ ok: true })
      expect(printed()).toEqual(['T-2'])
      await printer.stop()
    })

    test('not started or stopped it refuses', async () => {
      const rig = makeRig()
      expect(await rig.printer.print(job('T-1'))).toMatchObject({ ok: false, moved: 'no' })
      rig.printer.start()
      await rig.advance(connectMs)
      await rig.printer.stop()
      await rig.printer.stop()
      expect(await rig.printer.print(job('T-1'))).toMatchObject({ ok: false, moved: 'no' })
    })
  })
}
