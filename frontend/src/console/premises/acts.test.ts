import { expect, test } from 'vitest'
import { machineActs, outletActs } from './acts.ts'

const outlet = { retired_at: null, of_site_file: false, machines: 0 }
const everything = { isAdmin: true, mayOperate: true, hasPage: true }
const added = { isRetired: false, view: { added: true as const } }

test('an outlet is retired where no machine stands, never that of the site file, and a retired one is only taken back', () => {
  expect(outletActs(outlet, true)).toEqual(['edit', 'retire'])
  expect(outletActs({ ...outlet, machines: 1 }, true)).toEqual(['edit'])
  expect(outletActs({ ...outlet, of_site_file: true }, true)).toEqual(['edit'])
  expect(outletActs({ ...outlet, retired_at: '2026-01-20T10:00:00.000Z' }, true)).toEqual(['restore'])
  expect(outletActs(outlet, false)).toEqual([])
})

test('a machine of the site file is neither changed nor retired here, and everybody is offered what they may do', () => {
  expect(machineActs(added, everything)).toEqual(['open', 'note', 'edit', 'retire'])
  expect(machineActs({ isRetired: false, view: {} }, everything)).toEqual(['open', 'note'])
  expect(machineActs(added, { ...everything, isAdmin: false })).toEqual(['open', 'note'])
  expect(machineActs(added, { isAdmin: false, mayOperate: false, hasPage: false })).toEqual([])
  expect(machineActs({ ...added, isRetired: true }, everything)).toEqual(['restore'])
  expect(machineActs({ ...added, isRetired: true }, { ...everything, isAdmin: false })).toEqual([])
})
