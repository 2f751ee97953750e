import { expect, test } from 'vitest'
import { crossMistakes } from './cross-checks.ts'

test('a place on a sign that no zone has is named with its path', () => {
  const zones = [{ id: 'main', capacity: { car: 9 } }]
  const mistakes = (template: string) => crossMistakes({ parking: { zones, signs: [{ id: 'front', template }] }, machines: [] })
  expect(mistakes('{car.free} {main.car.total}')).toEqual([])
  expect(mistakes('{car.free} {roof.car.free}')).toMatchObject([{ path: ['parking', 'signs', 0, 'template'] }])
  expect(mistakes('{truck.free}')).toMatchObject([{ message: 'names truck, which no zone has places for' }])
})
