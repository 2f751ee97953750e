/** What the operator's hand on the barrier does: open for a while or until closed, close, stop. */
import { createSignal } from 'solid-js'
import type { GateOrder } from '../../api/endpoints.ts'
import type { GateOrders } from './gate-orders.ts'
import { createReason, type ReasonChoice } from '../../site/reason-choice.ts'

export type Hold = '5' | '10' | '30' | '60' | 'hold'

export interface Acts {
  hold: () => Hold
  setHold: (hold: Hold) => void
  reason: ReasonChoice
  missing: () => boolean
  asking: () => boolean
  setAsking: (asking: boolean) => void
  open: () => void
  close: () => void
  stop: () => void
  holdOpen: () => Promise<void>
}

/** The acts of one gate's panel. A reason counts for one command: it is empty again once the machine took it. */
export function createActs(orders: Pick<GateOrders, 'send'>): Acts {
  const [hold, setHold] = createSignal<Hold>('10')
  const [missing, setMissing] = createSignal(false)
  const [asking, setAsking] = createSignal(false)
  const reason = createReason()
  const give = async (order: GateOrder) => {
    await orders.send(order)
    reason.spent(order.reason)
  }
  /** Runs `work` with the reason, or marks that there is none. The outcome is told by a toast and the command's life. */
  const withReason = (work: (reason: string) => Promise<void> | void) => {
    const text = reason.text()
    setMissing(text === undefined)
    if (text !== undefined) void Promise.resolve(work(text)).catch(() => undefined)
  }
  return {
    hold,
    setHold,
    reason,
    missing: () => missing() && reason.text() === undefined,
    asking,
    setAsking,
    open: () =>
      withReason(text => {
        if (hold() === 'hold') setAsking(true)
        else return give({ action: 'open', duration: Number(hold()), reason: text })
      }),
    close: () => withReason(text => give({ action: 'close', reason: text })),
    // Stopping a moving boom must never wait for a form.
    stop: () => void give({ action: 'stop', reason: reason.text() ?? 'stop' }).catch(() => undefined),
    async holdOpen() {
      const text = reason.text()
      if (text !== undefined) await give({ action: 'open', reason: text })
    },
  }
}
