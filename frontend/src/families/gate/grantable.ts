import type { SessionView } from '@palang/protocol'

/** The merchants a tariff's definition names that have given the stay nothing yet. */
export function grantable(definition: Record<string, unknown> | undefined, given: SessionView['validations']): string[] {
  const named = definition?.['validations']
  if (typeof named !== 'object' || named === null) return []
  return Object.keys(named).filter(name => !given.some(one => one.name === name))
}
