/** What one part of a site file says about another: ids, panel ports and device ports used twice, zones that do not exist, gates without parking. */
import { signPlaces } from '@palang/protocol'
import { z } from 'zod'
import { parseMqttAddress } from './mqtt-address.ts'

/** The parts the checks look at, read from any value: what is missing or wrong in itself is reported elsewhere. */
const readable = z
  .looseObject({
    parking: z
      .looseObject({
        zones: z
          .array(
            z.looseObject({ id: z.unknown().optional(), capacity: z.record(z.string(), z.unknown()).catch({}) }).catch({ capacity: {} }),
          )
          .catch([]),
        signs: z.array(z.looseObject({ id: z.unknown().optional(), template: z.string().catch('') }).catch({ template: '' })).catch([]),
      })
      .optional()
      .catch({ zones: [], signs: [] }),
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
      // Another computer has ports of its own under the same numbers.
      machines.map(({ elsewhere, panel }) => (elsewhere === true ? undefined : panel.port)),
      ['panel', 'port'],
    ),
    ...devicePortsTwice(machines),
    ...signMistakes(parking),
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
      const name = /^com\d+$/i.test(port) ? port.toUpperCase() : port
      const owner = owners.get(name)
      owners.set(name, owner ?? `machines.${index}.devices.${device}`)
      return owner === undefined
        ? []
        : [{ path: ['machines', index, 'devices', device, 'port'], message: `is used by ${owner} already`, found: port }]
    }),
  )
}

/** What `listenersTwice` looks at. */
interface Listening {
  hub: { port: number; mqtt: string; url?: string | undefined }
  machines: readonly { elsewhere?: boolean | undefined; panel: { port: number } }[]
}

/** Ports of this computer that hub, broker and panels would listen on together; one of them would not start. */
export function listenersTwice({ hub, machines }: Listening): CrossMistake[] {
  // A site with the address of its hub has the hub on another computer.
  if (hub.url !== undefined) return []
  const broker = parseMqttAddress(hub.mqtt)
  const isBroker = (port: number) => broker?.kind === 'embedded' && broker.port === port
  const ownerOf = (port: number) => (port === hub.port ? 'hub.port' : isBroker(port) ? 'hub.mqtt' : undefined)
  return [
    ...(isBroker(hub.port) ? [{ path: ['hub', 'mqtt'], message: 'is the port of hub.port already', found: hub.mqtt }] : []),
    ...machines.flatMap(({ elsewhere, panel: { port } }, index) => {
      const owner = elsewhere === true ? undefined : ownerOf(port)
      return owner === undefined
        ? []
        : [
            {
              path: ['machines', index, 'panel', 'port'],
              message: `is used by ${owner} already; give one of them another port`,
              found: port,
            },
          ]
    }),
  ]
}

/** Places on a sign that no zone has would stay dashes for ever. */
function signMistakes(parking: z.output<typeof readable>['parking']): CrossMistake[] {
  return (parking?.signs ?? []).flatMap(({ template }, index) =>
    signPlaces(template)
      .filter(({ zoneId, vehicleClass }) => {
        const meant = parking?.zones.filter(({ id }) => zoneId === undefined || id === zoneId) ?? []
        return !meant.some(({ capacity }) => Object.hasOwn(capacity, vehicleClass))
      })
      .map(({ zoneId, vehicleClass }) => ({
        path: ['parking', 'signs', index, 'template'],
        message: `names ${zoneId === undefined ? '' : `${zoneId}.`}${vehicleClass}, which no zone has places for`,
        found: template,
      })),
  )
}
