/** The status of a machine at rest, for tests that are about something else. */
import type { PanelStatus } from '../source.ts'

export const idleStatus: PanelStatus = {
  machine: { id: 'gate_in', name: 'Masuk', family: 'gate', direction: 'in', mode: 'active' },
  outlet: { name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
  hub: { online: false },
  gate: { status: 'closed' },
  lane: { phase: 'idle', since: '2026-01-20T00:00:00.000Z' },
  devices: {},
  alarms: [],
  outbox: { pending: 0 },
  simulation: true,
  software: 'test',
  time: '2026-01-20T00:00:00.000Z',
}
