/** What every cash machine keeps to. */
import { describe, expect, test } from 'vitest'
import type { ActResult } from '../status.ts'
import type { CashEvent, CashPort } from './port.ts'

export interface CashRig {
  cash: CashPort
  /** Puts a note in; false when the machine does not take it. */
  insertNote(amount: number): boolean
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
  /** What it has paid out so far; null for a machine without change. */
  paidOut: (() => number) | null
}

const connectMs = 12_000

/** Registers the suite for one implementation. */
export function cashContract(name: string, makeRig: () => CashRig): void {
  const started = async () => {
    const rig = makeRig()
    const money: string[] = []
    rig.cash.subscribe((event: CashEvent) => {
      if (event.kind !== 'status' && event.kind !== 'refused') money.push(`${event.kind} ${event.amount}`)
    })
    rig.cash.start()
    rig.cash.start()
    await rig.advance(connectMs)
    const after = async (act: Promise<ActResult>): Promise<ActResult> => {
      await rig.advance(100)
      return act
    }
    return { ...rig, money, after }
  }

  describe(`cash machine: ${name}`, () => {
    test('takes no note until it is enabled, and none after it is disabled', async () => {
      const { cash, insertNote, after } = await started()
      expect(cash.status().state).toBe('ready')
      expect(insertNote(5_000)).toBe(false)
      expect(await after(cash.enable())).toEqual({ ok: true })
      expect(await after(cash.disable())).toEqual({ ok: true })
      expect(insertNote(5_000)).toBe(false)
      await cash.stop()
    })

    test('a note waits in escrow and is money only when stacked', async () => {
      const { cash, insertNote, money, after } = await started()
      await after(cash.enable())
      expect(insertNote(5_000)).toBe(true)
      await after(Promise.resolve({ ok: true }))
      expect(money).toEqual(['escrow 5000'])
      expect(await after(cash.accept())).toEqual({ ok: true })
      expect(money).toEqual(['escrow 5000', 'stacked 5000'])
      await cash.stop()
    })

    test('a note can be given back', async () => {
      const { cash, insertNote, money, after } = await started()
      await after(cash.enable())
      insertNote(100_000)
      await after(Promise.resolve({ ok: true }))
      expect(await after(cash.giveBack())).toEqual({ ok: true })
      expect(money).toEqual(['escrow 100000', 'returned 100000'])
      await cash.stop()
    })

    test('without a note there is nothing to accept or give back', async () => {
      const { cash, money, after } = await started()
      await after(cash.enable())
      expect(await after(cash.accept())).toMatchObject({ ok: false, moved: 'no' })
      expect(await after(cash.giveBack())).toMatchObject({ ok: false, moved: 'no' })
      expect(money).toEqual([])
      await cash.stop()
    })

    test('pays change or says that it cannot, but no part of a unit, nothing and no debt', async () => {
      const { cash, after, paidOut } = await started()
      const paid = await after(cash.giveChange(3_000))
      if (paidOut === null) expect(paid).toMatchObject({ ok: false, code: 'not_supported', moved: 'no' })
      else expect(paid).toEqual({ ok: true })
      for (const amount of [0, -1, 0.5]) expect(await after(cash.giveChange(amount))).toMatchObject({ ok: false, moved: 'no' })
      if (paidOut !== null) expect(paidOut()).toBe(3_000)
      await cash.stop()
    })

    test('one note after the other, each with one end', async () => {
      const { cash, insertNote, money, after } = await started()
      await after(cash.enable())
      for (const take of [true, false, true]) {
        expect(insertNote(5_000)).toBe(true)
        await after(Promise.resolve({ ok: true }))
        expect(await after(take ? cash.accept() : cash.giveBack())).toEqual({ ok: true })
        expect(await after(take ? cash.accept() : cash.giveBack())).toMatchObject({ ok: false, moved: 'no' })
      }
      expect(money.filter(line => !line.startsWith('escrow'))).toEqual(['stacked 5000', 'returned 5000', 'stacked 5000'])
      await cash.stop()
    })

    test('unplugged, everything is refused at once; back again, it is ready and no money was invented', async () => {
      const { cash, insertNote, plug, money, after, advance } = await started()
      await after(cash.enable())
      insertNote(5_000)
      await advance(100)
      plug(false)
      await advance(1_000)
      expect(cash.status().state).toBe('disconnected')
      for (const act of [cash.accept(), cash.giveBack(), cash.giveChange(1_000), cash.enable()])
        expect(await act).toMatchObject({ ok: false, moved: 'no' })
      plug(true)
      await advance(connectMs)
      expect(cash.status().state).toBe('ready')
      expect(await after(cash.accept())).toMatchObject({ ok: false, moved: 'no' })
      expect(money.filter(line => line.startsWith('stacked'))).toEqual([])
      await cash.stop()
    })

    test('stopped, it takes no more notes', async () => {
      const { cash, insertNote, after } = await started()
      await after(cash.enable())
      const stopping = cash.stop()
      await after(Promise.resolve({ ok: true }))
      await stopping
      expect(cash.status().state).toBe('disconnected')
      expect(insertNote(5_000)).toBe(false)
    })
  })
}
