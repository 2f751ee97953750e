/** The hub's word on free places as the lane hears it, with for how long it holds. */
import type { MachineServices } from '../machine.ts'
import type { GateInput } from './state.ts'

/** For how long a gate alone keeps to the hub's last word unless the site file says otherwise. Minutes. */
const usualPlacesMinutes = 30

/** `goodForMs` is null while the hub confirms its word, and 0 once nothing of it is left. */
export function placesInput({
  places,
  config,
  clock,
}: Pick<MachineServices, 'places' | 'config'> & { clock: { now(): number } }): GateInput {
  const { places: told, awaySinceMs } = places.word()
  const mostMs = (config.offline?.places_minutes ?? usualPlacesMinutes) * 60_000
  const awayMs = awaySinceMs === null ? 0 : Math.max(0, clock.now() - awaySinceMs)
  const goodForMs = awaySinceMs === null ? null : Math.max(0, mostMs - awayMs)
  return { kind: 'places', places: told?.lane ?? null, goodForMs }
}
