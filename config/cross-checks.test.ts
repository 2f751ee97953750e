import { expect, test } from 'vitest'
import { crossMistakes, listenersTwice } from './cross-checks.ts'

test('a place on a sign that no zone has is named with its path', () => {
  const zones = [{ id: 'main', capacity: { car: 9 } }]
  const mistakes = (template: string) => crossMistakes({ parking: { zones, signs: [{ id: 'front', template }] }, machines: [] })
  expect(mistakes('{car.free} {main.car.total}')).toEqual([])
  expect(mistakes('{car.free} {roof.car.free}')).toMatchObject([{ path: ['parking', 'signs', 0, 'template'] }])
  expect(mistakes('{truck.free}')).toMatchObject([{ message: 'names truck, which no zone has places for' }])
})

test('so is one on the sign of a machine, and a sign whose id another has', () => {
  const signs = [
    { id: 'front', template: 'A' },
    { id: 'back', template: 'B' },
    { id: 'front', template: 'C' },
  ]
  const machines = [{ devices: { sign: { template: '{roof.car.free}' } } }]
  expect(crossMistakes({ parking: { zones: [{ id: 'main', capacity: { car: 9 } }], signs }, machines })).toMatchObject([
    { path: ['parking', 'signs', 2, 'id'], message: 'is used by parking.signs.0 already' },
    { path: ['machines', 0, 'devices', 'sign', 'template'], message: 'names roof.car, which no zone has places for' },
  ])
})

test('a plate reader listens on no port that a panel, another reader, the hub or its broker has; elsewhere is another computer', () => {
  const reading = (port: number, more: object = {}) => ({
    panel: { port: 8001 + port },
    devices: { plate_reader: { listen_port: port } },
    ...more,
  })
  const mistakes = (...machines: object[]) => crossMistakes({ machines })
  expect(mistakes(reading(8091), reading(8092), reading(8092, { elsewhere: true }))).toEqual([])
  expect(mistakes(reading(8091), { panel: { port: 8091 } })).toMatchObject([
    { path: ['machines', 0, 'devices', 'plate_reader', 'listen_port'], message: 'is used by machines.1.panel already' },
  ])
  expect(mistakes(reading(8091), { ...reading(8091), panel: { port: 8002 } })).toMatchObject([
    { path: ['machines', 1, 'devices', 'plate_reader', 'listen_port'], message: 'is used by machines.0.devices.plate_reader already' },
  ])
  const hub = { port: 8000, mqtt: 'embedded:1883' }
  const told = [8000, 1883, 8091].map(port => listenersTwice({ hub, machines: [reading(port)] }).map(({ path }) => path.at(-1)))
  expect(told).toEqual([['listen_port'], ['listen_port'], []])
})
