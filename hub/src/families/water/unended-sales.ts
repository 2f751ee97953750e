/** Says where a sale was paid and has not come to an end: its machine is away with somebody's money, and only a person can see to that. */
import type { Clock, Log } from '@palang/kit'
import { alarmedMachines, inRounds, openedBefore, showAlarms, type Rounds } from '../../rounds.ts'
import type { Live } from '../../services.ts'
import type { SessionState } from '@palang/protocol'
import type { SessionRecord } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'

/** Milliseconds. The longest pour or treatment takes ten minutes. */
export const unendedSaleDelays = { first: 30_000, every: 300_000, again: 60_000, after: 3_600_000 } as const
const code = 'sale_unended'
const openStates: readonly SessionState[] = ['ordered', 'paid', 'dispensing', 'running']

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
    for (const state of openStates) late.push(...(await openedBefore(store, state, before)))
    const sales = late.filter(({ family, paidAmount }) => family !== 'gate' && paidAmount > 0)
    await show(Map.groupBy(sales, ({ machineId }) => machineId))
  }

  async function show(late: ReadonlyMap<string, SessionRecord[]>): Promise<void> {
    const machineIds = [...new Set([...(await alarmedMachines(store, code)), ...late.keys()])]
    const conditions = machineIds.map(machineId => ({
      machineId,
      code,
      severity: 'warning' as const,
      message: messageOf(late.get(machineId)),
    }))
    if (conditions.length > 0) await showAlarms({ store, clock, live }, conditions)
  }

  return inRounds({ clock, log, delays: unendedSaleDelays, round, failure: 'looking for sales without an end failed' })
}

function messageOf(sales: readonly SessionRecord[] | undefined): string | undefined {
  if (sales === undefined) return undefined
  const [first] = sales
  const which = sales.length === 1 ? `session ${first?.id ?? ''}` : `${sales.length} sessions, first ${first?.id ?? ''}`
  return `${which}: paid and not ended since ${first?.openedAt ?? ''}; the machine settles it when it is back. If it never comes, take the payment back on the session's page`
}
