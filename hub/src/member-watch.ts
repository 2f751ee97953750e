/** Tells of memberships that end soon: each once, however often its end is looked at. */
import { isoNow, type Clock, type Log } from '@palang/kit'
import { wallAt } from '@palang/tariff'
import { alarmMessage, raise } from './domain/alarms.ts'
import { warningEnd } from './domain/members.ts'
import { inRounds, type Rounds } from './rounds.ts'
import type { Live } from './services.ts'
import type { AlarmRecord } from './store/records.ts'
import type { Store } from './store/store.ts'

/** Milliseconds. */
const memberWatchDelays = { first: 60_000, every: 3_600_000, again: 10 * 60_000 } as const

interface Parts {
  store: Store
  clock: Clock
  log: Log
  live: Pick<Live, 'publish'>
  withinDays: number
  /** Whose calendar the last day is named by. */
  timeZone: string
}

export interface MemberWatch extends Pick<Rounds, 'start' | 'stop'> {
  /** Looks now. */
  look(): Promise<void>
}

/** Not watching yet. */
export function watchMembers({ store, clock, log, live, withinDays, timeZone }: Parts): MemberWatch {
  async function look(): Promise<void> {
    const filter = { endsFrom: isoNow(clock), endsBefore: warningEnd(clock.now(), withinDays) }
    let cursor: string | null | undefined
    while (cursor !== null) {
      const page = await store.members.list(filter, { limit: 200, cursor })
      cursor = page.nextCursor
      const alarms = await tellOf(page.items.map(({ id }) => id))
      for (const alarm of alarms) live.publish({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm) })
    }
  }

  function tellOf(ids: readonly string[]): Promise<AlarmRecord[]> {
    return store.transact(async tx => {
      const alarms: AlarmRecord[] = []
      for (const id of ids) {
        const member = await tx.members.get(id)
        if (member === undefined || member.status !== 'active' || member.validUntil === null || member.noticedUntil === member.validUntil)
          continue
        const message = `${member.name}: ${wallAt(timeZone, Date.parse(member.validUntil)).slice(0, 10)}`
        const told = { machineId: 'hub', code: 'membership_expiring', severity: 'info', message, at: isoNow(clock) } as const
        const alarm = raise(undefined, told)
        if (alarm === undefined) continue
        alarms.push(alarm)
        await tx.members.put({ ...member, noticedUntil: member.validUntil })
      }
      if (alarms.length > 0) await tx.alarms.putMany(alarms)
      return alarms
    })
  }

  return {
    look,
    ...inRounds({ clock, log, delays: memberWatchDelays, round: look, failure: 'memberships that end could not be looked for' }),
  }
}
