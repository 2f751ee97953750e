/** Tariffs: their versions and which is in force, a draft checked, published and tried on past stays. */
import {
  newTariffQuery,
  pageOf,
  replayBody,
  replayResult,
  startTariffBody,
  tariffCheck,
  tariffCheckBody,
  tariffView,
} from '@palang/protocol'
import { tariff as tariffDefinition } from '@palang/tariff'
import { Hono } from 'hono'
import { isoNow } from '@palang/kit'
import { mustReachOutlet } from '../../access/reach.ts'
import type { HubServices } from '../../services.ts'
import { checkTariff, soundTariff, type Place } from '../../tariffs/check.ts'
import { publishTariff, startTariff, tariffVersions } from '../../tariffs/publish.ts'
import { createReplays } from '../../tariffs/replay.ts'
import { dayAfter, startOfDate } from './business-day.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'

const tariffList = pageOf(tariffView).meta({ examples: [{ items: [], next_cursor: null }] })
const tariffExample = {
  id: 'standard',
  version: 2,
  currency: 'IDR',
  free_minutes: 5,
  members_free: true,
  classes: { car: { first: { minutes: 60, amount: 6000 }, following: { minutes: 60, amount: 3000 }, lost_ticket: 50_000 } },
}
const newTariff = tariffDefinition.meta({ id: 'Tariff', examples: [tariffExample] })
const versionPath = { id: 'standard', version: '2' }

/** `/api/tariffs` */
export function tariffRoutes(services: HubServices) {
  return new Hono<AppEnv>().route('/', versionRoutes(services)).route('/', publishRoutes(services)).route('/', draftRoutes(services))
}

function versionRoutes({ store, clock }: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/tariffs',
      describe({ id: 'listTariffs', tag: 'Money', summary: 'Every version of every tariff', ok: { schema: tariffList } }),
      allow('viewer'),
      async c => c.json({ items: await tariffVersions(store, isoNow(clock)), next_cursor: null }),
    )
    .get(
      '/api/tariffs/:id/:version',
      describe({
        id: 'getTariff',
        tag: 'Money',
        summary: 'One version of a tariff',
        path: versionPath,
        ok: { schema: tariffView },
        errors: ['not_found'],
      }),
      allow('viewer'),
      async c => {
        const { id, version } = c.req.param()
        const found = (await tariffVersions(store, isoNow(clock))).find(one => one.id === id && String(one.version) === version)
        if (found === undefined) throw refusal('not_found', 'there is no such version')
        return c.json(found)
      },
    )
}

function publishRoutes(services: HubServices) {
  const { currency } = services.site.outlet
  return new Hono<AppEnv>()
    .post(
      '/api/tariffs',
      describe({
        id: 'addTariff',
        tag: 'Money',
        summary: 'Add a version of a tariff, and put it in force',
        description:
          'Versions never change. Stays keep the version they entered with. Without `in_force_from` the version is stored and nobody enters under it yet.',
        ok: { status: 201, schema: tariffView },
        errors: ['conflict'],
      }),
      allow('admin', { everywhere: true }),
      query(newTariffQuery),
      body(newTariff),
      async c => {
        const { in_force_from: startsAt, reason = null } = c.req.valid('query')
        const definition = soundTariff(c.req.valid('json'), { currency })
        const start = startsAt === undefined ? undefined : { startsAt, reason }
        return c.json(await publishTariff(services, c.get('actor'), definition, start), 201)
      },
    )
    .post(
      '/api/tariffs/:id/:version/start',
      describe({
        id: 'startTariff',
        tag: 'Money',
        summary: 'Put a stored version in force',
        description: 'Now or at a moment to come, also one that was in force before. Stays that are inside keep theirs.',
        path: versionPath,
        ok: { schema: tariffView },
        errors: ['not_found'],
      }),
      allow('admin', { everywhere: true }),
      body(startTariffBody),
      async c => {
        const { starts_at: startsAt = 'now', reason } = c.req.valid('json')
        const { id, version } = c.req.param()
        const name = { id, version: /^\d{1,9}$/.test(version) ? Number(version) : 0 }
        return c.json(await startTariff(services, c.get('actor'), name, { startsAt, reason }))
      },
    )
}

function draftRoutes(services: HubServices) {
  const { store, clock, site } = services
  const { timezone: timeZone, currency } = site.outlet
  const place: Place = { timeZone, currency }
  const replays = createReplays({ store })
  return new Hono<AppEnv>()
    .post(
      '/api/tariffs/check',
      describe({
        id: 'checkTariff',
        tag: 'Money',
        summary: 'What is wrong with a draft, and what it would ask',
        description: 'Changes nothing. Prices of some lengths of stay for each vehicle class, and of one stay of your own.',
        ok: { schema: tariffCheck },
      }),
      allow('viewer'),
      body(tariffCheckBody),
      async c => {
        const { tariff, example } = c.req.valid('json')
        const stay = example && {
          enteredAtMs: Date.parse(example.entered_at),
          untilMs: Date.parse(example.left_at),
          timeZone,
          vehicleClass: example.vehicle_class,
          member: example.member,
          lostTicket: example.lost_ticket,
          validations: example.validations,
        }
        return c.json(checkTariff(tariff, { ...place, nowMs: clock.now(), example: stay }))
      },
    )
    .post(
      '/api/tariffs/replay',
      describe({
        id: 'replayTariff',
        tag: 'Money',
        summary: 'What the stays of some days would have paid under a draft',
        description:
          'Changes nothing. Stays that passed the exit on these days, priced for the moment they were priced. One at a time on a hub; ends when the caller goes away.',
        ok: { schema: replayResult },
        errors: ['conflict'],
      }),
      allow('operator'),
      body(replayBody),
      async c => {
        const { tariff: draft, outlet_id: outletId = site.outlet.id, from, to } = c.req.valid('json')
        mustReachOutlet(c.get('reach'), outletId)
        const moment = (date: string) => new Date(startOfDate(date, timeZone)).toISOString()
        const order = { tariff: soundTariff(draft, place), timeZone, outletId, from: moment(from), to: moment(dayAfter(to)) }
        return c.json({ from, to, outlet_id: outletId, currency, ...(await replays.run(order, c.req.raw.signal)) })
      },
    )
}
