/** Moments of a stay as the hub tells them, for tests. */
import type { TimelineEntry } from '@palang/protocol'

export const at = '2026-01-20T10:30:00.000Z'

/** A fact of the entry gate. */
export function fact(type: string, payload: Record<string, unknown> = {}, id = type): TimelineEntry {
  return { at, kind: 'fact', id, machine_id: 'gate_in', type, received_at: at, clock: 'synced', payload }
}

/** A picture of the entry gate. */
export function photo(id: string): TimelineEntry {
  return { at, kind: 'photo', id, machine_id: 'gate_in', reason: 'entry', url: `/api/photos/${id}` }
}
