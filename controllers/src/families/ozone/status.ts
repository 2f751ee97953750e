/** The machine as the screens see it: board, switches, settings in force, and where the sale stands. */
import type { TreatmentSale, TreatmentStatus } from '@palang/protocol'
import { receivedFor } from '../till/till.ts'
import { waysToPay } from '../till/ways-to-pay.ts'
import { remainingS } from './run.ts'
import { closedBy, phaseOf } from './sale.ts'
import { dangerOf, restLeftMs } from './safety.ts'
import { offersOf, settingsInForce } from './settings.ts'
import type { OzoneConfig, OzoneState } from './state.ts'

export interface Seen {
  nowMs: number
  isHubOnline: boolean
}

export function treatmentStatusOf(state: OzoneState, config: OzoneConfig, seen: Seen): TreatmentStatus {
  const { run, lastRun } = state
  const { minutes, maxRunS, coolDownS } = settingsInForce(state, config)
  const isOn = run !== null && run.stage !== 'asked'
  return {
    state: stateOf(state, config, seen.nowMs),
    treatment: isOn ? run.treatment : null,
    remaining_s: isOn ? remainingS(run) : null,
    switches: { ...state.switches },
    settings: { minutes, max_run_s: maxRunS, cool_down_s: coolDownS },
    sale: saleOf(state, config, seen),
    ...(lastRun === null
      ? {}
      : {
          last: {
            session_id: lastRun.sessionId,
            treatment: lastRun.treatment,
            reason: lastRun.reason,
            planned_s: lastRun.plannedS,
            actual_s: lastRun.actualS,
            exact: lastRun.exact,
            at: isoOf(lastRun.atMs),
          },
        }),
  }
}

function stateOf(state: OzoneState, config: OzoneConfig, nowMs: number): TreatmentStatus['state'] {
  const { board, run } = state
  if (board !== true || run?.stage === 'found') return 'unknown'
  if (run !== null && run.stage !== 'asked') return 'running'
  const danger = dangerOf(state, config)
  if (danger === 'device_unavailable') return 'unknown'
  if (danger !== null) return 'fault'
  return restLeftMs(state, config, nowMs) > 0 ? 'cooling' : 'idle'
}

function saleOf(state: OzoneState, config: OzoneConfig, { nowMs, isHubOnline }: Seen): TreatmentSale {
  const { shop, till } = state
  const phase = phaseOf(state)
  const reason = phase === 'idle' ? closedBy(state, config, nowMs) : null
  const { treatments, version, since } = offersOf(state, config)
  return {
    phase: reason === null ? phase : 'closed',
    since: isoOf(shop.sinceMs),
    ...(reason === null ? {} : { reason }),
    ...(reason === 'cooling_down' ? { opens_at: isoOf(state.restUntilMs) } : {}),
    currency: config.currency,
    treatments,
    price_list: { version, ...(since === undefined ? {} : { since }) },
    credit: shop.credit?.amount ?? 0,
    ...(shop.credit === null ? {} : { credit_until: isoOf(shop.credit.untilMs) }),
    ...underWay(state),
    ...(shop.sale?.stage === 'paying' && till.bill !== null ? waysToPay(state, config, till.bill, isHubOnline) : {}),
    ...(shop.ended === null ? {} : { ended: endedOf(shop.ended) }),
  }
}

function underWay({ shop: { sale, ended }, till: { bill }, run }: OzoneState): Partial<TreatmentSale> {
  const remaining = run === null ? {} : { remaining_s: remainingS(run) }
  if (sale !== null) {
    const { sessionId, treatment, plannedS, price, creditUsed } = sale
    const paid = (bill === null ? 0 : receivedFor(bill)) + creditUsed
    return { session_id: sessionId, treatment, planned_s: plannedS, price, paid_amount: paid, ...remaining }
  }
  if (run !== null) return { session_id: run.sessionId, treatment: run.treatment, planned_s: run.plannedS, ...remaining }
  if (ended === null) return {}
  return { session_id: ended.sessionId, treatment: ended.treatment, planned_s: ended.plannedS, price: ended.price }
}

function endedOf(ended: NonNullable<OzoneState['shop']['ended']>): NonNullable<TreatmentSale['ended']> {
  const { result, reason, stoppedBy, actualS, exact, charged, remainder, remainderTo, toPrepaid } = ended
  const back = { remainder, remainder_to: remainderTo, ...(toPrepaid > 0 ? { to_prepaid: toPrepaid } : {}) }
  const stopped = stoppedBy === null ? {} : { stopped_by: stoppedBy }
  return { result, reason, ...stopped, actual_s: actualS, exact, charged, ...back }
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
