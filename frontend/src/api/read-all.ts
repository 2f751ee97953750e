/** Most pages read in one go: a list longer than this is not read to its end. */
const mostPages = 20

export interface WholeList<T> {
  items: T[]
  /** Nothing follows; what is not among the items does not exist. */
  isWhole: boolean
}

/** Reads a list page by page to its end, or until it has grown out of all proportion. */
export async function readAll<T>(
  page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor: string | null }>,
): Promise<WholeList<T>> {
  const items: T[] = []
  let cursor: string | undefined
  for (let read = 0; read < mostPages; read++) {
    const found = await page(cursor)
    items.push(...found.items)
    if (found.next_cursor === null) return { items, isWhole: true }
    cursor = found.next_cursor
  }
  return { items, isWhole: false }
}
