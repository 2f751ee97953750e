import { scanStatusesWith } from '@palang/protocol'
import { expect, test } from 'vitest'
import { machineConfig, site } from './site-schema.ts'

const machine = (rest: object = {}) => ({ id: 'kitchen-1', family: 'checkpoint', panel: { port: 5000 }, ...rest })

function mistakes(value: object): string[] {
  const read = machineConfig.safeParse(value)
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('a checkpoint needs nothing but its panel, and no board', () => {
  expect(mistakes(machine())).toEqual([])
  expect(mistakes(machine({ devices: { reader: { driver: 'pcsc' } } }))).toEqual([])
  expect(mistakes(machine({ checkpoint: { steps: ['received', 'served'], step: 'served', debounce_s: 0 } }))).toEqual([])
})

test.each([
  ['a step it does not do', { steps: ['received'], step: 'served' }, 'checkpoint.step: is not one of checkpoint.steps'],
  ['no steps', { steps: [] }, 'checkpoint.steps: '],
  ['a step twice', { steps: ['served', 'served'] }, 'checkpoint.steps: each step once'],
  ['an unknown step', { steps: ['cooked'] }, 'checkpoint.steps.0: '],
  ['less than no time', { debounce_s: -1 }, 'checkpoint.debounce_s: '],
  ['an unknown key', { speed: 1 }, 'checkpoint: '],
])('a checkpoint with %s is refused', (_, checkpoint, why) => {
  expect(mistakes(machine({ checkpoint }))[0]).toContain(why)
})

test('other families do not scan', () => {
  expect(mistakes({ ...machine({ checkpoint: {} }), family: 'ozone' })).toEqual(['checkpoint: only machines of family checkpoint scan'])
})

test('a site gives words a meaning, also those that have one', () => {
  const { meals } = site.parse({
    outlet: { id: 'dapur', name: 'Dapur', timezone: 'Asia/Jakarta', currency: 'IDR' },
    meals: { statuses: { berangkat: 'dispatched', makanan_masuk: 'served' } },
    machines: [machine()],
  })
  expect(scanStatusesWith(meals.statuses)).toMatchObject({ makanan_keluar: 'dispatched', berangkat: 'dispatched', makanan_masuk: 'served' })
})
