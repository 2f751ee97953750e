/** What one part of a site file says about another: ids, panel ports and device ports used twice, zones that do not exist, gates without parking. */
import { z } from 'zod'

/** The parts the checks look at, read from any value: what is missing or wrong in itself is reported elsewhere. */
const readable = z
  .looseObject({
    parking: z
      .looseObject({ zones: z.array(z.looseObject({ id: z.unknown().optional() }).catch({})).catch([]) })
      .optional()
      .catch({ zones: [] }),
    machines: z
      .array(
        z
          .looseObject({
            id: z.unknown().optional(),
            family: z.unknown().optional(),
            zone: z.unknown().optional(),
            elsewhere: z.unknown().optional(),
            panel: z.looseObject({ port: z.unknown().optional() }).catch({}),
            devices: z.record(z.string(), z.looseObject({ port: z.unknown().optional() }).catch({})).catch({}),
          })
          .catch({ panel: {}, devices: {} }),
      )
      .catch([]),
  })
  .catch({ parking: undefined, machines: [] })

export interface CrossMistake {
  path: (string | number)[]
  message: string
  found: unknown
}

/** Every such mistake in `value`, which may be wrong in other ways as well. */
export function crossMistakes(value: unknown): CrossMistake[] {
  const { parking, machines } = readable.parse(value)
  const zones = parking?.zones.map(zone => zone.id)
  return [
    ...repeated(
      machines.map(machine => machine.id),
      ['id'],
    ),
    ...repeated(
      machines.map(machine => machine.panel.port),
      ['panel', 'port'],
    ),
    ...devicePortsTwice(machines),
    ...machines.flatMap(({ zone }, index) =>
      zone === undefined || zones?.includes(zone) === true
        ? []
        : [{ path: ['machines', index, 'zone'], message: 'is not one of parking.zones', found: zone }],
    ),
    ...(parking === undefined && machines.some(({ family }) => family === 'gate')
      ? [{ path: ['parking'], message: 'is missing; a site with gates needs it', found: undefined }]
      : []),
  ]
}

function repeated(values: readonly unknown[], where: readonly string[]): CrossMistake[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value)
    return value === undefined || first === index
      ? []
      : [{ path: ['machines', index, ...where], message: `is used by machines.${first} already`, found: value }]
  })
}

/**
 * A port of this computer belongs to one device: the second to open it would be refused while the site runs. Machines
 * elsewhere have ports of their own under the same names.
 */
function devicePortsTwice(machines: z.infer<typeof readable>['machines']): CrossMistake[] {
  const owners = new Map<string, string>()
  return machines.flatMap(({ elsewhere, devices }, index) =>
    Object.entries(devices).flatMap(([device, { port }]) => {
      if (elsewhere === true || typeof port !== 'string' || port.startsWith('tcp:')) return []
      const owner = owners.get(port)
      owners.set(port, owner ?? `machines.${index}.devices.${device}`)
      return owner === undefined
        ? []
        : [{ path: ['machines', index, 'devices', device, 'port'], message: `is used by ${owner} already`, found: port }]
    }),
  )
}
