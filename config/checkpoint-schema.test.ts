import { expect, test } from 'vitest'
import { checkpointRules, scanStatusesOf } from './checkpoint-schema.ts'
import { machineConfig, site } from './site-schema.ts'

const machine = (rest: object = {}) => ({ id: 'kitchen-1', family: 'checkpoint', panel: { port: 5000 }, ...rest })

function mistakes(value: object): string[] {
  const read = machineConfig.safeParse(value)
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('a checkpoint needs nothing but its panel, and no board', () => {
  const read = machineConfig.parse(machine({ devices: { reader: { driver: 'pcsc' } } }))
  expect(checkpointRules(read)).toEqual({ steps: ['dispatched', 'received', 'served', 'returned'], step: 'dispatched', debounce_s: 3 })
})

test('a tap means the first of its steps unless told otherwise', () => {
  expect(checkpointRules({ checkpoint: { steps: ['received', 'served'] } })).toMatchObject({ step: 'received', debounce_s: 3 })
  expect(checkpointRules({ checkpoint: { step: 'served', debounce_s: 0 } })).toMatchObject({ step: 'served', debounce_s: 0 })
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
  expect(scanStatusesOf(meals)).toMatchObject({ makanan_keluar: 'dispatched', berangkat: 'dispatched', makanan_masuk: 'served' })
})
