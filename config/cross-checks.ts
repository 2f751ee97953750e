/** What one part of a site file says about another: ids and ports used twice, zones and places that do not exist, gates without parking. */
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
            devices: z
              .record(
                z.string(),
                z
                  .looseObject({
                    port: z.unknown().optional(),
                    listen_port: z.unknown().optional(),
                    template: z.string().optional().catch(undefined),
                  })
                  .catch({}),
              )
              .catch({}),
          })
          .catch({ panel: {}, devices: {} }),
      )
      .catch([]),
  })
  .catch({ parking: undefined, machines: [] })

type Readable = z.output<typeof readable>

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
      ['machines'],
      machines.map(machine => machine.id),
      ['id'],
    ),
    ...repeated(
      ['machines'],
      // Another computer has ports of its own under the same numbers.
      machines.map(({ elsewhere, panel }) => (elsewhere === true ? undefined : panel.port)),
      ['panel', 'port'],
    ),
    ...devicePortsTwice(machines),
    ...listenPortsTwice(machines),
    ...repeated(
      ['parking', 'signs'],
      (parking?.signs ?? []).map(({ id }) => id),
      ['id'],
    ),
    ...signMistakes(parking, machines),
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

function repeated(list: readonly string[], values: readonly unknown[], where: readonly string[]): CrossMistake[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value)
    return value === undefined || first === index
      ? []
      : [{ path: [...list, index, ...where], message: `is used by ${list.join('.')}.${first} already`, found: value }]
  })
}

/**
 * A port of this computer belongs to one device: the second to open it would be refused while the site runs. Machines
 * elsewhere have ports of their own under the same names.
 */
function devicePortsTwice(machines: Readable['machines']): CrossMistake[] {
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

/** Cameras would reach one of the two, and the other would wait for its port for ever. */
function listenPortsTwice(machines: Readable['machines']): CrossMistake[] {
  const here = machines.map((machine, index) => ({ ...machine, name: `machines.${index}` })).filter(({ elsewhere }) => elsewhere !== true)
  const owners = new Map<unknown, string>(here.map(({ panel, name }) => [panel.port, `${name}.panel`]))
  return machines.flatMap(({ elsewhere, devices }, index) =>
    Object.entries(devices).flatMap(([device, { listen_port: port }]) => {
      if (elsewhere === true || port === undefined) return []
      const owner = owners.get(port)
      owners.set(port, owner ?? `machines.${index}.devices.${device}`)
      return owner === undefined
        ? []
        : [{ path: ['machines', index, 'devices', device, 'listen_port'], message: `is used by ${owner} already`, found: port }]
    }),
  )
}

/** What `listenersTwice` looks at. */
interface Listening {
  hub: { port: number; mqtt: string; url?: string | undefined }
  machines: readonly {
    elsewhere?: boolean | undefined
    panel: { port: number }
    devices?: { plate_reader?: object | undefined } | undefined
  }[]
}

/** Ports of this computer that hub, broker, panels and plate readers would listen on together; one of them would not start. */
export function listenersTwice({ hub, machines }: Listening): CrossMistake[] {
  // A site with the address of its hub has the hub on another computer.
  if (hub.url !== undefined) return []
  const broker = parseMqttAddress(hub.mqtt)
  const isBroker = (port: number) => broker?.kind === 'embedded' && broker.port === port
  const ownerOf = (port: number) => (port === hub.port ? 'hub.port' : isBroker(port) ? 'hub.mqtt' : undefined)
  return [
    ...(isBroker(hub.port) ? [{ path: ['hub', 'mqtt'], message: 'is the port of hub.port already', found: hub.mqtt }] : []),
    ...machines.flatMap(({ elsewhere, panel, devices }, index) =>
      [
        { port: panel.port, where: ['panel', 'port'] },
        { port: listenPortOf(devices?.plate_reader), where: ['devices', 'plate_reader', 'listen_port'] },
      ].flatMap(({ port, where }) => {
        const owner = elsewhere === true || port === undefined ? undefined : ownerOf(port)
        const message = `is used by ${owner} already; give one of them another port`
        return owner === undefined ? [] : [{ path: ['machines', index, ...where], message, found: port }]
      }),
    ),
  ]
}

function listenPortOf(reader: object | undefined): number | undefined {
  return reader !== undefined && 'listen_port' in reader && typeof reader.listen_port === 'number' ? reader.listen_port : undefined
}

/** Places on a sign that no zone has would stay dashes for ever. */
function signMistakes(parking: Readable['parking'], machines: Readable['machines']): CrossMistake[] {
  if (parking === undefined) return []
  const signs = [
    ...parking.signs.map(({ template }, index) => ({ template, path: ['parking', 'signs', index, 'template'] })),
    ...machines.flatMap(({ devices: { sign } }, index) =>
      sign?.template === undefined ? [] : [{ template: sign.template, path: ['machines', index, 'devices', 'sign', 'template'] }],
    ),
  ]
  return signs.flatMap(({ template, path }) =>
    signPlaces(template)
      .filter(({ zoneId, vehicleClass }) => {
        const meant = parking.zones.filter(({ id }) => zoneId === undefined || id === zoneId)
        return !meant.some(({ capacity }) => Object.hasOwn(capacity, vehicleClass))
      })
      .map(({ zoneId, vehicleClass }) => ({
        path,
        message: `names ${zoneId === undefined ? '' : `${zoneId}.`}${vehicleClass}, which no zone has places for`,
        found: template,
      })),
  )
}
