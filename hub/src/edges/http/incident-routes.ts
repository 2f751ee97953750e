/** Incidents: replayed on the console, and exported as one file. */
import { incidentExport, incidentQuery, incidentView, type IncidentView, longestIncidentMs } from '@palang/protocol'
import { isoNow } from '@palang/kit'
import { Hono } from 'hono'
import type { z } from 'zod'
import { recordAct } from '../../access/audit.ts'
import { isHidden, mustReachMachine, type Reach } from '../../access/reach.ts'
import { alarmEvidence, machineEvidence, sessionEvidence, shifted, type Evidence } from '../../incident/collect.ts'
import { frameEvidence } from '../../incident/frames.ts'
import { incidentPage, photoDigests, recordText } from '../../incident/page.ts'
import { withoutSecrets } from '../../incident/without-secrets.ts'
import { photoFilesOf } from '../../photos/photo-files.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { AlarmRecord, SessionRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { textStream } from './text-stream.ts'
import { alarmView, sessionView, timelineView } from './views.ts'

const sessionId = { path: { id: '019bda5e-9a40-7000-8000-000000000001' } }
const alarmId = { path: { id: '019bda5e-9a40-7000-8000-0000000000a1' } }
const machineId = { path: { id: 'gate_in' } }
const json = { schema: incidentView }
const html = { media: 'text/html', text: 'One page that opens without a network, with the record and the pictures in it' }
/** Of a machine, unless the caller says otherwise: the last hour; from a moment on, as long as an incident may be. */
const usualWindowMs = 60 * 60_000
const exported = 'That it was taken is written to the audit trail, with the digest of the record in it.'

/** `…/incident` and `…/incident.html` of a session, an alarm and a machine's time. */
export function incidentRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .route('/', sessionIncidents(services))
    .route('/', alarmIncidents(services))
    .route('/', machineIncidents(services))
    .route('/', exportedIncidents(services))
}

function sessionIncidents(services: HubServices) {
  const gather = async (id: string, reach: Reach): Promise<Gathered> => {
    const session = await services.store.sessions.get(id)
    if (session === undefined || reach.only?.outletIds.includes(session.outletId) === false)
      throw refusal('not_found', 'there is no such session')
    return { kind: 'session', id, session, evidence: await sessionEvidence(services.store, session, isoNow(services.clock)) }
  }
  return new Hono<AppEnv>()
    .get(
      '/api/sessions/:id/incident',
      describe({ id: 'getSessionIncident', tag: 'Sessions', summary: 'A session replayed', ...sessionId, ok: json, errors: ['not_found'] }),
      allow('viewer'),
      async c => c.json(await incidentOf(services, c.get('actor'), await gather(c.req.param('id'), c.get('reach')))),
    )
    .get(
      '/api/sessions/:id/incident.html',
      describe({
        id: 'exportSessionIncident',
        tag: 'Sessions',
        summary: 'The same as one file',
        description: exported,
        ...sessionId,
        ok: html,
        errors: ['not_found'],
      }),
      allow('operator'),
      async c => exportOf(services, c.get('actor'), await gather(c.req.param('id'), c.get('reach'))),
    )
}

function alarmIncidents(services: HubServices) {
  const gather = async (id: string, reach: Reach): Promise<Gathered> => {
    const alarm = await services.store.transact(tx => tx.alarms.get(id))
    if (alarm === undefined || isHidden(reach, alarm.machineId)) throw refusal('not_found', 'there is no such alarm')
    return { kind: 'alarm', id, alarm, evidence: await alarmEvidence(services.store, alarm) }
  }
  return new Hono<AppEnv>()
    .get(
      '/api/alarms/:id/incident',
      describe({ id: 'getAlarmIncident', tag: 'Sessions', summary: 'An alarm replayed', ...alarmId, ok: json, errors: ['not_found'] }),
      allow('viewer'),
      async c => c.json(await incidentOf(services, c.get('actor'), await gather(c.req.param('id'), c.get('reach')))),
    )
    .get(
      '/api/alarms/:id/incident.html',
      describe({
        id: 'exportAlarmIncident',
        tag: 'Sessions',
        summary: 'The same as one file',
        description: exported,
        ...alarmId,
        ok: html,
        errors: ['not_found'],
      }),
      allow('operator'),
      async c => exportOf(services, c.get('actor'), await gather(c.req.param('id'), c.get('reach'))),
    )
}

