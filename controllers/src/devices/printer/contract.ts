/** What every printer keeps to. */
import { describe, expect, test } from 'vitest'
import type { PrinterPort, PrintJob, PrintMemory } from './port.ts'

export interface PrinterRig {
  printer: PrinterPort
  /** Tickets that came out whole, a copy with ` copy` behind its number. */
  printed(): readonly string[]
  paper(isIn: boolean): void
  /** The paper runs out in the middle of the next job. */
  runOutInNextJob(): void
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
}

const connectMs = 12_000
/** Longer than any job takes to end, well or not. */
const jobMs = 40_000

export function ticketJob(ticket: string): PrintJob {
  const atMs = Date.UTC(2026, 0, 20, 10, 30)
  return {
    id: ticket,
    content: { kind: 'entry_ticket', outlet: 'Parkir Pusat', gate: 'Gerbang masuk', timeZone: 'Asia/Jakarta', atMs, ticket },
  }
}

/** What a disk would hold. `onKeep` is called with the ids as they are written. */
function diskOf(jobs: readonly PrintJob[], onKeep: (ids: string[]) => void = () => undefined): PrintMemory {
  let kept = jobs
  return {
    kept: () => kept,
    keep(now) {
      kept = now
      onKeep(now.map(job => job.id))
    },
  }
}

/** Registers the suite for one implementation. */
export function printerContract(name: string, makeRig: (prints?: PrintMemory) => PrinterRig): void {
  const started = async (prints?: PrintMemory) => {
    const rig = makeRig(prints)
    rig.printer.start()
    rig.printer.start()
    await rig.advance(connectMs)
    const ended = async <T>(result: Promise<T>): Promise<T> => {
      await rig.advance(jobMs)
      return result
    }
    return { ...rig, print: (ticket: string) => ended(rig.printer.print(ticketJob(ticket))), ended }
  }

  describe(`printer: ${name}`, () => {
    test('prints a job once, however often it is asked for', async () => {
      const { printer, printed, print, ended } = await started()
      expect(printer.status().state).toBe('ready')
      expect(await print('T-01')).toMatchObject({ ok: true })
      expect(await print('T-01')).toMatchObject({ ok: true })
      const twice = [printer.print(ticketJob('T-02')), printer.print(ticketJob('T-02'))]
      expect(await ended(Promise.all(twice))).toMatchObject([{ ok: true }, { ok: true }])
      expect(printed()).toEqual(['T-01', 'T-02'])
      expect(printer.lost()).toEqual([])
      await printer.stop()
    })

    test('without paper it says so, prints nothing, and does not print it later by itself', async () => {
      const { printer, printed, print, paper, advance } = await started()
      paper(false)
      await advance(5_000)
      expect(printer.status()).toEqual({ state: 'fault', reason: 'no paper' })
      expect(await print('T-01')).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
      expect(printer.lost()).toEqual([])
      paper(true)
      await advance(connectMs)
      expect(printer.status().state).toBe('ready')
      expect(printed()).toEqual([])
      expect(await print('T-01')).toMatchObject({ ok: true })
      expect(printed()).toEqual(['T-01'])
      await printer.stop()
    })

    test('a job whose paper ran out is lost: not repeated by itself nor by asking, printed as a copy when a person wants it', async () => {
      const { printer, printed, print, paper, runOutInNextJob, advance, ended } = await started()
      runOutInNextJob()
      expect(await print('T-01')).toMatchObject({ ok: false, moved: 'maybe' })
      paper(true)
      await advance(connectMs)
      expect(printer.status().state).toBe('ready')
      expect(await print('T-01')).toMatchObject({ ok: false, moved: 'maybe' })
      expect(printed()).toEqual([])
      expect(printer.lost().map(job => job.id)).toEqual(['T-01'])
      expect(await print('T-02')).toMatchObject({ ok: true })
      expect(await ended(printer.reprint('T-01'))).toMatchObject({ ok: true })
      expect(printed()).toEqual(['T-02', 'T-01 copy'])
      expect(printer.lost()).toEqual([])
      expect(await print('T-01')).toMatchObject({ ok: true })
      expect(printed()).toEqual(['T-02', 'T-01 copy'])
      await printer.stop()
    })

    test('a copy that cannot be printed stays on offer; a job that was not lost has none', async () => {
      const { printer, print, paper, runOutInNextJob, ended } = await started()
      runOutInNextJob()
      await print('T-01')
      expect(await ended(printer.reprint('T-01'))).toMatchObject({ ok: false, moved: 'no' })
      expect(printer.lost()).toHaveLength(1)
      expect(await ended(printer.reprint('T-09'))).toMatchObject({ ok: false, code: 'not_supported', moved: 'no' })
      paper(true)
      await printer.stop()
    })

    test('a job is remembered before anything of it is on paper, and until its end is known', async () => {
      const story: string[] = []
      const disk = diskOf([], ids => story.push(`kept ${ids.join(' ')}, on paper ${printed().join(' ')}`))
      const { printer, printed, print, paper, runOutInNextJob, advance } = await started(disk)
      await print('T-01')
      expect(story).toEqual(['kept T-01, on paper ', 'kept , on paper T-01'])
      runOutInNextJob()
      await print('T-02')
      paper(true)
      await advance(connectMs)
      await print('T-03')
      expect(story.slice(2)).toEqual([
        'kept T-02, on paper T-01',
        'kept T-02, on paper T-01',
        'kept T-02 T-03, on paper T-01',
        'kept T-02, on paper T-01 T-03',
      ])
      await printer.stop()
    })

    test('what an earlier run left unfinished is lost: never printed by itself nor by asking, once as a copy', async () => {
      const disk = diskOf([ticketJob('T-01'), ticketJob('T-02')])
      const { printer, printed, print, ended } = await started(disk)
      expect(printer.lost().map(job => job.id)).toEqual(['T-01', 'T-02'])
      expect(await print('T-01')).toMatchObject({ ok: false, moved: 'maybe' })
      expect(printed()).toEqual([])
      const twice = [printer.reprint('T-01'), printer.reprint('T-01')]
      expect(await ended(Promise.all(twice))).toMatchObject([{ ok: true }, { ok: false, code: 'not_supported', moved: 'no' }])
      expect(printed()).toEqual(['T-01 copy'])
      expect(disk.kept().map(job => job.id)).toEqual(['T-02'])
      await printer.stop()
    })

    test('unplugged it refuses at once, and is ready again when it is back', async () => {
      const { printer, printed, print, plug, advance } = await started()
      plug(false)
      await advance(5_000)
      expect(await printer.print(ticketJob('T-01'))).toMatchObject({ ok: false, moved: 'no' })
      plug(true)
      await advance(connectMs)
      expect(await print('T-02')).toMatchObject({ ok: true })
      expect(printed()).toEqual(['T-02'])
      await printer.stop()
    })

    test('not started or stopped it refuses', async () => {
      const rig = makeRig()
      expect(await rig.printer.print(ticketJob('T-01'))).toMatchObject({ ok: false, moved: 'no' })
      rig.printer.start()
      await rig.advance(connectMs)
      await rig.printer.stop()
      await rig.printer.stop()
      expect(await rig.printer.print(ticketJob('T-01'))).toMatchObject({ ok: false, moved: 'no' })
    })
  })
}
