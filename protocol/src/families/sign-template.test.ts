import { expect, test } from 'vitest'
import { isSignTemplate, signPlaces, signText } from './sign-template.ts'

const row = (zoneId: string, vehicleClass: string, total: number, free: number) => ({
  zone_id: zoneId,
  vehicle_class: vehicleClass,
  total,
  free,
})
const rows = [row('main', 'car', 100, 7), row('roof', 'car', 40, 5), row('main', 'motorcycle', 200, 0)]

test('numbers of all zones or of one, padded so that a sign of fixed width stays in line', () => {
  expect(signText({ template: 'MOBIL {car.free:3} MOTOR {motorcycle.free:3}' }, rows)).toBe('MOBIL  12 MOTOR   0')
  expect(signText({ template: '{roof.car.free}/{roof.car.total}' }, rows)).toBe('5/40')
})

test('where nothing is free the word for it stands, never cut', () => {
  expect(signText({ template: 'MOTOR {motorcycle.free:3}|{motorcycle.total}', full: 'PENUH' }, rows)).toBe('MOTOR PENUH|200')
  expect(signText({ template: '{motorcycle.free:7}', full: 'PENUH' }, rows)).toBe('  PENUH')
})

test('what nobody knows is dashes', () => {
  expect(signText({ template: 'MOBIL {car.free:3}', full: 'PENUH' }, null)).toBe('MOBIL ---')
  expect(signText({ template: '{truck.free}' }, rows)).toBe('-')
})

test('a brace that is no place is a mistake', () => {
  expect(isSignTemplate('MOBIL {car.free:3} {roof.car.total}')).toBe(true)
  for (const wrong of ['{car}', '{car.empty}', 'MOBIL {car.free', '{car.free:}', '}']) expect(isSignTemplate(wrong)).toBe(false)
  expect(signPlaces('{car.free} {roof.car.total:2}')).toEqual([
    { zoneId: undefined, vehicleClass: 'car' },
    { zoneId: 'roof', vehicleClass: 'car' },
  ])
})
