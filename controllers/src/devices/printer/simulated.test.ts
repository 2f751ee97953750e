import { ManualClock } from '@palang/kit'
import { printerContract } from './contract.ts'
import { SimulatedPrinter } from './simulated.ts'

printerContract('simulated', prints => {
  const clock = new ManualClock()
  const printer = new SimulatedPrinter({ clock, prints })
  return {
    printer,
    printed: () => printer.sheets.map(({ job, isCopy }) => `${job.id}${isCopy ? ' copy' : ''}`),
    paper: isIn => printer.paper(isIn),
    runOutInNextJob: () => printer.runOutInNextJob(),
    plug: on => printer.plug(on),
    advance: byMs => clock.advance(byMs),
  }
})
