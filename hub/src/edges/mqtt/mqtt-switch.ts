/** Whether devices are heard: unless somebody stopped it by hand, which is kept over restarts of the hub. */
import type { MqttAddress, Site } from '@palang/config'
import { CodedError, isoNow, messageOf, mutex, type Clock, type Log, type Part } from '@palang/kit'
import { isoTime, type MqttView } from '@palang/protocol'
import { z } from 'zod'
import { recordedChange } from '../../access/audit.ts'
import type { Broker } from '../../services.ts'
import type { Store } from '../../store/store.ts'
import type { DeviceBroker } from './broker.ts'

const setting = 'mqtt'
const wish = z.object({ wanted: z.boolean(), since: isoTime.nullable() })
type Wish = z.infer<typeof wish>

export interface SwitchParts {
  site: Site
  store: Store
  clock: Clock
  log: Log
}

/** Starts and stops `broker` as people wish; without one there is nothing to start. */
export function mqttSwitch(parts: SwitchParts, broker: DeviceBroker | undefined): Part & Broker {
  const { site, store, clock, log } = parts
  const turns = mutex()
  let now: Wish = { wanted: broker !== undefined, since: null }

  const view = (): MqttView => ({
    state: broker === undefined ? 'off' : now.wanted ? broker.state() : 'stopped',
    kind: site.hub.mqtt.kind,
    address: addressOf(site.hub.mqtt, site.hub.host),
    ...now,
    connected_devices: broker?.connected().length ?? 0,
  })
  const obey = async (known: DeviceBroker) => {
    if (!now.wanted) return known.stop()
    try {
      await known.start()
    } catch (error) {
      log.error({ err: error }, 'the MQTT broker could not be started')
      throw new CodedError('broker_unavailable', `the MQTT broker could not be started: ${messageOf(error)}`, {
        cause: error,
        retryable: true,
      })
    }
  }

  return {
    name: broker?.name ?? 'MQTT',
    async start() {
      if (broker === undefined) return
      const kept = wish.safeParse(await store.settings.get(setting))
      if (kept.success) now = kept.data
      if (now.wanted) await broker.start()
      else log.warn({ since: now.since }, 'devices are not heard over MQTT: it was stopped by hand')
    },
    stop: () => turns.run(async () => broker?.stop()),
    state: () => (broker === undefined || !now.wanted ? 'off' : broker.state()),
    view,
    want: (wanted, actor) =>
      turns.run(async () => {
        if (broker === undefined) throw new CodedError('mqtt_off', 'the site file says hub.mqtt: off; there is no broker to start or stop')
        if (wanted !== now.wanted) {
          const next = { wanted, since: isoNow(clock) }
          await recordedChange(parts, actor, async (tx, note) => {
            await tx.settings.put(setting, next)
            note({ action: wanted ? 'start_mqtt' : 'stop_mqtt', subject: 'mqtt', before: now, after: next })
          })
          now = next
        }
        // Also when nothing is new: what could not be started then may be startable now.
        await obey(broker)
        return view()
      }),
  }
}

function addressOf(mqtt: MqttAddress, host: string): string | null {
  if (mqtt.kind === 'off') return null
  if (mqtt.kind === 'embedded') return `mqtt://${host.includes(':') ? `[${host}]` : host}:${mqtt.port}`
  const url = new URL(mqtt.url)
  return `${url.protocol}//${url.host}`
}
