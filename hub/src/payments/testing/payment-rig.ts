/** Payments over the memory store and a played provider on a real port, with a clock that a test moves. */
import { isoNow, ManualClock, silentLog, uuidv7 } from '@palang/kit'
import type { OnlinePaymentRequest, QrisProviderName } from '@palang/protocol'
import { onTestFinished } from 'vitest'
import { createGateway } from '../../../../simulator/src/gateway/gateway.ts'
import type { LiveEvent } from '../../services.ts'
import { at, session } from '../../store/contract/samples.ts'
import { memoryStore } from '../../store/testing/memory-store.ts'
import type { SessionRecord } from '../../store/records.ts'
import { simulatedSite } from '../../testing/simulated-site.ts'
import { createPayments } from '../payments.ts'

export const gateOut = { id: 'machine:gate_out', role: 'machine', machineId: 'gate_out' } as const
export const admin = { id: 'user:admin@palang.local', role: 'admin' } as const
export const providers = ['midtrans', 'xendit'] as const satisfies readonly QrisProviderName[]
const key = 'a-key'

export async function paymentRig(provider: QrisProviderName = 'midtrans') {
  const clock = new ManualClock()
  const store = memoryStore()
  const told: LiveEvent[] = []
  const gateway = createGateway({ port: 0, key, notifyUrl: () => undefined, nowMs: () => clock.now() })
  const baseUrl = await gateway.start()
  onTestFinished(() => gateway.stop())
  const common = { expiry_minutes: 5, base_url: baseUrl }
  const qris =
    provider === 'midtrans' ? { provider, server_key: key, ...common } : { provider, secret_key: key, callback_token: key, ...common }
  const site = { ...simulatedSite, payments: { qris } }
  const parts = { store, clock, log: silentLog(), live: { publish: (event: LiveEvent) => void told.push(event) } }
  const start = () => createPayments({ site, ...parts })
  let payments = start()
  const stay = session({ state: 'paying', amount: 5000, enteredAt: at(0) })
  store.shelves.sessions.set(stay.id, stay)

  const rig = {
    clock,
    store,
    gateway,
    told,
    stay: () => store.shelves.sessions.get(stay.id),
    change: (change: Partial<SessionRecord>) => void store.shelves.sessions.set(stay.id, { ...stay, ...rig.stay(), ...change }),
    payments: () => payments,
    request: (over: Partial<OnlinePaymentRequest> = {}): OnlinePaymentRequest => ({
      act: 'start',
      payment_id: uuidv7(),
      session_id: stay.id,
      amount: 5000,
      ...over,
    }),
    /** Asks as the gate does, and waits for the provider. */
    async ask(request: OnlinePaymentRequest) {
      await payments.ask(request, gateOut)
      await rig.settle()
      return payments.ask({ ...request, act: 'look' }, gateOut)
    },
    /** A code that can be paid. */
    async shown(over: Partial<OnlinePaymentRequest> = {}) {
      const request = rig.request(over)
      await rig.ask(request)
      return request
    },
    /** Everything under way has come to an end. */
    settle: () => payments.stop(),
    /** Looks at what is due, once. */
    async round() {
      payments.start()
      await clock.advance(0)
      await rig.settle()
    },
    /** The hub ends at once, and another run begins. */
    restart: () => void (payments = start()),
    /** The same hub, whose site file names no provider any more. */
    withoutProvider: () => createPayments({ site: { ...simulatedSite, payments: {} }, ...parts }),
    stored: (id: string) => store.shelves.onlinePayments.get(id),
    booked: () => store.shelves.ledger.map(({ kind, method, amount }) => [kind, method, amount]),
    alarms: () => [...store.shelves.alarms.values()].filter(({ state }) => state === 'active').map(({ code }) => code),
    /** As the provider would tell; `change` may spoil it. */
    notify(reference: string, isForged = false) {
      const charge = gateway.charges.of(reference)
      if (charge === undefined) throw new Error('there is no such charge')
      const { headers, body } = gateway.notification(charge, isForged)
      return payments.notice(provider, { header: name => headers[name], body })
    },
    now: () => isoNow(clock),
  }
  return rig
}
