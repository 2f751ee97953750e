/** From a key nobody knows to the one that was probably meant. */
import { z } from 'zod'

interface SchemaNode {
  properties?: Record<string, SchemaNode>
  items?: SchemaNode
  additionalProperties?: SchemaNode | boolean
  anyOf?: SchemaNode[]
  oneOf?: SchemaNode[]
  const?: unknown
}

/** What to add to "is not a known key" for the key at the end of `path`: the nearest known key, or all of them. */
export function suggestKey(schema: z.ZodType, root: unknown, path: readonly (string | number)[]): string {
  const wrong = String(path.at(-1) ?? '')
  const known = [...knownKeys(schema, root, path.slice(0, -1))]
  // A key cut short is nearer to its whole than to any other word.
  const nearest = known
    .map(key => ({ key, distance: key.startsWith(wrong) ? 0 : editDistance(wrong, key) }))
    .toSorted((a, b) => a.distance - b.distance)[0]
  if (nearest === undefined) return ''
  if (nearest.distance <= Math.max(1, Math.floor(nearest.key.length / 2))) return `; did you mean ${nearest.key}?`
  return `; known here: ${known.join(', ')}`
}

/** The keys the schema knows at `path`; of alternatives, those the value has chosen by a constant such as `driver`. */
function knownKeys(schema: z.ZodType, root: unknown, path: readonly (string | number)[]): Set<string> {
  let nodes: SchemaNode[] = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode]
  let value = root
  for (const key of path) {
    nodes = nodes.flatMap(node => branches(node, value)).flatMap(node => childOf(node, key))
    value = isRecord(value) || Array.isArray(value) ? (value as Record<string | number, unknown>)[key] : undefined
  }
  return new Set(nodes.flatMap(node => branches(node, value)).flatMap(node => Object.keys(node.properties ?? {})))
}

function branches(node: SchemaNode, value: unknown): SchemaNode[] {
  const alternatives = node.anyOf ?? node.oneOf
  if (alternatives === undefined) return [node]
  const fitting = alternatives.filter(branch => constantsFit(branch, value))
  return (fitting.length > 0 ? fitting : alternatives).flatMap(branch => branches(branch, value))
}

function constantsFit(node: SchemaNode, value: unknown): boolean {
  const constants = Object.entries(node.properties ?? {}).filter(([, property]) => property.const !== undefined)
  return isRecord(value) && constants.length > 0 && constants.every(([key, property]) => value[key] === property.const)
}

function childOf(node: SchemaNode, key: string | number): SchemaNode[] {
  const child = typeof key === 'number' ? node.items : (node.properties?.[key] ?? node.additionalProperties)
  return typeof child === 'object' ? [child] : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
export function editDistance(from: string, to: string): number {
  const table = Array.from({ length: from.length + 1 }, (_, row) =>
    Array.from({ length: to.length + 1 }, (_unused, column) => Math.max(row, column)),
  )
  const at = (row: number, column: number): number => table[row]?.[column] ?? Number.POSITIVE_INFINITY
  for (let row = 1; row <= from.length; row++) {
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const shift = swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY
      table[row]?.splice(
        column,
        1,
        Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + (same ? 0 : 1), shift),
      )
    }
  }
  return at(from.length, to.length)
}
