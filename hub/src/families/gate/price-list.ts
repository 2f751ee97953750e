/** The tariffs a gate is handed so that it can price tickets while the hub is away. */
import type { Site } from '@palang/config'
import { digestOf, type Log } from '@palang/kit'
import type { PriceList, Tariff } from '@palang/tariff'
import { tariffPeriods } from '../../domain/tariff-periods.ts'
import type { Store } from '../../store/store.ts'
import { tariffBook } from './settlement.ts'

/** Bytes of tariffs in one message: beside the cards, well below the 1 MiB that controllers take. */
const maxTariffBytes = 128 * 1024

/** The list, and the digest of its JSON text: a gate goes by a list only when it has it whole. */
export interface HandedPrices {
  digest: string
  list: PriceList
}

/**
 * What was in force and will be, as far back as fits into `maxBytes`: those of older stays are left out, and the log says so. Null
 * at a site without parking.
 */
export async function handedPrices(
  { store, site, log }: { store: Store; site: Site; log: Log },
  maxBytes = maxTariffBytes,
): Promise<HandedPrices | null> {
  if (site.parking === undefined) return null
  const book = tariffBook(store, site)
  const all = tariffPeriods(await store.tariffs.starts())
  const tariffs = new Map<string, Tariff>()
  const periods: PriceList['periods'] = []
  let bytesLeft = maxBytes
  for (const period of all.toReversed()) {
    const key = `${period.id} ${period.version}`
    const tariff = tariffs.get(key) ?? (await book.version(period.id, period.version))
    bytesLeft -= JSON.stringify(period).length + (tariffs.has(key) ? 0 : JSON.stringify(tariff).length)
    if (bytesLeft < 0) break
    tariffs.set(key, tariff)
    periods.unshift(period)
  }
  if (periods.length < all.length)
    log.warn({ told: periods.length, all: all.length }, 'gates cannot be told of all tariffs: alone they do not price older stays')
  const list = { timezone: site.outlet.timezone, tariffs: [...tariffs.values()], periods }
  return { digest: digestOf(JSON.stringify(list)), list }
}
