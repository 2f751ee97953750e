import { checkpointStatus, machineView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { english } from '../../i18n/english.test-support.ts'
import { machineFromView } from '../../live/state.ts'
import { checkpointHeadline } from './checkpoint-headline.ts'

const view = machineView.parse({
  ...{ id: 'dapur-1', outlet_id: 'pusat', name: 'Dapur 1', family: 'checkpoint', direction: null, zone_id: null, vehicle_class: null },
  ...{ mode: 'active', status: 'online', since: null, last_seen: null, protocol: null, software: null },
})

const scanning = checkpointStatus.parse({
  ...{ step: 'received', steps: ['received', 'served', 'returned'], place: null, today: { received: 12, served: 5 }, expected: null },
  ...{ backlog: 0, oldest_waiting_at: null, last_sync_at: '2026-01-20T03:30:00.000Z', plan: null, clock: 'synced', last: null },
})

function headline(checkpoint: typeof scanning | undefined, mode: 'active' | 'maintenance' = 'active') {
  const live = { ...machineFromView(view, 0), checkpoint }
  return checkpointHeadline(english, {
    ...{ id: view.id, name: view.name, view: { ...view, mode }, live, alarms: [], alarmCount: 0, tone: 'flow', isStale: false },
  })
}

test('a tile says what is scanned there, how often today, and when the hub last had something of it', () => {
  const { word, figure, note } = headline(scanning)
  expect([word, figure]).toEqual(['Scans receipts', { value: '17', word: 'scans today' }])
  expect(note).toMatch(/^synced /)
})

test('what waits to be told is said first', () => {
  const waiting = english.t('scan.waiting')
  expect(headline({ ...scanning, backlog: 14 }).note).toBe(`${waiting} · ${english.t('scan.synced')}`)
  expect(headline({ ...scanning, backlog: 3, last_sync_at: null }).note).toBe(waiting)
})

test('one that told nothing yet or is in maintenance says how it is', () => {
  expect(headline(undefined)).toEqual({ word: 'Ready', countWord: '', note: undefined })
  expect(headline(scanning, 'maintenance').word).toBe(english.t('machine.maintenance'))
})
