import { gateStatus, lanePhase } from '@palang/protocol'
import { expect, test } from 'vitest'
import { parseSnapshot } from './snapshot.ts'

const snapshot = (change: Record<string, unknown>) =>
  JSON.stringify({
    machine: { id: 'gate_in', name: 'Gerbang masuk', family: 'gate', direction: 'in' },
    outlet: { name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' },
    hub: { online: true, since: '2026-01-20T03:00:00.000Z' },
    gate: { status: 'closed', loop1: false },
    lane: { phase: 'idle', since: '2026-01-20T03:32:00.000Z' },
    devices: { printer: { connected: true, status: 'ready' } },
    simulation: true,
    ...change,
  })

test.each(lanePhase.options)('knows the phase %s of the wire', phase => {
  expect(parseSnapshot(snapshot({ lane: { phase, since: '2026-01-20T03:32:00.000Z' } }))?.lane?.phase).toBe(phase)
})

test.each(gateStatus.options)('knows the barrier state %s of the wire', status => {
  expect(parseSnapshot(snapshot({ gate: { status } }))?.gate?.status).toBe(status)
})

test.each([
  ['no JSON', '{"machine":'],
  ['another phase', snapshot({ lane: { phase: 'dreaming' } })],
  ['money as text', snapshot({ lane: { phase: 'paying', amount: '5000' } })],
  ['broken money', snapshot({ lane: { phase: 'paying', amount: 0.5 } })],
  ['negative money', snapshot({ lane: { phase: 'paying', amount: -1 } })],
  ['no outlet', snapshot({ outlet: undefined })],
])('refuses %s', (_what, text) => {
  expect(parseSnapshot(text)).toBeUndefined()
})

test('ignores what it does not know', () => {
  expect(parseSnapshot(snapshot({ weather: 'rain' }))?.machine.id).toBe('gate_in')
})
