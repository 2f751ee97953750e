/** Devices: those on MQTT, and the hardware fitted to machines. */
import { deviceAnswer, devicesAnswer } from '@palang/protocol'
import { Hono } from 'hono'
import { isHidden, type Reach } from '../../access/reach.ts'
import { isDeviceHidden, treatmentDevice, treatmentDevices } from '../../families/ozone/device-views.ts'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { describe } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { deviceView } from './views.ts'

/** `/api/devices` */
export function siteRoutes(services: HubServices) {
  const { store, treatments } = services
  const devicesWithin = async (reach: Reach) =>
    (await store.devices.list()).filter(device => !isHidden(reach, device.machineId)).map(deviceView)
  const listDevices = async (reach: Reach) => ({
    items: [...(await treatmentDevices(services, reach)), ...(await devicesWithin(reach))],
    next_cursor: null,
  })
  return new Hono<AppEnv>()
    .get(
      '/api/devices',
      describe({
        id: 'listDevices',
        tag: 'Machines',
        summary: 'Treatment devices on MQTT, and the hardware fitted to machines',
        ok: { schema: devicesAnswer },
      }),
      allow('viewer'),
      async c => c.json(await listDevices(c.get('reach'))),
    )
    .get(
      '/api/devices/all',
      describe({ id: 'listAllDevices', tag: 'Machines', summary: 'The same list under its older name', ok: { schema: devicesAnswer } }),
      allow('viewer'),
      async c => c.json(await listDevices(c.get('reach'))),
    )
    .get(
      '/api/devices/:device_id',
      describe({
        id: 'getDevice',
        tag: 'Machines',
        summary: 'One device, how it is, where it is and where it was',
        path: { device_id: 'PALANG-UNO-0001' },
        ok: { schema: deviceAnswer },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => {
        const id = c.req.param('device_id')
        const ofTreatment = treatments.book.device(id)
        if (ofTreatment !== undefined && !isDeviceHidden(services, c.get('reach'), id))
          return c.json(await treatmentDevice(services, c.get('reach'), ofTreatment))
        const all = (await devicesWithin(c.get('reach'))).filter(device => device.device_id === id || device.id === id)
        const current = all.find(device => device.is_active) ?? all[0]
        if (current === undefined) throw refusal('not_found', 'there is no such device')
        return c.json({ ...current, history: all })
      },
    )
}
