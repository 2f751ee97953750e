/** Asks the provider about one payment at a time each, and has written down what it said. */
import { isCoded, isoNow, type Clock, type Log } from '@palang/kit'
import {
  cancelWanted,
  type ChargeReport,
  isOpen,
  isOutdated,
  type NextCall,
  nextCall,
  notMade,
  scheduled,
  unanswered,
} from '../domain/online-payments.ts'
import type { OnlinePaymentRecord, OnlineRefund } from '../store/online-payment-store.ts'
import type { Store } from '../store/store.ts'
import type { Books } from './books.ts'
import { failure, type ProviderAnswer, type ProviderFailure, type QrisProvider } from './provider.ts'

export interface Courier {
  /** One step with a payment; resolves with why the provider did not do it. Asked while one is under way, another follows it. */
  drive(id: string): Promise<ProviderFailure | undefined>
  isUnderWay(id: string): boolean
  /** The same for a payment that was just written down, of which the provider knows nothing. */
  begin(id: string): void
  /** Resolves once nothing is under way. */
  idle(): Promise<void>
}

export interface CourierParts {
  store: Store
  clock: Clock
  log: Log
  provider: QrisProvider
  books: Books
  /** The provider answered, or why it did not. */
  heard(trouble: ProviderFailure | undefined): void
}

export function createCourier(parts: CourierParts): Courier {
  const { log } = parts
  /** Written down in this run and not asked for yet. Of any other, an earlier run may have asked. */
  const fresh = new Set<string>()
  const running = new Map<string, Promise<ProviderFailure | undefined>>()
  const waiting = new Map<string, Promise<ProviderFailure | undefined>>()

  function drive(id: string): Promise<ProviderFailure | undefined> {
    const now = running.get(id)
    if (now === undefined) return begun(id)
    const next = waiting.get(id) ?? now.then(() => begun(id))
    waiting.set(id, next)
    return next
  }

  function begun(id: string): Promise<ProviderFailure | undefined> {
    waiting.delete(id)
    const work = step(parts, { id, takeFresh: () => fresh.delete(id), drive })
      .catch((error: unknown) => {
        if (!isCoded(error, 'database_unavailable')) log.error({ err: error, payment: id }, 'a payment could not be followed')
        return failure('unclear', 'the hub could not write it down').failure
      })
      .finally(() => running.delete(id))
    running.set(id, work)
    return work
  }

  return {
    drive,
    isUnderWay: id => running.has(id),
    begin(id) {
      fresh.add(id)
      void drive(id)
    },
    async idle() {
      while (running.size > 0) await Promise.all([...running.values(), ...waiting.values()])
    },
  }
}

interface Step {
  id: string
  /** Whether the provider was never asked for this payment; true once. */
  takeFresh(): boolean
  drive(id: string): Promise<ProviderFailure | undefined>
}

async function step(parts: CourierParts, { id, takeFresh, drive }: Step): Promise<ProviderFailure | undefined> {
  const payment = await current(parts, id)
  if (payment === undefined) return undefined
  const call = nextCall(payment, takeFresh())
  if (call === 'refund' && payment.refund !== null) return sendBack(parts, payment, payment.refund)
  if (call === 'create' && !(await makeRoom(parts, payment, drive))) return undefined
  const answer = await ask(parts, call, payment)
  if (answer.ok) return void (await parts.books.report(id, answer.value))
  const neverMade = call === 'create' && answer.failure.kind !== 'unclear'
  const reason = answer.failure.kind === 'refused' ? 'refused' : 'provider_unreachable'
  await parts.books.change(id, (known, at) => (neverMade ? notMade(known, reason) : unanswered(known, at)))
  return answer.failure
}

/** The payment as it stands; one whose stay was paid or ended otherwise is not to be paid any more. */
async function current({ store, books }: CourierParts, id: string): Promise<OnlinePaymentRecord | undefined> {
  const payment = await store.onlinePayments.get(id)
  if (payment === undefined || !isOpen(payment) || !isOutdated(await store.sessions.get(payment.sessionId))) return payment
  return books.change(id, known => cancelWanted(known, 'paid_already'))
}

/** One stay has one code that can be paid: earlier ones are ended first. False when that did not work out. */
async function makeRoom({ store, books }: CourierParts, payment: OnlinePaymentRecord, drive: Step['drive']): Promise<boolean> {
  // Of two of one moment only one waits for the other: their order is that of the list.
  const earlier = async () => {
    const ofStay = await store.onlinePayments.ofSession(payment.sessionId)
    const own = ofStay.findIndex(({ id }) => id === payment.id)
    return ofStay.slice(0, own).filter(isOpen)
  }
  for (const { id } of await earlier()) {
    await books.change(id, (known, at) => scheduled(cancelWanted(known, 'replaced'), at))
    await drive(id)
  }
  const reason = isOutdated(await store.sessions.get(payment.sessionId)) ? 'paid_already' : 'earlier_open'
  if (reason === 'earlier_open' && (await earlier()).length === 0) return true
  await books.change(payment.id, known => notMade(known, reason))
  return false
}

async function ask(parts: CourierParts, call: NextCall, payment: OnlinePaymentRecord): Promise<ProviderAnswer<ChargeReport>> {
  const { provider, heard, log } = parts
  if (payment.provider !== provider.name) return failure('unreachable', `${payment.provider} is not the provider of this site any more`)
  const answer = await (call === 'create'
    ? provider.create(payment)
    : call === 'cancel'
      ? provider.cancel(payment)
      : provider.look(payment))
  heard(answer.ok ? undefined : answer.failure)
  if (answer.ok) return answer
  log.warn({ payment: payment.id, call, failure: answer.failure }, 'the payment provider did not do what was asked')
  // Whether it was made is found by our own id; it is never asked for a second time.
  return call === 'create' && answer.failure.kind === 'unclear' ? provider.look(payment) : answer
}

async function sendBack(parts: CourierParts, payment: OnlinePaymentRecord, refund: OnlineRefund): Promise<ProviderFailure | undefined> {
  const { provider, books, clock, log } = parts
  const answer: ProviderAnswer<'accepted'> =
    payment.provider === provider.name ? await provider.refund(payment, refund) : failure('refused', `${payment.provider} is not set up`)
  if (answer.ok) {
    await books.refunded(payment.id, refund)
    return undefined
  }
  log.warn({ payment: payment.id, failure: answer.failure }, 'a refund did not work out')
  const isOver = answer.failure.kind === 'refused'
  await books.change(payment.id, known => scheduled(isOver ? { ...known, refund: null } : known, isoNow(clock)))
  return answer.failure
}