function machineIncidents(services: HubServices) {
  const gather = async (id: string, reach: Reach, asked: z.output<typeof incidentQuery>): Promise<Gathered> => {
    if ((await services.store.machines.get(id)) === undefined) throw refusal('unknown_machine', 'there is no such machine')
    mustReachMachine(reach, id)
    const now = isoNow(services.clock)
    const to = asked.to ?? (asked.from === undefined ? now : earlier(now, shifted(asked.from, longestIncidentMs)))
    const from = asked.from ?? shifted(to, -usualWindowMs)
    return { kind: 'machine', id, evidence: await machineEvidence(services.store, id, from, to) }
  }
  const told = { ...machineId, errors: ['unknown_machine'] } as const
  return new Hono<AppEnv>()
    .get(
      '/api/v1/machines/:id/incident',
      describe({ id: 'getMachineIncident', tag: 'Sessions', summary: 'A machine’s time replayed', ...told, ok: json }),
      allow('viewer'),
      query(incidentQuery),
      async c => {
        const found = await gather(c.req.param('id'), c.get('reach'), c.req.valid('query'))
        return c.json(await incidentOf(services, c.get('actor'), found))
      },
    )
    .get(
      '/api/v1/machines/:id/incident.html',
      describe({
        id: 'exportMachineIncident',
        tag: 'Sessions',
        summary: 'The same as one file',
        description: exported,
        ...told,
        ok: html,
      }),
      allow('operator'),
      query(incidentQuery),
      async c => exportOf(services, c.get('actor'), await gather(c.req.param('id'), c.get('reach'), c.req.valid('query'))),
    )
}

function earlier(one: string, other: string): string {
  return one < other ? one : other
}

function exportedIncidents({ store }: HubServices) {
  return new Hono<AppEnv>().get(
    '/api/incidents/:sha256',
    describe({
      id: 'getIncidentExport',
      tag: 'Sessions',
      summary: 'Whether a file with this digest was exported here, when and by whom',
      description: 'The page shows the digest of its record. One that is not known here was changed, or comes from elsewhere.',
      path: { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
      ok: { schema: incidentExport },
      errors: ['not_found'],
    }),
    allow('viewer', { everywhere: true }),
    async c => {
      const sha256 = c.req.param('sha256').toLowerCase()
      const [entry] = (await store.audit.list({ action: exportAction, subject: `incident:${sha256}` }, { limit: 1 })).items
      if (entry === undefined) throw refusal('not_found', 'no file with this digest was exported here')
      return c.json({ sha256, exported_at: entry.at, exported_by: entry.actor })
    },
  )
}

const exportAction = 'export_incident'

interface Gathered {
  kind: IncidentView['subject']['kind']
  id: string
  session?: SessionRecord
  alarm?: AlarmRecord
  evidence: Evidence
}

async function incidentOf({ site, store, fleet, clock, version }: HubServices, actor: Actor, found: Gathered): Promise<IncidentView> {
  const { timeline, from, to, machineIds, lines, missing } = found.evidence
  const machines = await Promise.all(machineIds.map(id => store.machines.get(id)))
  const pictures = await photoDigests(photoFilesOf(site), timeline.photos)
  const frames = await frameEvidence(fleet, lines)
  const { id, name, timezone, currency } = site.outlet
  return withoutSecrets({
    format: 'palang-incident',
    version: 1,
    subject: { kind: found.kind, id: found.id },
    outlet: { id, name, timezone, currency },
    from,
    to,
    made_at: isoNow(clock),
    made_by: actor.id,
    software: version,
    session: found.session === undefined ? null : sessionView(found.session),
    alarm: found.alarm === undefined ? null : alarmView(found.alarm),
    machines: machines.flatMap(machine => (machine === undefined ? [] : [{ id: machine.id, name: machine.name, family: machine.family }])),
    entries: [...timelineView(timeline), ...frames.entries].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    photos: pictures.photos,
    missing: [...missing, ...pictures.missing, ...frames.missing],
  })
}

/** The act stands in the trail before the first byte leaves. */
async function exportOf(services: HubServices, actor: Actor, found: Gathered): Promise<Response> {
  const { store, site, clock } = services
  const incident = await incidentOf(services, actor, found)
  const record = recordText(incident)
  const after = { [found.kind]: found.id, entries: incident.entries.length, photos: incident.photos.length, sha256: record.digest }
  await recordAct(services, actor, { action: exportAction, subject: `incident:${record.digest}`, after })
  const files = photoFilesOf(site)
  const readPhoto = async (id: string) => {
    const photo = await store.photos.get(id)
    return photo === undefined ? undefined : files.read(photo.file)
  }
  const name = `palang-incident-${found.id.replaceAll(/[^A-Za-z0-9_-]/g, '')}-${isoNow(clock).slice(0, 10)}.html`
  return new Response(textStream(incidentPage(record, incident, readPhoto)), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-disposition': `attachment; filename="${name}"` },
  })
}
