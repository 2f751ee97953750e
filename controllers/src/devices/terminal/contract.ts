/** What every card terminal keeps to. */
import { describe, expect, test } from 'vitest'
import type { ChargeResult, TerminalPort } from './port.ts'

export interface TerminalRig {
  terminal: TerminalPort
  decline(on: boolean): void
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
}

const connectMs = 12_000
/** Longer than a customer takes. */
const chargeMs = 120_000

/** Registers the suite for one implementation. */
export function terminalContract(name: string, makeRig: () => TerminalRig): void {
  const started = async () => {
    const rig = makeRig()
    rig.terminal.start()
    rig.terminal.start()
    await rig.advance(connectMs)
    const charge = async (paymentId: string, amount = 5_000): Promise<ChargeResult> => {
      const charging = rig.terminal.charge({ paymentId, amount, currency: 'IDR' })
      await rig.advance(chargeMs)
      return charging
    }
    return { ...rig, charge }
  }

  describe(`card terminal: ${name}`, () => {
    test('a repeat of the same payment is the same charge', async () => {
      const { terminal, charge } = await started()
      expect(terminal.status().state).toBe('ready')
      const first = await charge('p-1')
      expect(first).toMatchObject({ ok: true })
      expect(await charge('p-1')).toEqual(first)
      expect(await charge('p-2')).not.toEqual(first)
      await terminal.stop()
    })

    test('a declined card is no charge, and the next card may pay', async () => {
      const { terminal, charge, decline } = await started()
      decline(true)
      expect(await charge('p-1')).toMatchObject({ ok: false, outcome: 'declined' })
      decline(false)
      expect(await charge('p-1')).toMatchObject({ ok: true })
      await terminal.stop()
    })

    test('charges only whole amounts above 0', async () => {
      const { terminal, charge } = await started()
      for (const amount of [0, -5_000, 0.5]) expect(await charge('p-1', amount)).toMatchObject({ ok: false })
      await terminal.stop()
    })

    test('unplugged or stopped it charges nothing, and is ready again when it is back', async () => {
      const { terminal, charge, plug, advance } = await started()
      plug(false)
      await advance(5_000)
      expect(terminal.status().state).toBe('disconnected')
      expect(await charge('p-1')).toMatchObject({ ok: false })
      plug(true)
      await advance(connectMs)
      expect(await charge('p-1')).toMatchObject({ ok: true })
      await terminal.stop()
      await terminal.stop()
      expect(await charge('p-2')).toMatchObject({ ok: false })
    })
  })
}
