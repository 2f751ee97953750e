/** What the pages about treatments ask the hub; apart, so that the first page loads none of it. */
import { type AnalyticsGroup, deviceEventList, treatmentAnalytics } from '@palang/protocol'
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
  waiting?: boolean
}

export const ozoneApi = {
  analytics: (filter: AnalyticsFilter) => call('/api/events/analytics', treatmentAnalytics, { query: { ...filter } }),
  /** The newest first. */
  events: (filter: EventFilter) => call('/api/events/recent', deviceEventList, { query: { ...filter } }),
}

/** Where the same figures are to be had as a file. */
export const analyticsCsvUrl = (filter: AnalyticsFilter): string => urlOf('/api/events/analytics.csv', { ...filter })
