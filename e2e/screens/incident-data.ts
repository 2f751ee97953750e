/** A session of the made-up site as the hub replays it: with what its gate told of itself. */
import type { FrameEntry, IncidentView, SessionDetail } from '@palang/protocol'
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
  const wire = told.flatMap(({ at, machine_id: machine }) => framesAt(machine, Date.parse(at)))
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
    entries: [...reader, ...wire, ...timeline].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    photos: [],
    missing: [{ what: 'frames', why: 'away', id: 'gate_in' }],
  }
}

/** What its reader and its board said while somebody stood there. */
function framesAt(machineId: string, atMs: number): FrameEntry[] {
  const lines = [
    ['board', 'out', '$118,STAT*3E\n'],
    ['board', 'in', '$118,OK,gate=closed,loop1=1,loop2=0,beam=0,relay=00,flow=0,up=8812034*1D\n'],
    ['reader', 'in', '\u000204A1B2C3D4E5\r\n\u0003'],
    ['board', 'out', '$119,OPEN,15000*5A\n'],
  ] as const
  return lines.map(([device, direction, line], index) => ({
    kind: 'frame',
    at: new Date(atMs + index * 37).toISOString(),
    clock: 'synced',
    machine_id: machineId,
    device,
    direction,
    hex: Buffer.from(line, 'latin1').toString('hex'),
    text: line.replaceAll(/[^\x20-\x7e]/g, '·'),
  }))
}
