/** The list of ports as a person reads it. */
import type { MachineConfig } from '@palang/config'
import type { FoundPort } from './find-ports.ts'

export interface PortReport extends FoundPort {
  /** Program that has it open now. */
  holder: string | null
  /** `gate_in board`: what the site file wants it for. */
  wantedBy: readonly string[]
  /** What answered there; null when nobody was asked, or nobody answered. */
  identity: string | null
}

/** Devices of the site file on a port of this computer, as `machine device` by port as written there. */
export function wishes(machines: readonly MachineConfig[]): Map<string, string[]> {
  const wanted = new Map<string, string[]>()
  for (const { id, devices } of machines) {
    for (const [device, config] of Object.entries(devices)) {
      const port = addressOf(config)
      if (port !== undefined) wanted.set(port, [...(wanted.get(port) ?? []), `${id} ${device}`])
    }
  }
  return wanted
}

function addressOf(config: MachineConfig['devices'][keyof MachineConfig['devices']]): string | undefined {
  if (config === undefined) return undefined
  if ('port' in config) return config.port
  if (!('source' in config)) return undefined
  return typeof config.source === 'number' ? `/dev/video${config.source}` : config.source
}

/** One paragraph for each port, then what the site file wants and is not there. */
export function describePorts(ports: readonly PortReport[], missing: readonly string[]): string {
  const found =
    ports.length === 0
      ? ['No serial port, USB printer or camera was found.']
      : ports.map(({ kind, device, stableNames, description, refusal, holder, wantedBy, identity }) =>
          [
            stableNames[0] ?? device,
            `    ${kind}${stableNames.length > 0 ? `, now ${device}` : ''}: ${description}`,
            ...(identity === null ? [] : [`    answers as ${identity}`]),
            `    ${refusal ?? (holder === null ? 'free' : `open in ${holder}`)}${wantedBy.length === 0 ? '' : `; wanted by ${wantedBy.join(', ')}`}`,
          ].join('\n'),
        )
  return [...found, ...missing.map(one => `missing: ${one}`)].join('\n')
}
