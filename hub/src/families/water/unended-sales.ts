/** Says where a sale was paid and has not come to an end: its machine is away with somebody's money, and only a person can see to that. */
import { isoNow, type Clock, type Log } from '@palang/kit'
import { alarmMessage, clear, raise } from '../../domain/alarms.ts'
import { inRounds, type Rounds } from '../../rounds.ts'
import type { Live } from '../../services.ts'
import type { SessionState } from '@palang/protocol'
import type { SessionRecord } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'

/** Milliseconds. The longest pour takes ten minutes. */
export const unendedSaleDelays = { first: 30_000, every: 300_000, again: 60_000, after: 3_600_000 } as const
const code = 'sale_unended'
const openStates: readonly SessionState[] = ['ordered', 'paid', 'dispensing']

/** Looks every five minutes. The alarm of a machine clears itself when the last such sale was settled, or its money given back. */
export function watchUnendedSales({
  store,
  clock,
  log,
  live,
}: {
  store: Store
  clock: Clock
  log: Log
  live: Pick<Live, 'publish'>
}): Rounds {
  async function round(): Promise<void> {
    const before = new Date(clock.now() - unendedSaleDelays.after).toISOString()
    const late: SessionRecord[] = []
    for (const state of openStates) late.push(...(await paidBefore(store, state, before)))
    await show(Map.groupBy(late, ({ machineId }) => machineId))
  }

  async function show(late: ReadonlyMap<string, SessionRecord[]>): Promise<void> {
    const { items: shown } = await store.alarms.list({ state: 'active' }, { limit: 500 })
    const alarmed = shown.filter(alarm => alarm.code === code).map(({ machineId }) => machineId)
    const machineIds = [...new Set([...alarmed, ...late.keys()])]
    if (machineIds.length === 0) return
    const at = isoNow(clock)
    const changed = await store.transact(async tx => {
      const active = new Map((await tx.alarms.active(machineIds)).flatMap(alarm => (alarm.code === code ? [[alarm.machineId, alarm]] : [])))
      const next = machineIds.flatMap(machineId => {
        const sales = late.get(machineId)
        if (sales === undefined) return clear(active.get(machineId), at) ?? []
        return raise(active.get(machineId), { machineId, code, severity: 'warning', message: messageOf(sales), at }) ?? []
      })
      if (next.length > 0) await tx.alarms.putMany(next)
      return next
    })
    for (const alarm of changed) live.publish({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm) })
  }

  return inRounds({ clock, log, delays: unendedSaleDelays, round, failure: 'looking for sales without an end failed' })
}

async function paidBefore(store: Store, state: SessionState, before: string): Promise<SessionRecord[]> {
  const found: SessionRecord[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await store.sessions.list({ open: true, state, to: before }, { limit: 200, cursor })
    found.push(...page.items.filter(({ family, paidAmount }) => family === 'water' && paidAmount > 0))
    cursor = page.nextCursor
  }
  return found
}

function messageOf(sales: readonly SessionRecord[]): string {
  const [first] = sales
  const which = sales.length === 1 ? `session ${first?.id ?? ''}` : `${sales.length} sessions, first ${first?.id ?? ''}`
  return `${which}: paid and not ended since ${first?.openedAt ?? ''}; the machine settles it when it is back. If it never comes, take the payment back on the session's page`
}
