/** A gate without devices, and a panel's source that shows it; tests replace what they are about. */
import type { GateMachine } from '../../families/gate/gate-machine.ts'
import type { Machine } from '../../families/machine.ts'
import type { PanelSource } from '../source.ts'
import { idleStatus } from './idle-status.ts'

export const epoch = '019be7a0-0000-7000-8000-000000000001'
export const nowMs = Date.UTC(2026, 0, 20)

/** An idle machine with a closed barrier. */
export function fakeMachine(acts: Pick<GateMachine, 'execute' | 'present'> & Partial<Pick<GateMachine, 'payByQris'>>): GateMachine {
  return {
    start: () => {},
    stop: () => Promise.resolve(),
    callForHelp: () => {},
    payByQris: () => {},
    payByCard: () => {},
    reportLostTicket: () => {},
    publishAll: () => {},
    snapshot: () => ({
      mode: 'active',
      gate: { status: 'closed' },
      lane: { phase: 'idle', since: '2026-01-20T00:00:00.000Z' },
      devices: {},
      alarms: [],
    }),
    ...acts,
  }
}

/** What the panel shows of `machine`: started, without camera and printer, nothing waiting for the hub, no command known. */
export function fakeSource(machine: Machine, changed: Partial<PanelSource> = {}): PanelSource {
  return {
    machine,
    camera: undefined,
    printer: undefined,
    ready: () => true,
    status: () => idleStatus,
    subscribe: () => () => {},
    outbox: () => ({ epoch, last_seq: 0, acked_seq: 0, last_sync_at: null, pending: 0, items: [] }),
    commandGate: () => ({ hubEpoch: () => epoch, nowMs: () => nowMs, latestMs: () => nowMs, earlier: () => undefined }),
    ...changed,
  }
}
