import { machineView, treatmentStatus } from '@palang/protocol'
import { expect, test } from 'vitest'
import { english } from '../../i18n/english.test-support.ts'
import { machineFromView } from '../../live/state.ts'
import { ozoneHeadline } from './ozone-headline.ts'

const view = machineView.parse({
  ...{ id: 'ozon-1', outlet_id: 'pusat', name: 'Ozon 1', family: 'ozone', direction: null, zone_id: null, vehicle_class: null },
  ...{ mode: 'active', status: 'online', since: null, last_seen: null, protocol: null, software: null },
})

interface Told {
  state?: string
  treatment?: string
  switches?: { door?: boolean; emergency_stop?: boolean }
}

function headline({ switches, ...told }: Told, mode: 'active' | 'maintenance' = 'active', isStale = false) {
  const treatment = treatmentStatus.parse({
    ...{ state: 'idle', treatment: null, remaining_s: null, ...told },
    switches: { door: null, emergency_stop: null, ...switches },
  })
  const live = { ...machineFromView(view, 0), treatment }
  const row = { id: view.id, name: view.name, view: { ...view, mode }, live, alarms: [], alarmCount: 0, tone: 'flow' as const, isStale }
  return ozoneHeadline(english, row)
}

test('a tile names what runs, and counts the treatments of the day', () => {
  expect(headline({ state: 'running', treatment: 'PREMIUM' })).toEqual({
    ...{ word: 'Running · Premium', countWord: 'treatments today', note: undefined },
  })
  expect(headline({ state: 'running' }).word).toBe('Running')
})

test('a pressed stop, an open door and a closed machine are said before what it would do; who only counts is ready', () => {
  expect(headline({ state: 'running', treatment: 'BASIC', switches: { emergency_stop: true } }).word).toBe('Emergency stop')
  expect(headline({ switches: { door: true } }).word).toBe('Door open')
  expect(headline({ state: 'cooling' }).word).toBe('Cooling down')
  expect(headline({}, 'maintenance').word).toBe(english.t('machine.maintenance'))
  expect(headline({ state: 'unknown' }).word).toBe('Ready')
  expect(headline({}, 'active', true).word).toBe(english.t('machine.notHeard'))
})
