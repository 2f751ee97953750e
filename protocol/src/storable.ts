/** What JSON can say but a hub cannot keep. */

/** Lists and objects within one another in one fact, message or body. */
const deepest = 32

/**
 * Why `value`, as read from JSON, cannot be checked and kept as it is, or nothing when it can. What is nested deeper than
 * the stack cannot be walked; databases cut text at a NUL and put something else in place of half a surrogate pair; whole
 * numbers beyond 2^53 are not exact, and a database that keeps one as an integer cannot be read any more.
 */
export function whyNotStorable(value: unknown): string | undefined {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= deepest; depth++) {
    const objects = level.filter(part => typeof part === 'object' && part !== null)
    const texts = [...level, ...objects.flatMap(part => (Array.isArray(part) ? [] : Object.keys(part)))]
    if (texts.some(text => typeof text === 'string' && !isPlain(text))) return 'text with a NUL or half a surrogate pair'
    if (level.some(part => Number.isInteger(part) && !Number.isSafeInteger(part))) return 'a whole number beyond 2^53'
    level = objects.flatMap(part => Object.values(part) as unknown[])
    if (level.length === 0) return undefined
  }
  return `nested more than ${deepest} deep`
}

function isPlain(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
