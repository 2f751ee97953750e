/** Alarms: reading, and taking note of them by name. */
import { isoNow } from '@palang/kit'
import { acknowledgeBody, alarmListQuery, alarmView as alarmSchema, pageOf } from '@palang/protocol'
import { Hono } from 'hono'
import { recordedChange } from '../../access/audit.ts'
import { acknowledge, alarmMessage } from '../../domain/alarms.ts'
import { isHidden, type Reach } from '../../access/reach.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { AlarmRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'
import { alarmView, pageFrom, pageView } from './views.ts'

const alarmList = pageOf(alarmSchema).meta({ examples: [{ items: [], next_cursor: null }] })

/** `/api/alarms` */
export function alarmRoutes(services: HubServices) {
  return new Hono<AppEnv>()
    .get(
      '/api/alarms',
      describe({ id: 'listAlarms', tag: 'Alarms', summary: 'Alarms, newest first', ok: { schema: alarmList } }),
      allow('viewer'),
      query(alarmListQuery),
      async c => {
        const { state, machine, ...page } = c.req.valid('query')
        const filter = {
          ...(state === undefined ? {} : { state }),
          ...(machine === undefined ? {} : { machineId: machine }),
          machineIds: c.get('reach').only?.machineIds,
        }
        return c.json(pageView(await services.store.alarms.list(filter, pageFrom(page)), alarmView))
      },
    )
    .post(
      '/api/alarms/:id/acknowledge',
      describe({
        id: 'acknowledgeAlarm',
        tag: 'Alarms',
        summary: 'Take note of an alarm',
        description:
          'The first name and comment stand; doing it again changes nothing. An incident, money of which nobody can prove where it went (`note_unproven`, `cash_unclaimed`, `card_unclaimed`, `change_not_given`), is cleared by it.',
        path: { id: '019bda5e-9a40-7000-8000-0000000000a1' },
        ok: { schema: alarmSchema },
        errors: ['not_found'],
      }),
      allow('operator'),
      body(acknowledgeBody),
      async c => {
        const { comment } = c.req.valid('json')
        return c.json(alarmView(await takeNote(services, c.get('actor'), c.get('reach'), { id: c.req.param('id'), comment })))
      },
    )
}

async function takeNote(
  services: HubServices,
  actor: Actor,
  reach: Reach,
  { id, comment }: { id: string; comment: string },
): Promise<AlarmRecord> {
  const { clock, live } = services
  const { alarm, isNew } = await recordedChange(services, actor, async (tx, note) => {
    const found = await tx.alarms.get(id)
    if (found === undefined || isHidden(reach, found.machineId)) throw refusal('not_found', 'there is no such alarm')
    const noted = acknowledge(found, { at: isoNow(clock), by: actor.id, comment })
    if (noted === undefined) return { alarm: found, isNew: false }
    await tx.alarms.putMany([noted])
    const after = { code: noted.code, machine_id: noted.machineId }
    note({ action: 'acknowledge_alarm', subject: `alarm:${id}`, after, reason: comment })
    return { alarm: noted, isNew: true }
  })
  if (isNew) live.publish({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm) })
  return alarm
}
