/**
 * A query's data, or undefined before its first answer. Reading `data` itself while a query is pending would suspend the
 * whole page; panels here show their own skeleton instead.
 */
export function dataOf<T>(query: { readonly isPending: boolean; readonly data: T | undefined }): T | undefined {
  return query.isPending ? undefined : query.data
}
