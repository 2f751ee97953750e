import { machineView, outletView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { ApiProblem } from '../../api/problem.ts'
import { machineChange, machineDraft, newMachine, newOutlet, outletChange, outletDraft, refusedFields } from './drafts.ts'

const outlet = outletView.parse({
  ...{ id: 'melawai', name: 'Ozon Melawai', timezone: 'Asia/Jakarta', currency: 'IDR', machines: 0, location: 'Blok M', address: null },
  ...{ contact_person: 'Siti', contact_phone: null, is_active: true, of_site_file: false, retired_at: null },
})
const machine = machineView.parse({
  ...{ id: 'ozon-1', outlet_id: 'melawai', name: 'Unit 1', family: 'ozone', direction: null, zone_id: null, vehicle_class: null },
  ...{ mode: 'active', status: 'offline', since: null, last_seen: null, protocol: null, software: null, added: true },
  ...{ machine_type: 'Ozone Generator', installed_date: '2026-01-02' },
})

test('an outlet nobody touched is not sent, and only what was changed is', () => {
  const draft = outletDraft(outlet, 'Asia/Makassar')
  expect(outletChange(draft, outlet)).toBeUndefined()
  expect(outletChange({ ...draft, name: ' Ozon Melawai ', contactPhone: '  ' }, outlet)).toBeUndefined()
  expect(outletChange({ ...draft, location: '', contactPhone: '+62 811' }, outlet)).toEqual({ location: null, contact_phone: '+62 811' })
  expect(outletChange({ ...draft, isActive: false }, outlet)).toEqual({ is_active: false })
})

test('a new outlet is in the time zone of the site, and has an id only where one was written', () => {
  const draft = { ...outletDraft(undefined, 'Asia/Makassar'), name: 'Ozon Barat' }
  expect(newOutlet(draft)).toMatchObject({ name: 'Ozon Barat', timezone: 'Asia/Makassar', contact_person: null })
  expect(newOutlet(draft)).not.toHaveProperty('id')
  expect(newOutlet({ ...draft, id: 'barat' })).toHaveProperty('id', 'barat')
})

test('a new machine says nothing of what was left empty', () => {
  const draft = { ...machineDraft(undefined, 'melawai'), name: 'Unit 2' }
  expect(newMachine(draft)).toEqual({ name: 'Unit 2', family: 'ozone', outlet_id: 'melawai' })
  expect(newMachine({ ...draft, id: 'ozon-2', installed: '2026-01-02', type: 'OZ-9', family: 'water' })).toEqual({
    ...{ id: 'ozon-2', name: 'Unit 2', family: 'water', outlet_id: 'melawai' },
    ...{ machine_type: 'OZ-9', installed_date: '2026-01-02' },
  })
})

test('of a machine only what was changed is sent, and a type is never emptied', () => {
  const draft = machineDraft(machine, undefined)
  expect(machineChange(draft, machine)).toBeUndefined()
  expect(machineChange({ ...draft, type: '' }, machine)).toBeUndefined()
  expect(machineChange({ ...draft, mode: 'disabled', installed: '' }, machine)).toEqual({ mode: 'disabled', installed_date: null })
  const { machine_type: _type, installed_date: _installed, ...bare } = machine
  expect(machineChange(machineDraft(bare, undefined), bare)).toBeUndefined()
})

test('the fields the hub refuses are known by name', () => {
  const problem = (code: string, errors: { path: string; message: string }[] = []) =>
    new ApiProblem({ code, status: 400, retryable: false, errors })
  expect([...refusedFields(problem('invalid_request', [{ path: 'timezone', message: 'x' }]))]).toEqual(['timezone'])
  expect([...refusedFields(problem('already_exists'))]).toEqual(['id'])
  expect([...refusedFields(problem('conflict')), ...refusedFields(new Error('x'))]).toEqual([])
})
