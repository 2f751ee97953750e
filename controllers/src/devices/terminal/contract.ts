/** What every card terminal keeps to. Above all: whatever is lost, one payment is charged once. */
import { describe, expect, test } from 'vitest'
import type { ChargeRequest, ChargeResult, TerminalPort } from './port.ts'

export interface TerminalRig {
  terminal: TerminalPort
  /** What the next customers do. */
  customer(does: 'pays' | 'is_declined' | 'stays_away'): void
  /** What the terminal says does not arrive. */
  loseAnswers(on: boolean): void
  plug(on: boolean): void
  advance(byMs: number): Promise<void>
  /** Payments the bank took money for, in order. */
  charged(): string[]
  /** The same terminal, and a program that starts anew: it has forgotten everything. */
  restart(): Promise<TerminalPort>
}

const connectMs = 12_000
/** Longer than a customer takes, and longer than anybody waits for an answer. */
const chargeMs = 120_000
/** A card is asked for, and none was read yet. */
const askingMs = 100

/** Registers the suite for one implementation. */
export function terminalContract(name: string, makeRig: () => TerminalRig): void {
  const started = async () => {
    const rig = makeRig()
    rig.terminal.start()
    rig.terminal.start()
    await rig.advance(connectMs)
    const begin = (paymentId: string, amount = 5_000, terminal = rig.terminal) =>
      terminal.charge({ paymentId, amount, currency: 'IDR' } satisfies ChargeRequest)
    const charge = async (paymentId: string, amount = 5_000, terminal = rig.terminal): Promise<ChargeResult> => {
      const charging = begin(paymentId, amount, terminal)
      await rig.advance(chargeMs)
      return charging
    }
    return { ...rig, begin, charge }
  }

  describe(`card terminal: ${name}`, () => {
    test('a repeat of the same payment is the same charge', async () => {
      const { terminal, charge, charged } = await started()
      expect(terminal.status().state).toBe('ready')
      const first = await charge('p-1')
      expect(first).toMatchObject({ ok: true })
      expect(await charge('p-1')).toEqual(first)
      expect(await charge('p-2')).not.toEqual(first)
      expect(charged()).toEqual(['p-1', 'p-2'])
      await terminal.stop()
    })

    test('asked for the same payment while it is under way, both get the one charge', async () => {
      const { terminal, begin, advance, charged } = await started()
      const both = [begin('p-1'), begin('p-1')]
      await advance(chargeMs)
      const [one, other] = await Promise.all(both)
      expect(one).toMatchObject({ ok: true })
      expect(other).toEqual(one)
      expect(charged()).toEqual(['p-1'])
      await terminal.stop()
    })

    test('one payment at a time, and none under an earlier one’s name with another amount', async () => {
      const { terminal, begin, charge, advance, charged } = await started()
      const first = begin('p-1')
      expect(await begin('p-2')).toMatchObject({ ok: false, outcome: 'declined' })
      expect(await begin('p-1', 9_000)).toMatchObject({ ok: false, outcome: 'declined' })
      await advance(chargeMs)
      expect(await first).toMatchObject({ ok: true })
      expect(await charge('p-1', 9_000)).toMatchObject({ ok: false, outcome: 'declined' })
      expect(charged()).toEqual(['p-1'])
      await terminal.stop()
    })

    test('a declined card is no charge, and the next card may pay', async () => {
      const { terminal, charge, customer, charged } = await started()
      customer('is_declined')
      expect(await charge('p-1')).toMatchObject({ ok: false, outcome: 'declined' })
      customer('pays')
      expect(await charge('p-1')).toMatchObject({ ok: true })
      expect(charged()).toEqual(['p-1'])
      await terminal.stop()
    })

    test('a customer who shows no card is charged nothing, and may come back', async () => {
      const { terminal, charge, customer, charged } = await started()
      customer('stays_away')
      expect(await charge('p-1')).toMatchObject({ ok: false, outcome: 'cancelled' })
      expect(charged()).toEqual([])
      customer('pays')
      expect(await charge('p-1')).toMatchObject({ ok: true })
      await terminal.stop()
    })

    test('cancelled before a card was read it charges nothing; with no sale there is nothing to cancel', async () => {
      const { terminal, begin, customer, advance, charge, charged } = await started()
      expect(await terminal.cancel()).toMatchObject({ ok: false, moved: 'no' })
      customer('stays_away')
      const charging = begin('p-1')
      await advance(askingMs)
      expect(await terminal.cancel()).toEqual({ ok: true })
      expect(await charging).toMatchObject({ ok: false, outcome: 'cancelled' })
      expect(charged()).toEqual([])
      customer('pays')
      expect(await charge('p-1')).toMatchObject({ ok: true })
      expect(await terminal.cancel()).toMatchObject({ ok: false, moved: 'no' })
      await terminal.stop()
    })

    test('an answer that is lost leaves the outcome unknown; asked again, the charge is found and not made twice', async () => {
      const { terminal, charge, loseAnswers, charged } = await started()
      loseAnswers(true)
      expect(await charge('p-1')).toMatchObject({ ok: false, outcome: 'unknown' })
      loseAnswers(false)
      expect(await charge('p-1')).toMatchObject({ ok: true })
      expect(charged()).toEqual(['p-1'])
      await terminal.stop()
    })

    test('a lost answer of a declined card charges nothing when it is asked again, but the card that comes then', async () => {
      const { terminal, charge, customer, loseAnswers, charged } = await started()
      customer('is_declined')
      loseAnswers(true)
      expect(await charge('p-1')).toMatchObject({ ok: false, outcome: 'unknown' })
      loseAnswers(false)
      expect(await charge('p-1')).toMatchObject({ ok: false, outcome: 'declined' })
      customer('pays')
      expect(await charge('p-1')).toMatchObject({ ok: true })
      expect(charged()).toEqual(['p-1'])
      await terminal.stop()
    })

    test('unplugged while a card is asked for, the outcome is unknown at once; plugged in again it is found, charged once', async () => {
      const { terminal, begin, charge, plug, advance, charged } = await started()
      const charging = begin('p-1')
      await advance(askingMs)
      plug(false)
      await advance(100)
      expect(await charging).toMatchObject({ ok: false, outcome: 'unknown' })
      expect(terminal.status().state).toBe('disconnected')
      expect(await begin('p-1')).toMatchObject({ ok: false, outcome: 'unknown' })
      expect(await terminal.cancel()).toMatchObject({ ok: false, moved: 'no' })
      plug(true)
      await advance(connectMs)
      expect(terminal.status().state).toBe('ready')
      expect(await charge('p-1')).toMatchObject({ ok: true })
      expect(charged()).toEqual(['p-1'])
      await terminal.stop()
    })

    test('a sale that was lost from sight and still runs is joined when it is asked for again, and keeps others out', async () => {
      const { terminal, begin, customer, plug, advance, charged } = await started()
      customer('stays_away')
      const charging = begin('p-1')
      await advance(askingMs)
      plug(false)
      await advance(100)
      expect(await charging).toMatchObject({ ok: false, outcome: 'unknown' })
      plug(true)
      await advance(connectMs)
      expect(await begin('p-2')).toMatchObject({ ok: false, outcome: 'declined' })
      const again = begin('p-1')
      await advance(askingMs)
      expect(await terminal.cancel()).toEqual({ ok: true })
      expect(await again).toMatchObject({ ok: false, outcome: 'cancelled' })
      expect(charged()).toEqual([])
      await terminal.stop()
    })

    test('a program that starts anew in the middle of a charge finds it, and does not make it twice', async () => {
      const { terminal, begin, charge, advance, charged, restart } = await started()
      const charging = begin('p-1')
      await advance(askingMs)
      await terminal.stop()
      expect(await charging).toMatchObject({ ok: false, outcome: 'unknown' })
      const next = await restart()
      expect(await charge('p-1', 5_000, next)).toMatchObject({ ok: true })
      expect(await charge('p-1', 5_000, next)).toMatchObject({ ok: true })
      expect(charged()).toEqual(['p-1'])
      await next.stop()
    })

    test('charges only whole amounts above 0', async () => {
      const { terminal, charge, charged } = await started()
      for (const amount of [0, -5_000, 0.5]) expect(await charge('p-1', amount)).toMatchObject({ ok: false, outcome: 'declined' })
      expect(charged()).toEqual([])
      await terminal.stop()
    })

    test('stopped it charges nothing more', async () => {
      const { terminal, charge, charged } = await started()
      await terminal.stop()
      await terminal.stop()
      expect(await charge('p-1')).toMatchObject({ ok: false })
      expect(charged()).toEqual([])
    })
  })
}
