/** The files a technician starts from. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { loadBringup } from '@palang/config'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { loadDrivers } from '../devices/registry.ts'
import { benchDevices } from './bench-device.ts'

const folder = path.join(import.meta.dirname, '..', '..', '..', 'config', 'bringup')

test.each(readdirSync(folder))('%s is one device that this version has, behind a board where it has no port of its own', async file => {
  const machine = loadBringup({ file: path.join(folder, file) })
  const open = await loadDrivers(machine)
  const devices = benchDevices(open({ clock: new ManualClock(), log: silentLog(), timeZone: 'Asia/Jakarta' }))
  const written = Object.values(machine.devices).filter(device => device !== undefined)
  const ownPort = written.at(-1)?.driver !== 'pulse'
  expect(devices.map(({ device }) => device.status())).toEqual(
    Array.from({ length: ownPort ? 1 : 2 }, () => ({ state: 'disconnected', reason: 'not started' })),
  )
  expect(file).toContain(written.at(-1)?.driver)
})
