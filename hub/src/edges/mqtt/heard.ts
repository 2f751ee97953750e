/** Which devices were heard, when, and by which of the site's mappings. */
import type { Clock } from '@palang/kit'

export interface Heard {
  note(deviceId: string, mapping: string): void
  /** The mapping the device spoke by last. */
  mappingOf(deviceId: string): string | undefined
  /** Devices that spoke within the time a device may be silent. */
  recent(): string[]
  isRecent(deviceId: string): boolean
}

/** More devices than any site has: whoever may publish on a broker elsewhere could make ids up without end. */
const mostDevices = 20_000

/** Nobody heard yet; a device counts as there until it was silent for `silentMs`. */
export function createHeard(clock: Clock, silentMs: number): Heard {
  const last = new Map<string, { mapping: string; at: number }>()
  const isFresh = (at: number) => clock.monotonic() - at < silentMs
  return {
    note(deviceId, mapping) {
      // Taken out and put in anew, so that the first is the one that was silent longest.
      last.delete(deviceId)
      last.set(deviceId, { mapping, at: clock.monotonic() })
      const [oldest] = last.size > mostDevices ? last.keys() : []
      if (oldest !== undefined) last.delete(oldest)
    },
    mappingOf: deviceId => last.get(deviceId)?.mapping,
    recent: () => [...last].filter(([, { at }]) => isFresh(at)).map(([deviceId]) => deviceId),
    isRecent(deviceId) {
      const known = last.get(deviceId)
      return known !== undefined && isFresh(known.at)
    },
  }
}
