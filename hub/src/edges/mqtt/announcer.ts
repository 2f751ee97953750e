/** Keeps Home Assistant told of every device, over the broker both are on. */
import { hash } from 'node:crypto'
import { mutex, type Clock, type Log, type Timer } from '@palang/kit'
import type { RetainingBroker } from './broker.ts'
import { discoveryOf, stateOf, withdrawalOf, type DiscoverySite, type KnownDevice } from './home-assistant.ts'

/** What devices there are. */
export interface KnownDevices {
  /** Every one that is not retired. */
  devices(): readonly KnownDevice[]
  device(deviceId: string): KnownDevice | undefined
  /** `listener` hears of every device that came, went, or is otherwise than it was; returns how to stop. */
  onChange(listener: (deviceId: string) => void): () => void
}

interface AnnouncerParts {
  broker: RetainingBroker
  known: KnownDevices
  site: DiscoverySite
  clock: Clock
  log: Log
}

/** What changes is told together: a fleet says a thousand things a second, and nobody looks that often. */
const gatherMs = 5000
/** Every device is looked at as often, because nobody hears that one has fallen silent. What is as it was is not said again. */
const lookMs = 60_000

/** Tells from `start` to `stop`: everything whenever the broker is there again, then what changes. */
export function createAnnouncer(parts: AnnouncerParts) {
  const { broker, known, clock, log } = parts
  const turns = mutex()
  const changed = new Set<string>()
  const { tell, all, forget } = teller(parts)
  let timer: Timer | undefined
  let hearing: (() => void)[] = []

  const tellChanged = () =>
    turns
      .run(async () => {
        for (const deviceId of changed) {
          changed.delete(deviceId)
          await tell(deviceId)
        }
      })
      // Everything is told when the broker is there again.
      .catch((error: unknown) => log.debug({ err: error }, 'Home Assistant could not be told of a device'))
  const lookAtAll = () => {
    for (const deviceId of all()) changed.add(deviceId)
    void tellChanged()
  }
  const anew = () => {
    forget()
    lookAtAll()
  }
  const later = (deviceId: string) => {
    changed.add(deviceId)
    timer ??= clock.after(gatherMs, () => {
      timer = undefined
      void tellChanged()
    })
  }

  return {
    start(): void {
      const looking = clock.every(lookMs, lookAtAll)
      hearing = [broker.onUp(anew), known.onChange(later), () => looking.cancel()]
    },
    stop(): void {
      timer?.cancel()
      timer = undefined
      for (const end of hearing) end()
      hearing = []
    },
  }
}

/** Tells of one device what the broker does not keep already. */
function teller({ broker, known, site }: AnnouncerParts) {
  const announced = new Set<string>()
  /** What the broker keeps, by topic. */
  const said = new Map<string, string>()
  return {
    /** Throws when the broker did not take it. */
    async tell(deviceId: string): Promise<void> {
      const device = known.device(deviceId)
      if (device === undefined && !announced.has(deviceId)) return
      announced.add(deviceId)
      const messages = device === undefined ? withdrawalOf(deviceId, site.prefix) : [discoveryOf(device, site), ...stateOf(device)]
      for (const { topic, payload } of messages) {
        const seal = hash('sha1', payload)
        if (said.get(topic) === seal) continue
        await broker.publishRetained(topic, payload)
        if (payload === '') said.delete(topic)
        else said.set(topic, seal)
      }
      // Not before the broker has it: otherwise the device would stand there for ever.
      if (device === undefined) announced.delete(deviceId)
    },
    /** Devices there are, and those that have to go. */
    all: () => new Set([...known.devices().map(({ deviceId }) => deviceId), ...announced]),
    /** Nobody knows what a broker that was away has kept. */
    forget: () => said.clear(),
  }
}
