/** A car park of several lanes each way, with a tariff whose minutes are short enough for a day to be played in minutes. */
import path from 'node:path'
import { freePorts } from '@palang/kit/testing/free-ports'
import { startSite, type RunningSite } from '../site/running-site.ts'

export interface DaySite {
  site: RunningSite
  lanes: Readonly<Record<'in' | 'out', readonly string[]>>
}

/** Starts it with `each` lanes in and as many out. Alone, entries let everybody in, and exits go by their tickets. */
export async function startDaySite(each: number): Promise<DaySite> {
  const names = (direction: 'in' | 'out') => Array.from({ length: each }, (_, n) => `gate_${direction}_${n + 1}`)
  const lanes = { in: names('in'), out: names('out') }
  const ports = await freePorts(4 * each)
  const machines = [...lanes.in, ...lanes.out].map((id, n) => {
    const [panel = 0, plates = 0] = ports.slice(2 * n)
    return machineYaml({ id, direction: n < each ? 'in' : 'out', panel, plates })
  })
  const site = await startSite({
    edit: yaml =>
      [
        yaml
          .slice(0, yaml.indexOf('machines:'))
          .replace('config/tariffs/standard.yaml', JSON.stringify(path.join(import.meta.dirname, 'tariff.yaml')))
          .replace('car: 3', 'car: 100000'),
        'payments: { qris: { provider: midtrans } }\n',
        'machines:\n',
        ...machines,
      ].join(''),
  })
  return { site, lanes }
}

interface DayMachine {
  id: string
  direction: 'in' | 'out'
  panel: number
  /** Where its controller listens for its plate reader. */
  plates: number
}

function machineYaml({ id, direction, panel, plates }: DayMachine): string {
  const camera = `plate_reader: { driver: http-push, listen_port: ${plates}, secret: secret-of-the-camera-1 }`
  const devices = `board: { driver: simulated }, reader: { driver: simulated }, printer: { driver: simulated }, ${camera}`
  return [
    `  - id: ${id}`,
    `    name: ${id}`,
    '    family: gate',
    `    direction: ${direction}`,
    '    zone: main',
    `    panel: { port: ${panel} }`,
    `    devices: { ${devices}${direction === 'out' ? ', cash: { driver: simulated }, terminal: { driver: simulated }' : ''} }`,
    '    offline: { entry: all, exit: signed-ticket }',
    '',
  ].join('\n')
}
