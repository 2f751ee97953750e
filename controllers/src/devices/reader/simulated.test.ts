import { ManualClock } from '@palang/kit'
import { readerContract } from './contract.ts'
import { SimulatedReader } from './simulated.ts'

readerContract('simulated', () => {
  const clock = new ManualClock()
  const reader = new SimulatedReader({ clock })
  return { reader, tap: id => reader.tap(id), plug: on => reader.plug(on), advance: byMs => clock.advance(byMs) }
})
