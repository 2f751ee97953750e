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
 * page, also after a failure; panels here show their own skeleton or what went wrong instead.
 */
export function dataOf<T>(query: Readable<T>): T | undefined {
  return query.isPending || (query.isError && query.dataUpdatedAt === 0) ? undefined : query.data
}
