/** What the pages about water ask the hub; apart, so that the first page loads none of it. */
import {
  allLatestMetrics,
  type calibrationBody,
  calibrations,
  commandView,
  consumableViews,
  type dispenseBody,
  type flushBody,
  machineMetrics,
  type priceChangeBody,
  priceLists,
  type renewBody,
  type saleLockBody,
  type stopDispenseBody,
  waterReport,
  type WaterReport,
} from '@palang/protocol'
import type { z } from 'zod'
import { call, urlOf } from './http.ts'

const machinePath = (id: string) => `/api/v1/machines/${encodeURIComponent(id)}`

/** Gives a command of a water machine; resolves when the machine took it, its end is told over the live link. */
const order = (id: string, act: string, body: unknown) =>
  call(`${machinePath(id)}/${act}`, commandView, { method: 'POST', query: { wait: 'accepted' }, body })

export interface ReportFilter {
  from: string
  to: string
  group: WaterReport['group']
  machine_id?: string | undefined
}

export type CalibrationBody = z.input<typeof calibrationBody>

export const waterApi = {
  latest: () => call('/api/v1/metrics/', allLatestMetrics),
  /** Readings since `from`, in the finest buckets that give a chart’s worth. */
  metrics: (id: string, from: string) => call(`${machinePath(id)}/metrics`, machineMetrics, { query: { from } }),

  dispense: (id: string, body: z.input<typeof dispenseBody>) => order(id, 'dispense', body),
  stopDispense: (id: string, body: z.input<typeof stopDispenseBody>) => order(id, 'stop_dispense', body),
  flush: (id: string, body: z.input<typeof flushBody>) => order(id, 'flush', body),
  saleLock: (id: string, body: z.input<typeof saleLockBody>) => order(id, 'sale_lock', body),

  prices: () => call('/api/water/prices', priceLists),
  changePrices: (body: z.input<typeof priceChangeBody>) => call('/api/water/prices', null, { method: 'POST', body }),

  calibrations: (id: string) => call(`${machinePath(id)}/calibrations`, calibrations),
  calibrate: (id: string, body: CalibrationBody) => call(`${machinePath(id)}/calibrations`, null, { method: 'POST', body }),

  consumables: () => call('/api/water/consumables', consumableViews),
  renew: (id: string, body: z.input<typeof renewBody>) => call(`${machinePath(id)}/renewals`, null, { method: 'POST', body }),

  report: (filter: ReportFilter) => call('/api/water/report', waterReport, { query: { ...filter } }),
}

/** Where the report is to be had as a file. */
export const waterReportUrl = (filter: ReportFilter): string => urlOf('/api/water/report.csv', { ...filter })

/** The code that leads customers to that page, as a picture to show and to print. */
export const qualityCodeUrl = (id: string): string => `${machinePath(id)}/quality-code.svg`

/** The page of a machine’s water that everybody may read, at the address this console is at. */
export const publicQualityUrl = (id: string): string => `/quality/${encodeURIComponent(id)}`
