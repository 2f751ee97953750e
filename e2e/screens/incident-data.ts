/** A session of the made-up site as the hub replays it: with what its gate told of itself. */
import type { IncidentView, SessionDetail } from '@palang/protocol'
import type { FixtureSite } from './fixture-data.ts'

/** The incident of one session. */
export function incidentOf(site: FixtureSite, { timeline, ...session }: SessionDetail): IncidentView {
  const told = timeline.flatMap(entry => (entry.kind === 'fact' ? [entry] : [])).slice(0, 1)
  const reader = told.map(entry => ({
    ...entry,
    at: new Date(Date.parse(entry.at) - 20_000).toISOString(),
    id: `${entry.id}-reader`,
    type: 'device_disconnected',
    clock: 'drifting',
    payload: { device: 'reader', reason: 'unplugged' },
  }))
  return {
    format: 'palang-incident',
    version: 1,
    subject: { kind: 'session', id: session.id },
    outlet: { id: 'pusat', name: site.outletName, timezone: 'Asia/Jakarta', currency: 'IDR' },
    from: session.opened_at,
    to: session.closed_at ?? session.opened_at,
    made_at: new Date().toISOString(),
    made_by: 'user:siti@palang.local',
    software: '0.1.0',
    session,
    alarm: null,
    machines: [{ id: 'gate_in', name: 'Gerbang masuk', family: 'gate' }],
    entries: [...reader, ...timeline],
    photos: [],
    missing: [{ what: 'frames', why: 'not_kept' }],
  }
}
