/** Every situation a checkpoint's kiosk can be in, as the panel would tell it. */
import type { KioskScene } from './kiosk-scenes.ts'

const at = '2026-01-20T03:31:40.000Z'

const last = {
  id: '019be000-0000-7000-8000-000000000001',
  tag_id: '04A21C5F6E2280',
  label: 'Baki 12',
  school: 'SDN Menteng 01',
  step: 'received',
  repeated: false,
  warnings: [],
  at,
}

const machine = (checkpoint: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) => ({
  machine: { id: 'sekolah-1', name: 'Pos sekolah', family: 'checkpoint' },
  outlet: { id: 'pusat', name: 'Makan Bergizi', timezone: 'Asia/Jakarta', currency: 'IDR' },
  hub: { online: true },
  devices: { card_reader: { connected: true, status: 'ready' } },
  simulation: false,
  checkpoint: {
    step: 'received',
    steps: ['received', 'served', 'returned'],
    place: { id: 'sdn-01', name: 'SDN Menteng 01', kind: 'school' },
    today: { received: 34 },
    expected: { containers: 60, portions: 240 },
    backlog: 0,
    oldest_waiting_at: null,
    last_sync_at: at,
    plan: { day: '2026-01-20', told_at: at, tags: 60 },
    clock: 'synced',
    last: null,
    ...checkpoint,
  },
  ...rest,
})
const scanned = (change: Record<string, unknown>, rest: Record<string, unknown> = {}) => machine({ last: { ...last, ...change }, ...rest })

/** Names begin with `checkpoint-`. */
export const checkpointScenes: readonly KioskScene[] = [
  { name: 'checkpoint-ready', snapshot: machine() },
  { name: 'checkpoint-fine', snapshot: scanned({}) },
  { name: 'checkpoint-twice', snapshot: scanned({ repeated: true }) },
  { name: 'checkpoint-skipped', snapshot: scanned({ step: 'served', warnings: ['skipped_step'] }) },
  { name: 'checkpoint-unknown', snapshot: scanned({ label: null, school: null, warnings: ['unknown_tag'] }) },
  { name: 'checkpoint-too-old', snapshot: scanned({ warnings: ['too_old', 'not_expected'] }) },
  {
    name: 'checkpoint-away',
    snapshot: { ...scanned({}, { backlog: 12, last_sync_at: '2026-01-20T01:14:00.000Z' }), hub: { online: false } },
  },
  {
    name: 'checkpoint-kitchen',
    snapshot: machine({
      step: 'dispatched',
      steps: ['dispatched', 'received', 'served', 'returned'],
      place: null,
      expected: null,
      today: {},
      last_sync_at: null,
      backlog: 3,
    }),
  },
  { name: 'checkpoint-broken', snapshot: machine({}, { checkpoint: { reason: 'journal_unwritable', since: at } }) },
]
