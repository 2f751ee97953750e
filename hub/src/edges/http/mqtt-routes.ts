/** Hearing devices over MQTT, started and stopped by hand. */
import { mqttView } from '@palang/protocol'
import { Hono } from 'hono'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { describe } from './describe.ts'
import { allow } from './rights.ts'

/** `/api/mqtt` */
export function mqttRoutes({ broker }: HubServices) {
  const route = (wanted: boolean) =>
    describe({
      id: wanted ? 'startMqtt' : 'stopMqtt',
      tag: 'Devices',
      summary: wanted ? 'Hear devices over MQTT' : 'Stop hearing devices over MQTT, until it is started again',
      description: 'Kept over restarts of the hub. Asked for twice it changes nothing.',
      ok: { schema: mqttView },
      errors: wanted ? ['mqtt_off', 'broker_unavailable'] : ['mqtt_off'],
    })
  return new Hono<AppEnv>()
    .get(
      '/api/mqtt',
      describe({ id: 'getMqtt', tag: 'Devices', summary: 'The broker over which devices are heard', ok: { schema: mqttView } }),
      allow('viewer'),
      c => c.json(broker.view()),
    )
    .post('/api/mqtt/start', route(true), allow('admin', { everywhere: true }), async c => c.json(await broker.want(true, c.get('actor'))))
    .post('/api/mqtt/stop', route(false), allow('admin', { everywhere: true }), async c => c.json(await broker.want(false, c.get('actor'))))
}
