import { expect, test } from 'vitest'
import { parseSnapshot } from '../../kiosk/snapshot.ts'
import { gateView } from './kiosk-view.ts'

const told = (devices: Record<string, { connected: boolean }>) =>
  parseSnapshot(
    JSON.stringify({
      machine: { id: 'gate_out', name: 'Out', family: 'gate', direction: 'out' },
      outlet: { name: 'Main', timezone: 'Asia/Jakarta', currency: 'IDR' },
      hub: { online: true },
      gate: { status: 'closed' },
      lane: { phase: 'paying' },
      devices,
      simulation: false,
    }),
  )

test.each([
  [{}, null],
  [{ cash: { connected: true } }, 'notes'],
  [{ coins: { connected: true } }, 'coins'],
  [{ cash: { connected: true }, coins: { connected: true } }, 'both'],
  [{ cash: { connected: false }, coins: { connected: true } }, 'coins'],
  [{ cash: { connected: false } }, null],
] as const)('with the devices %o a driver may pay with %s', (devices, takes) => {
  const snapshot = told(devices)
  expect(snapshot).toBeDefined()
  expect(snapshot === undefined ? undefined : gateView(snapshot)?.takes).toBe(takes)
})
