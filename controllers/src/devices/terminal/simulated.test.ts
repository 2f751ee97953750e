import { ManualClock } from '@palang/kit'
import { terminalContract } from './contract.ts'
import { SimulatedTerminal } from './simulated.ts'

terminalContract('simulated', () => {
  const clock = new ManualClock()
  const terminal = new SimulatedTerminal({ clock })
  return { terminal, decline: on => terminal.decline(on), plug: on => terminal.plug(on), advance: byMs => clock.advance(byMs) }
})
