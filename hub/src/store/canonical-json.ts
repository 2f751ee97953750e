/** One text per value: what hashes and comparisons of stored JSON are made over. */

/**
 * `value` as JSON with the keys of every object in code-unit order and no spaces, after the round trip through JSON that
 * storing it means (undefined members vanish, dates become text). `undefined` counts as null.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(JSON.parse(JSON.stringify(value ?? null))))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]))
}
