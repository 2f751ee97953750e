import { ManualClock } from '@palang/kit'
import { printerContract } from './contract.ts'
import { SimulatedPrinter } from './simulated.ts'

printerContract('simulated', () => {
  const clock = new ManualClock()
  const printer = new SimulatedPrinter({ clock })
  return {
    printer,
    printed: () => printer.jobs.map(job => job.id),
    paper: isIn => printer.paper(isIn),
    plug: on => printer.plug(on),
    advance: byMs => clock.advance(byMs),
  }
})
