import type { MealPlace } from '@palang/protocol'
import { expect, test } from 'vitest'
import { containersOf, menuOf, placeOf, planOf, programmeOf, slugOf, vehicleOf } from './setup-drafts.ts'

const like = { programme_id: 'mbg', address: null, contact: null, portions: 0, route: null, stop: null, gateways: [], retired_at: null }
const kitchen: MealPlace = { ...like, id: 'dapur-1', kind: 'kitchen', name: 'Dapur Tebet' }
const school: MealPlace = { ...like, id: 'sdn-1', kind: 'school', name: 'SDN Tebet 01' }

test('an id is made of the name, and is its own', () => {
  expect(slugOf('SDN Tebet Barat 01 (pagi)', [])).toBe('sdn-tebet-barat-01-pagi')
  expect(slugOf('Mobil 1', ['mobil-1', 'mobil-1-2'])).toBe('mobil-1-3')
  expect(slugOf('學校', [])).toBe('x')
})

test('a form becomes what the hub takes, and nothing while it would not', () => {
  expect(programmeOf({ name: 'MBG', warm: '60,5', safe: '', retention: '' })).toMatchObject({ warm_dc: 605, safe_minutes: 240 })
  expect(programmeOf({ name: '  ' })).toBeUndefined()
  expect(programmeOf({ name: 'MBG', safe: 'four hours' })).toBeUndefined()
  const place = { kind: 'school', name: 'SDN 1', portions: '210', stop: '', route: 'Rute 3', gateways: 'gw-1, gw-2' }
  expect(placeOf('mbg', place)).toMatchObject({ portions: 210, stop: null, address: null, gateways: ['gw-1', 'gw-2'] })
  expect(placeOf('mbg', { ...place, portions: '2.5' })).toBeUndefined()
  expect(vehicleOf('mbg', { name: 'Mobil 1', plate: '' })).toMatchObject({ plate: null })
})

test('a recipe is read line by line', () => {
  expect(menuOf('mbg', { name: 'Nasi', recipe: 'Beras; 80; g\n\nPisang\t1\tpcs' })?.recipe).toEqual([
    { item: 'Beras', per_portion: 80, unit: 'g' },
    { item: 'Pisang', per_portion: 1, unit: 'pcs' },
  ])
  expect(menuOf('mbg', { name: 'Nasi', recipe: 'Beras; 80; kilo' })).toBeUndefined()
})

test('a pasted list of trays knows places by name or id, and names the lines that are none', () => {
  const text =
    'TAG1; Baki 1; 20; Dapur Tebet; sdn tebet 01\nTAG2\tBaki 2\t20\nTAG 3; Baki 3; 20\nTAG4; Baki 4; 20; dapur-1; SDN 99\nTAG5; Baki 5; 0'
  const { items, bad } = containersOf(text, 'mbg', [kitchen, school])
  expect(items.map(item => [item.tag_id, item.kitchen_id, item.school_id])).toEqual([
    ['TAG1', 'dapur-1', 'sdn-1'],
    ['TAG2', 'dapur-1', null],
  ])
  expect(bad).toEqual([3, 4, 5])
  expect(containersOf('TAG1; Baki 1; 20', 'mbg', [kitchen, { ...kitchen, id: 'dapur-2' }, school]).bad).toEqual([1])
})

test('a plan leaves out schools without portions, and is none without a kitchen or with nonsense', () => {
  const draft = { kitchenId: 'dapur-1', vehicleId: undefined, batchId: undefined, portions: { 'sdn-1': '210', 'sdn-2': '', 'sdn-3': '0' } }
  expect(planOf('mbg', '2026-01-20', draft)?.items).toEqual([
    { kitchen_id: 'dapur-1', school_id: 'sdn-1', portions: 210, vehicle_id: null, batch_id: null, tags: [] },
  ])
  expect(planOf('mbg', '2026-01-20', { ...draft, kitchenId: undefined })).toBeUndefined()
  expect(planOf('mbg', '2026-01-20', { ...draft, portions: { 'sdn-1': 'many' } })).toBeUndefined()
  expect(planOf('mbg', '2026-01-20', { ...draft, portions: {} })).toBeUndefined()
})
