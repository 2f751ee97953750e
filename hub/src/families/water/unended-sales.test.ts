import { ManualClock, silentLog, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { openedSale } from '../../domain/sales.ts'
import type { LiveEvent } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import { memoryStore } from '../../store/testing/memory-store.ts'
import { unendedSaleDelays, watchUnendedSales } from './unended-sales.ts'

function rig() {
  const [store, clock] = [memoryStore(), new ManualClock()]
  const told: LiveEvent[] = []
  const watch = watchUnendedSales({ store, clock, log: silentLog(), live: { publish: event => void told.push(event) } })
  const put = (over: Partial<SessionRecord> = {}) => {
    const at = new Date(clock.now()).toISOString()
    const opened = openedSale({
      id: uuidv7(),
      outletId: 'pusat',
      machineId: 'vending-1',
      currency: 'IDR',
      volumeMl: 600,
      price: 1000,
      priceList: 'v',
      at,
    })
    const sale = { ...opened, paidAmount: 1000, ...over }
    store.shelves.sessions.set(sale.id, sale)
    return sale
  }
  watch.start()
  const active = () =>
    [...store.shelves.alarms.values()].filter(({ state }) => state === 'active').map(({ code, machineId }) => [machineId, code])
  return { store, clock, told, put, active }
}

test('a paid sale without an end is shown after an hour, once, and clears itself when it is settled', async () => {
  const { clock, put, active, store, told } = rig()
  const sale = put()
  await clock.advance(unendedSaleDelays.after - 60_000)
  expect(active()).toEqual([])
  await clock.advance(3 * unendedSaleDelays.every)
  expect(active()).toEqual([['vending-1', 'sale_unended']])
  expect(told).toHaveLength(1)
  store.shelves.sessions.set(sale.id, { ...sale, state: 'failed', closedAt: sale.openedAt, paidAmount: 0 })
  await clock.advance(2 * unendedSaleDelays.every)
  expect(active()).toEqual([])
})

test('what nobody paid for, and what was given back, is no alarm', async () => {
  const { clock, put, active } = rig()
  put({ paidAmount: 0 })
  put({ family: 'gate', state: 'paid', vehicleClass: 'car', pour: null })
  await clock.advance(unendedSaleDelays.after + 2 * unendedSaleDelays.every)
  expect(active()).toEqual([])
})

test('a treatment that somebody paid for at a machine with a controller is one of them, also while it runs', async () => {
  const { clock, put, active } = rig()
  put({ machineId: 'ozon-1', family: 'ozone', state: 'running', pour: null })
  await clock.advance(unendedSaleDelays.after + 2 * unendedSaleDelays.every)
  expect(active()).toEqual([['ozon-1', 'sale_unended']])
})
