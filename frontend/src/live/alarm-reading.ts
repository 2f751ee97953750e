/** Reading the standing alarms over HTTP while the link goes on telling of them. */
import type { AlarmView } from '@palang/protocol'
import type { WholeList } from '../api/read-all.ts'
import type { AlarmsRead, LiveAlarm } from './state.ts'

export interface AlarmReading {
  /** The link told of an alarm. */
  heard(alarmId: string): void
  /** Reads with `read` and puts what came, with what the link told of meanwhile. Rejects as `read` does. */
  read(read: () => Promise<WholeList<AlarmView>>): Promise<WholeList<AlarmView>>
}

/** Several readings may be under way at once; each knows what was heard since it began. */
export function createAlarmReading(put: (read: AlarmsRead) => void): AlarmReading {
  const underWay = new Set<Set<string>>()
  return {
    heard(alarmId) {
      for (const heardMeanwhile of underWay) heardMeanwhile.add(alarmId)
    },
    async read(read) {
      const heardMeanwhile = new Set<string>()
      underWay.add(heardMeanwhile)
      try {
        const found = await read()
        put({ alarms: found.items.map(fromView), isWhole: found.isWhole, heardMeanwhile })
        return found
      } finally {
        underWay.delete(heardMeanwhile)
      }
    },
  }
}

function fromView(alarm: AlarmView): LiveAlarm {
  return {
    id: alarm.id,
    machineId: alarm.machine_id,
    code: alarm.code,
    severity: alarm.severity,
    state: alarm.state,
    message: alarm.message,
    raisedAt: alarm.raised_at,
    clearedAt: alarm.cleared_at ?? undefined,
    acknowledgedBy: alarm.acknowledged_by ?? undefined,
  }
}
