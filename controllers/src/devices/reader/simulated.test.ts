import { ManualClock } from '@palang/kit'
import { readerContract, removalContract } from './contract.ts'
import { SimulatedReader } from './simulated.ts'

const rig = () => {
  const clock = new ManualClock()
  const reader = new SimulatedReader({ clock })
  return {
    reader,
    tap: (id: string) => reader.tap(id),
    takeAway: () => reader.takeAway(),
    plug: (on: boolean) => reader.plug(on),
    advance: (byMs: number) => clock.advance(byMs),
  }
}

readerContract('simulated', rig)
removalContract('simulated', rig)
