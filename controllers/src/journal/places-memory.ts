/** The hub's last word on free places, and for how long it holds once the hub is away. */
import type { Clock } from '@palang/kit'
import { openTo, parkingPlaces, type ParkingPlaces } from '@palang/protocol'
import { z } from 'zod'
import type { PlacesNews, PlacesWord } from '../families/machine.ts'
import type { Journal } from './journal.ts'

export interface PlacesMemory extends PlacesNews {
  /** The hub said so, and says every change while this link stands. */
  told(places: ParkingPlaces): void
  /** The link is lost. A new one confirms nothing before the hub tells places on it: it may be one that tells none. */
  unlinked(): void
}

const kept = z.object({ places: parkingPlaces, at: z.number() })

/**
 * The memory as last kept in the journal. Written only when other vehicles may come in than before: free places change with
 * every vehicle, and a disk should not be written for each.
 */
export function placesMemory(journal: Pick<Journal, 'meta' | 'setMeta'>, clock: Clock): PlacesMemory {
  const last = readKept(journal.meta('parking_places'))
  let word: PlacesWord = { places: last?.places ?? null, awaySinceMs: last?.at ?? clock.now() }
  let keptFor = last === undefined ? undefined : whom(last.places)
  const listeners = new Set<() => void>()
  const change = (next: PlacesWord) => {
    word = next
    for (const hear of listeners) hear()
  }
  return {
    word: () => word,
    listen(hear) {
      listeners.add(hear)
      return () => listeners.delete(hear)
    },
    told(places) {
      const now = whom(places)
      if (now !== keptFor) journal.setMeta('parking_places', JSON.stringify({ places, at: clock.now() }))
      keptFor = now
      change({ places, awaySinceMs: null })
    },
    unlinked: () => change({ ...word, awaySinceMs: word.awaySinceMs ?? clock.now() }),
  }
}

function whom({ lane }: ParkingPlaces): string {
  return lane === undefined ? 'no lane' : openTo(lane)
}

function readKept(text: string | null): z.output<typeof kept> | undefined {
  if (text === null) return undefined
  const read = kept.safeParse(JSON.parse(text))
  return read.success ? read.data : undefined
}
