import { untrack } from 'solid-js'

/** What {@link dataOf} asks of a query. */
export interface Readable<T> {
  readonly isPending: boolean
  readonly isError: boolean
  /** 0 before the first answer. */
  readonly dataUpdatedAt: number
  readonly data: T | undefined
}

/**
 * A query's data, or undefined before its first answer. Reading `data` itself while there is none would suspend the whole
 * page, also after a failure; panels here show their own skeleton or what went wrong instead. So it would the moment something is drawn
 * over an answer that was kept: the page is taken out of the document and put back, and whoever was on a button has lost their place.
 * Therefore the data is followed by the time of its answer, and read without being followed.
 */
export function dataOf<T>(query: Readable<T>): T | undefined {
  const isAnswered = query.dataUpdatedAt !== 0 || !query.isError
  return query.isPending || !isAnswered ? undefined : untrack(() => query.data)
}
