/** What the pages about outlets and machines ask the hub; apart, so that the first page loads none of it. */
import {
  type machineChangeBody,
  machineView,
  machinesAnswer,
  type maintenanceEntryBody,
  type maintenancePlanBody,
  maintenanceView,
  type newMachineBody,
  type newOutletBody,
  type outletChangeBody,
  outletsAnswer,
  outletView,
} from '@palang/protocol'
import type { z } from 'zod'
import { call } from './http.ts'
import { readAll } from './read-all.ts'

const outletPath = (id: string) => `/api/outlets/${encodeURIComponent(id)}`
const machinePath = (id: string) => `/api/v1/machines/${encodeURIComponent(id)}`

export const premisesApi = {
  /** Retired ones among them. */
  outlets: async () => (await call('/api/outlets', outletsAnswer, { query: { retired: true } })).items,
  addOutlet: (body: z.input<typeof newOutletBody>) => call('/api/outlets', outletView, { method: 'POST', body }),
  changeOutlet: (id: string, body: z.input<typeof outletChangeBody>) => call(outletPath(id), outletView, { method: 'PATCH', body }),
  /** Kept as retired where there is history, else gone. */
  removeOutlet: (id: string) => call(outletPath(id), null, { method: 'DELETE' }),

  /** Retired ones among them. */
  machines: async () =>
    (await readAll(cursor => call('/api/v1/machines', machinesAnswer, { query: { retired: true, limit: 500, cursor } }))).items,
  addMachine: (body: z.input<typeof newMachineBody>) => call('/api/v1/machines', machineView, { method: 'POST', body }),
  changeMachine: (id: string, body: z.input<typeof machineChangeBody>) => call(machinePath(id), machineView, { method: 'PATCH', body }),
  /** As {@link removeOutlet}. */
  removeMachine: (id: string) => call(machinePath(id), null, { method: 'DELETE' }),

  maintenance: (id: string) => call(`${machinePath(id)}/maintenance`, maintenanceView),
  /** The same key notes the same work once. */
  noteMaintenance: (id: string, body: z.input<typeof maintenanceEntryBody>, key: string) =>
    call(`${machinePath(id)}/maintenance`, maintenanceView, { method: 'POST', body, idempotencyKey: key }),
  planMaintenance: (id: string, body: z.input<typeof maintenancePlanBody>) =>
    call(`${machinePath(id)}/maintenance/plan`, maintenanceView, { method: 'PUT', body }),
}
