import { ManualClock } from '@palang/kit'
import { boardContract } from './contract.ts'
import { SimulatedBoard } from './simulated.ts'

boardContract('simulated', () => {
  const clock = new ManualClock()
  const board = new SimulatedBoard({ clock })
  return {
    board,
    model: board.model,
    advance: byMs => clock.advance(byMs),
    unplug: () => board.unplug(),
    plug: () => board.plug(),
    restart: cause => board.restart(cause),
  }
})
