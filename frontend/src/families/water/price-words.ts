/** Prices as people say them, and as they write them down. Pure. */
import type { Product } from '@palang/protocol'
import { numberIn } from '../../ui/number-in.ts'

export interface ProductText {
  volume: string
  price: string
}

const [mostMl, mostPrice, mostProducts] = [50_000, 1_000_000_000, 24]

export function asText(products: readonly Product[]): ProductText[] {
  return products.map(({ volume_ml, price }) => ({ volume: String(volume_ml), price: String(price) }))
}

/** What is sold, smallest first; undefined while a line is wrong, a volume is there twice, or there is none. */
export function productsIn(lines: readonly ProductText[]): Product[] | undefined {
  const found = lines.map(({ volume, price }) => ({ volume_ml: wholeIn(volume, 1, mostMl), price: wholeIn(price, 0, mostPrice) }))
  const good = found.flatMap(({ volume_ml, price }) => (volume_ml === undefined || price === undefined ? [] : [{ volume_ml, price }]))
  const isWhole = good.length === lines.length && good.length > 0 && good.length <= mostProducts
  return isWhole && new Set(good.map(one => one.volume_ml)).size === good.length
    ? good.toSorted((a, b) => a.volume_ml - b.volume_ml)
    : undefined
}

function wholeIn(text: string, least: number, most: number): number | undefined {
  const value = numberIn(text, least, most)
  return value !== undefined && Number.isInteger(value) ? value : undefined
}
