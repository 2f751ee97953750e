import { ManualClock } from '@palang/kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { terminalContract } from './contract.ts'
import type { ChargeResult } from './port.ts'
import { SimulatedTerminal } from './simulated.ts'
import { TerminalModel } from './terminal-model.ts'

function rig() {
  const clock = new ManualClock()
  const model = new TerminalModel({ clock })
  const terminal = new SimulatedTerminal({ clock, model })
  return {
    clock,
    model,
    terminal,
    customer(does: TerminalModel['customer']) {
      model.customer = does
    },
    loseAnswers: (on: boolean) => terminal.loseAnswers(on),
    plug: (on: boolean) => terminal.plug(on),
    advance: (byMs: number) => clock.advance(byMs),
    charged: () => model.charged.map(charge => charge.paymentId),
    async restart() {
      const next = new SimulatedTerminal({ clock, model })
      next.start()
      await clock.advance(12_000)
      return next
    },
  }
}

terminalContract('simulated', rig)

test('whatever is lost and however often it is asked again, a payment is charged once, and what is said of it is true', async () => {
  const acts = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('p-1', 'p-2').map(id => ({ do: 'charge' as const, id })) },
      { weight: 4, arbitrary: fc.constantFrom(50, 500, 1_000, 2_000, 95_000).map(ms => ({ do: 'wait' as const, ms })) },
      fc.constantFrom('lose', 'hear', 'unplug', 'plug', 'cancel', 'pays', 'is_declined', 'stays_away' as const).map(name => ({ do: name })),
    ),
    { maxLength: 30 },
  )
  await fc.assert(
    fc.asyncProperty(acts, async story => {
      const { terminal, model, clock } = rig()
      terminal.start()
      await clock.advance(100)
      const said: { id: string; result: ChargeResult }[] = []
      for (const act of story) {
        if (act.do === 'charge') {
          const { id } = act
          void terminal.charge({ paymentId: id, amount: 5_000, currency: 'IDR' }).then(result => {
            said.push({ id, result })
            if (!result.ok && result.outcome === 'cancelled') expect(model.find(id)).toBeUndefined()
          })
        } else if (act.do === 'wait') await clock.advance(act.ms)
        else if (act.do === 'lose' || act.do === 'hear') terminal.loseAnswers(act.do === 'lose')
        else if (act.do === 'unplug' || act.do === 'plug') terminal.plug(act.do === 'plug')
        else if (act.do === 'cancel') await terminal.cancel()
        else model.customer = act.do
      }
      await clock.advance(200_000)
      const ids = model.charged.map(charge => charge.paymentId)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { id, result } of said) if (result.ok) expect(model.find(id)?.reference).toBe(result.reference)
      terminal.loseAnswers(false)
      terminal.plug(true)
      await clock.advance(200_000)
      for (const id of ids) {
        const again = terminal.charge({ paymentId: id, amount: 5_000, currency: 'IDR' })
        await clock.advance(1)
        expect(await again).toMatchObject({ ok: true })
      }
      await terminal.stop()
    }),
    { numRuns: 200 },
  )
})
