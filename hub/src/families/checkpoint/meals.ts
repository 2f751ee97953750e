/** Everything of meal programmes, put together once. */
import type { Site } from '@palang/config'
import { isoNow, type Clock, type Log } from '@palang/kit'
import type { MessageType } from '@palang/protocol'
import type { LiveEvent } from '../../services.ts'
import type { Outlets } from '../../outlets.ts'
import type { Store, Tx } from '../../store/store.ts'
import { createGatewayIntake, type GatewayIntake } from './gateway-intake.ts'
import { createTripProjector, type TripProjector } from './trip-projector.ts'

export interface Meals {
  gateways: Pick<GatewayIntake, 'receive' | 'retake'>
  /** What is known of containers or of the plan changed. */
  replan: TripProjector['nudge']
  /** Resolves when every scan is reckoned with. */
  settled: TripProjector['settled']
  /** From now on these gateways, and no others, scan at the place. */
  placeGateways(tx: Tx, placeId: string, gatewayIds: readonly string[]): Promise<void>
  start(): void
  stop(): Promise<void>
}

interface Parts {
  site: Pick<Site, 'machines' | 'meals'>
  store: Store
  clock: Clock
  log: Log
  live: { publish(event: LiveEvent): void; hear(type: MessageType, listener: (machineId: string) => void): () => void }
  outlets: Pick<Outlets, 'zoneOf'>
}

/** Reckons nothing before `start`. */
export function createMeals(parts: Parts): Meals {
  const { clock, live } = parts
  const gateways = createGatewayIntake(parts)
  const projector = createTripProjector(parts)
  let deafen = () => {}

  return {
    gateways,
    replan: projector.nudge,
    settled: projector.settled,
    async placeGateways(tx, placeId, gatewayIds) {
      const there = (await tx.meals.gatewaysAt(placeId)).filter(({ id }) => !gatewayIds.includes(id))
      const known = new Map((await tx.meals.getGateways(gatewayIds)).map(gateway => [gateway.id, gateway]))
      const nothing = { lastSyncAt: null, lastScanAt: null, scans: 0, rejected: 0, clockWrong: false }
      await tx.meals.putGateways([
        ...there.map(gateway => ({ ...gateway, placeId: null })),
        ...gatewayIds.map(id => ({ machineId: null, firstSeenAt: isoNow(clock), ...nothing, ...known.get(id), id, placeId })),
      ])
    },
    start() {
      deafen = live.hear('scan_event', projector.nudge)
      projector.start()
    },
    async stop() {
      deafen()
      await gateways.idle()
      await projector.stop()
    },
  }
}
