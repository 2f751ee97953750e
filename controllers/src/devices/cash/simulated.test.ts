import { ManualClock } from '@palang/kit'
import { cashContract } from './contract.ts'
import { SimulatedCash } from './simulated.ts'

cashContract('simulated', () => {
  const clock = new ManualClock()
  const cash = new SimulatedCash({ clock })
  return {
    cash,
    insertNote: amount => cash.insertNote(amount),
    plug: on => cash.plug(on),
    advance: byMs => clock.advance(byMs),
    paidOut: () => cash.paidOut,
  }
})
