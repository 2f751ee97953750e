import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { memoryStore } from '../../store/testing/memory-store.ts'
import { simulatedSite } from '../../testing/simulated-site.ts'
import { treatmentConfig, treatmentMark } from './settings.ts'

const at = new Date(new ManualClock().now()).toISOString()
const later = '2026-02-01T00:00:00.000Z'

async function told(prices: { treatment: 'BASIC' | 'PREMIUM'; price: number; outletId?: string; since?: string }[], now = at) {
  const store = memoryStore()
  await store.transact(tx =>
    tx.treatments.addPrices(
      prices.map(({ treatment, price, outletId = null, since = '2026-01-01T00:00:00.000Z' }, n) => ({
        ...{ id: `p${n}`, outletId, treatment, price, since, setAt: since, actor: 'user:a', reason: null },
      })),
    ),
  )
  const from = { store, site: simulatedSite, payments: { isOffered: () => false } }
  return { ...(await treatmentConfig(from, now))('ozon-1'), mark: await treatmentMark(from, now) }
}

test('without a price set on the hub the machine sells as its site file says', async () => {
  expect((await told([])).config).toEqual({ payments: { qris: false, prepaid: true } })
})

test('the outlet’s own price counts before that for all, and one of tomorrow tomorrow', async () => {
  const set = [
    { treatment: 'BASIC', price: 5_000 },
    { treatment: 'BASIC', price: 4_000, outletId: 'pusat' },
    { treatment: 'PREMIUM', price: 15_000 },
    { treatment: 'PREMIUM', price: 20_000, since: later },
    { treatment: 'BASIC', price: 1, outletId: 'elsewhere' },
  ] as const
  const now = await told([...set])
  expect(now.config).toMatchObject({ prices: { '*': { since: '2026-01-01T00:00:00.000Z', prices: { BASIC: 4_000, PREMIUM: 15_000 } } } })
  const then = await told([...set], later)
  expect(then.config).toMatchObject({ prices: { '*': { since: later, prices: { BASIC: 4_000, PREMIUM: 20_000 } } } })
  expect([now.version === then.version, now.mark === then.mark]).toEqual([false, false])
})
