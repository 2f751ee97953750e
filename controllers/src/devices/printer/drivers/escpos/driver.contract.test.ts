import { printerContract } from '../../contract.ts'
import type { PrintMemory } from '../../port.ts'
import { printerRig, type PrinterRigOptions } from './rig.test-support.ts'

const contractRig = (options: PrinterRigOptions) => (prints?: PrintMemory) => {
  const { printer, fake, port, clock } = printerRig({ ...options, prints })
  return {
    printer,
    printed: () =>
      fake.sheets.map(({ codes, text }) => {
        const isCopy = text.includes('SALINAN') || text.includes('COPY')
        return `${codes.join(' ')}${isCopy ? ' copy' : ''}`
      }),
    paper: (isIn: boolean) => fake.paper(isIn),
    runOutInNextJob: () => fake.paperFor(4),
    plug: (on: boolean) => (on ? port.plug() : port.unplug()),
    advance: (byMs: number) => clock.advance(byMs),
  }
}

printerContract('escpos, 58 mm', contractRig({}))
printerContract('escpos, 80 mm, one that does not tell when it is done', contractRig({ widthMm: 80, language: 'en', tellsEnd: false }))
