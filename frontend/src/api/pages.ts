/** Lists the hub gives out page by page, as infinite queries read them. */
import { dataOf, type Readable } from './data-of.ts'

/** Starts at the first page and goes on where the page before ended. */
export const byCursor = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last: { next_cursor: string | null }): string | undefined => last.next_cursor ?? undefined,
}

/** The items of all pages read so far, in order. */
export function itemsOf<T>(query: Readable<{ pages: readonly { items: readonly T[] }[] }>): T[] {
  return dataOf(query)?.pages.flatMap(page => page.items) ?? []
}
