/** Scans over HTTP: gateways of another make send them, people look at them. */
import { largestSyncBytes, scanList, scanListQuery, type ScanView, syncGatewayAnswer, syncGatewayBody } from '@palang/protocol'
import { Hono } from 'hono'
import type { AppEnv } from '../../edges/http/context.ts'
import { describe, query, untouchedBody } from '../../edges/http/describe.ts'
import { allow } from '../../edges/http/rights.ts'
import { pageFrom, pageView } from '../../edges/http/views.ts'
import type { HubServices } from '../../services.ts'
import type { ContainerRecord, ScanRecord } from '../../store/meals.ts'
import { seenProgrammes } from './programme-asked.ts'

/** `/api/sync_gateway_data`, `/api/meals/scans` */
export function scanRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .post(
      '/api/sync_gateway_data',
      describe({
        id: 'syncGatewayData',
        tag: 'Meals',
        summary: 'Scans of a gateway of another make',
        description:
          'Each item is judged by itself and the answer comes after all is kept. The same scan again is a duplicate. What cannot be used is rejected with its reason and kept among the letters that were set aside, so that a gateway which looks at the status alone loses nothing. Times without a zone are UTC.',
        ok: { schema: syncGatewayAnswer },
        maxBytes: largestSyncBytes,
      }),
      allow('operator', { machine: true, scope: 'scans:send' }),
      untouchedBody(syncGatewayBody),
      async c => c.json(await services.meals.gateways.receive(c.req.valid('json'), c.get('actor').machineId)),
    )
    .get(
      '/api/meals/scans',
      describe({ id: 'listScans', tag: 'Meals', summary: 'Scans, the newest first', ok: { schema: scanList } }),
      allow('viewer'),
      query(scanListQuery),
      async c => {
        const { tag_id: tagId, gateway_id: gatewayId, programme_id: programmeId, step, from, to, ...page } = c.req.valid('query')
        const { meals } = services.store
        const reach = c.get('reach')
        const seen = reach.only === undefined ? undefined : [...(await seenProgrammes(services, reach))]
        const programmeIds = programmeId === undefined ? seen : [programmeId].filter(id => seen?.includes(id) ?? true)
        const found = await meals.scans({ tagId, gatewayId, programmeIds, step, from, to }, pageFrom(page))
        const tagIds = [...new Set(found.items.map(scan => scan.tagId))]
        const { items } = await meals.containers({ tagIds }, { limit: Math.max(1, tagIds.length) })
        const known = new Map(items.map(container => [container.tagId, container]))
        return c.json(pageView(found, scan => scanView(scan, known.get(scan.tagId))))
      },
    )
}

function scanView(scan: ScanRecord, container: ContainerRecord | undefined): ScanView {
  const { id, tagId, gatewayId, status, step, source, at, clock, receivedAt, portions, rejected, rejectReason, temperatureDc, warnings } =
    scan
  return {
    ...{ id, status, step, source, at, clock, portions, rejected, warnings },
    tag_id: tagId,
    label: container?.label ?? null,
    programme_id: container?.programmeId ?? null,
    gateway_id: gatewayId,
    received_at: receivedAt,
    reject_reason: rejectReason,
    temperature_dc: temperatureDc,
  }
}
