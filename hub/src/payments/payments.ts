/**
 * Payments by QRIS. What is wanted is written down before the provider hears of it, and what is open is asked about until it has
 * ended, also by the next run of the hub: notifications only make that quicker.
 */
import type { Site } from '@palang/config'
import { isoNow, type Clock, type Log } from '@palang/kit'
import type { LiveHub } from '../live/live.ts'
import { endedOrAfter, inRounds, type Rounds } from '../rounds.ts'
import type { OnlinePayments } from '../services.ts'
import type { Store } from '../store/store.ts'
import { scheduled } from '../domain/online-payments.ts'
import { type Books, createBooks } from './books.ts'
import { type Courier, createCourier } from './courier.ts'
import { machineDesk, refused } from './machine-desk.ts'
import { providerOf } from './provider-of.ts'
import { refundDesk } from './refund.ts'
import { watchProvider } from './provider-watch.ts'

/** Milliseconds. */
const roundDelays = { first: 0, every: 1_000, again: 5_000 } as const
const stopMs = 2_000

export interface PaymentParts {
  site: Site
  store: Store
  clock: Clock
  log: Log
  live: Pick<LiveHub, 'publish'>
}

export interface PaymentWork extends OnlinePayments {
  start(): void
  stop(): Promise<void>
}

/** Nothing is asked of the provider before `start`, and nothing ever where the site names none. */
export function createPayments(parts: PaymentParts): PaymentWork {
  const { site, store, clock, log } = parts
  const { qris } = site.payments
  const books = createBooks(parts)
  if (qris === undefined) return { ...withoutProvider(parts, books), start: () => undefined, stop: async () => undefined }
  const provider = providerOf(qris, clock)
  const watch = watchProvider(parts, provider)
  const courier = createCourier({ store, clock, log, provider, books, heard: watch.heard })
  const followed = followOpen(parts, courier)
  const wake = (id: string) => {
    followed.expect()
    return courier.drive(id)
  }

  return {
    isOffered: watch.isOffered,
    ask: machineDesk({
      ...parts,
      books,
      provider: provider.name,
      expiryMs: qris.expiry_minutes * 60_000,
      isOffered: watch.isOffered,
      begun(id) {
        followed.expect()
        courier.begin(id)
      },
      changed: id => void wake(id),
    }),
    async notice(name, notification) {
      const notice = name === provider.name ? provider.notice(notification) : 'other'
      if (typeof notice === 'string') return notice
      const known = await books.change(notice.paymentId, (payment, at) => ({
        ...payment,
        chargeId: payment.chargeId ?? notice.chargeId,
        nextLookAt: at,
      }))
      if (known === undefined) return 'other'
      void wake(known.id)
      return 'noted'
    },
    takeBack: refundDesk(parts, wake),
    start: () => followed.rounds.start(),
    async stop() {
      followed.rounds.stop()
      // What a slow provider still answers is asked again by the next run.
      await endedOrAfter(clock, stopMs, courier.idle())
    },
  }
}

/** Has looked at what is due, again and again; the database is left alone while nothing is open. */
function followOpen({ store, clock, log }: PaymentParts, courier: Courier): { rounds: Rounds; expect(): void } {
  /** An earlier run may have left something. */
  let mayBeOpen = true
  const rounds = inRounds({
    clock,
    log,
    delays: roundDelays,
    failure: 'looking for open payments failed',
    async round() {
      if (!mayBeOpen) return
      mayBeOpen = false
      const unended = await store.onlinePayments.unended().catch((error: unknown) => {
        mayBeOpen = true
        throw error
      })
      if (unended.length > 0) mayBeOpen = true
      const now = isoNow(clock)
      for (const { id, nextLookAt } of unended)
        if (nextLookAt !== null && nextLookAt <= now && !courier.isUnderWay(id)) void courier.drive(id)
    },
  })
  return { rounds, expect: () => void (mayBeOpen = true) }
}

/** Where no provider is named: nobody is offered anything, and money that came once may still be taken back. */
function withoutProvider(parts: PaymentParts, books: Books): OnlinePayments {
  return {
    isOffered: () => false,
    ask: async request => refused(request, 'not_offered'),
    notice: async () => 'other',
    takeBack: refundDesk(parts, async id => {
      // Or a provider that is set up later would send back what was given back otherwise meanwhile.
      await books.change(id, (payment, at) => scheduled({ ...payment, refund: null }, at))
      return { kind: 'refused', detail: 'no payment provider is set up' }
    }),
  }
}
