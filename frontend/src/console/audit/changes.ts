/** What an act changed, field by field. Pure. */

export interface Change {
  /** Names from the outside in; empty when the value itself is no object. */
  path: string[]
  /** Undefined where the field was not there. */
  before: unknown
  after: unknown
  kind: 'same' | 'changed' | 'added' | 'removed'
}

/** Every field of either side, in the order they are written. */
export function changesOf(before: unknown, after: unknown): Change[] {
  const old = new Map(fields(before).map(field => [JSON.stringify(field.path), field]))
  const now = new Map(fields(after).map(field => [JSON.stringify(field.path), field]))
  return [...new Set([...old.keys(), ...now.keys()])].map(key => {
    const was = old.get(key)
    const is = now.get(key)
    return { path: (is ?? was)?.path ?? [], before: was?.value, after: is?.value, kind: kindOf(was, is) }
  })
}

interface Field {
  path: string[]
  value: unknown
}

function kindOf(was: Field | undefined, is: Field | undefined): Change['kind'] {
  if (was === undefined) return 'added'
  if (is === undefined) return 'removed'
  return JSON.stringify(was.value) === JSON.stringify(is.value) ? 'same' : 'changed'
}

/** Lists are read as one value: an entry that moved is a change of the list. */
function fields(value: unknown, path: string[] = []): Field[] {
  if (value === undefined || (value === null && path.length === 0)) return []
  if (typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0) return [{ path, value }]
  return Object.entries(value).flatMap(([name, inner]) => fields(inner, [...path, name]))
}
