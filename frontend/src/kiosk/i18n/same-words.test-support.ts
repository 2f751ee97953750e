/** Two languages that are to say the same things. */
const leaves = (value: unknown, path: string): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
    : [[path, value]]

/** What one of both lacks, leaves empty, or does not fill in; nothing when they match. A word that is made of values is tried with a mark. */
export function unlikeWords(one: object, other: object): string[] {
  const [ours, theirs] = [leaves(one, 'words'), leaves(other, 'words')]
  const paths = (of: [string, unknown][]) => new Set(of.map(([path]) => path))
  const [here, there] = [paths(ours), paths(theirs)]
  const missing = [...[...here].filter(path => !there.has(path)), ...[...there].filter(path => !here.has(path))]
  const broken = [...ours, ...theirs].filter(([, value]) => {
    if (typeof value === 'function') return !String(Reflect.apply(value, undefined, ['§', '§'])).includes('§')
    return typeof value !== 'string' || value === ''
  })
  return [...missing, ...broken.map(([path]) => path)]
}
