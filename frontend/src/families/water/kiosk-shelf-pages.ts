/** What of the goods stands on the screen at once, and how large each is drawn. */
import type { Good } from './kiosk-screen.ts'
import { vesselFor } from './kiosk-vessel-shape.ts'

/** More do not fit at the smallest screen; the last place is then for turning the page. */
const mostAtOnce = 8

export interface ShelfPage {
  goods: readonly Good[]
  /** From 0. */
  page: number
  pages: number
}

/** The page reached by turning so often; after the last one comes the first. */
export function pageOf(goods: readonly Good[], turned: number): ShelfPage {
  if (goods.length <= mostAtOnce) return { goods, page: 0, pages: 1 }
  const perPage = mostAtOnce - 1
  const pages = Math.ceil(goods.length / perPage)
  const page = turned % pages
  return { goods: goods.slice(page * perPage, (page + 1) * perPage), page, pages }
}

/** Beside a gallon a true glass would be a dot: the order of the heights stays, the distance between them is drawn in. */
const softened = 0.55

/** Height of the vessel as a share of the tallest of those beside it: 0 to 1. */
export function shareOf(volumeMl: number, beside: readonly Good[]): number {
  const tallest = Math.max(...beside.map(good => vesselFor(good.volumeMl).height))
  return Math.min(1, (vesselFor(volumeMl).height / tallest) ** softened)
}
