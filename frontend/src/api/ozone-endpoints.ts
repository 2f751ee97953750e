/** What the pages about treatments ask the hub; apart, so that the first page loads none of it. */
import {
  type AnalyticsGroup,
  type assignDeviceBody,
  breaksAnswer,
  commandView,
  deviceEventList,
  devicesAnswer,
  machineDevicesAnswer,
  newDeviceAnswer,
  type newDeviceBody,
  treatmentAnalytics,
  treatmentDeviceDetail,
  type treatmentOrderBody,
  type treatmentPriceBody,
  treatmentPricesAnswer,
  type treatmentSettingsBody,
} from '@palang/protocol'
import type { z } from 'zod'
import { call, urlOf } from './http.ts'
import type { Period } from './money-endpoints.ts'

/** Of all treatments unless one of the three ids is given. */
export interface AnalyticsFilter extends Period {
  group: AnalyticsGroup
  outlet_id?: string | undefined
  machine_id?: string | undefined
  device_id?: string | undefined
}

interface EventFilter {
  limit: number
  device_id?: string
  machine_id?: string
  waiting?: boolean
}

const orderPath = (machineId: string) => `/api/v1/machines/${encodeURIComponent(machineId)}/treatment`
const devicePath = (id: string) => `/api/devices/${encodeURIComponent(id)}`

export const ozoneApi = {
  analytics: (filter: AnalyticsFilter) => call('/api/events/analytics', treatmentAnalytics, { query: { ...filter } }),
  /** The newest first. */
  events: (filter: EventFilter) => call('/api/events/recent', deviceEventList, { query: { ...filter } }),

  /** Those on MQTT; the hardware of machines with a controller is left out. */
  devices: async () => (await call('/api/devices', devicesAnswer)).items.filter(device => 'open_gaps' in device),
  device: (id: string) => call(devicePath(id), treatmentDeviceDetail),
  /** Those that are and were at the machine, the newest first. */
  devicesAt: (machineId: string) => call(`/api/v1/machines/${encodeURIComponent(machineId)}/devices`, machineDevicesAnswer),
  breaks: (id: string) => call(`${devicePath(id)}/breaks`, breaksAnswer),
  assign: (id: string, body: z.input<typeof assignDeviceBody>) => call(`${devicePath(id)}/assign`, null, { method: 'POST', body }),
  /** Every price there was, the newest first. */
  prices: () => call('/api/treatments/prices', treatmentPricesAnswer),
  setPrice: (body: z.input<typeof treatmentPriceBody>) => call('/api/treatments/prices', null, { method: 'POST', body }),
  release: (id: string) => call(`${devicePath(id)}/release`, null, { method: 'POST', body: {} }),
  retire: (id: string) => call(`${devicePath(id)}/retire`, null, { method: 'POST', body: {} }),
  /** Enters a device before it has ever spoken; with a token its secret comes with the answer, once. */
  enter: (body: z.input<typeof newDeviceBody>) => call('/api/devices', newDeviceAnswer, { method: 'POST', body }),
  closeBreak: (id: string, breakId: string, reason: string) =>
    call(`${devicePath(id)}/breaks/${encodeURIComponent(breakId)}/close`, null, { method: 'POST', body: { reason } }),

  /** Both give a command; they resolve when the machine took it, its end is told over the live link. */
  order: (machineId: string, body: z.input<typeof treatmentOrderBody>) =>
    call(orderPath(machineId), commandView, { method: 'POST', query: { wait: 'accepted' }, body }),
  settings: (machineId: string, body: z.input<typeof treatmentSettingsBody>) =>
    call(`${orderPath(machineId)}/settings`, commandView, { method: 'POST', query: { wait: 'accepted' }, body }),
}

/** Where the same figures are to be had as a file. */
export const analyticsCsvUrl = (filter: AnalyticsFilter): string => urlOf('/api/events/analytics.csv', { ...filter })
