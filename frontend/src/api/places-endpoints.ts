/** What the page about parking places asks the hub; apart, so that the first page loads none of it. */
import { capacityView, pageOf, recountProposal, recountView } from '@palang/protocol'
import { call } from './http.ts'

const recountPage = pageOf(recountView)

export interface NewCount {
  zone_id: string
  vehicle_class: string
  counted: number
  /** Sessions whose vehicle is gone. */
  gone: string[]
  reason: string
}

export const placesApi = {
  capacity: () => call('/api/parking/capacity', capacityView),
  recounts: (cursor?: string) => call('/api/parking/recounts', recountPage, { query: { cursor, limit: 20 } }),
  proposal: (zone: string, vehicleClass: string) =>
    call(`/api/parking/recounts/proposal/${encodeURIComponent(zone)}/${encodeURIComponent(vehicleClass)}`, recountProposal),
  recount: (count: NewCount, key: string) =>
    call('/api/parking/recounts', recountView, { method: 'POST', body: count, idempotencyKey: key }),
}
