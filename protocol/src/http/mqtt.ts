/** The MQTT side of the hub: which broker devices are heard on, and whether they are. */
import { z } from 'zod'
import { isoTime } from '../primitives.ts'

export const mqttView = z
  .object({
    state: z.enum(['ok', 'down', 'stopped', 'off']).meta({
      description: '`down`: wanted, and does not listen or cannot be reached; `stopped`: by hand; `off`: in the site file',
    }),
    kind: z.enum(['embedded', 'outside', 'off']),
    address: z.string().nullable().meta({ description: 'Without user and password' }),
    wanted: z.boolean().meta({ description: 'False after it was stopped by hand; kept over restarts of the hub' }),
    since: isoTime.nullable().meta({ description: 'Since when it is wanted or not; null when nobody ever said' }),
    connected_devices: z.int().meta({ description: 'On a broker elsewhere: devices that spoke lately' }),
  })
  .meta({
    id: 'Mqtt',
    examples: [
      {
        state: 'ok',
        kind: 'outside',
        address: 'mqtts://broker.example:8883',
        wanted: true,
        since: '2026-01-20T10:30:00.000Z',
        connected_devices: 12,
      },
    ],
  })
export type MqttView = z.infer<typeof mqttView>
