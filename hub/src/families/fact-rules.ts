/** How a family says what each of its facts does. */
import type { Site } from '@palang/config'
import type { z } from 'zod'
import type { Projection } from '../intake/projection.ts'
import type { FactRecord } from '../store/records.ts'

/** Turns one checked fact into changes. Pure towards everything but `projection`. */
export type FactRule = (projection: Projection, fact: FactRecord, site: Site) => void

/**
 * A rule for facts whose payload has this form. A record keeps what the machine wrote, so the form is read once more, and what
 * the schema fills in is there. Throws for a payload intake would not have let through.
 */
export function ruleFor<Schema extends z.ZodType>(
  schema: Schema,
  rule: (projection: Projection, payload: z.output<Schema>, fact: FactRecord, site: Site) => void,
): FactRule {
  return (projection, fact, site) => rule(projection, schema.parse(fact.payload), fact, site)
}

/** Applies a fact by the rule of its type; types without one are only kept. */
export function byType(rules: Readonly<Record<string, FactRule | undefined>>): FactRule {
  const known = new Map(Object.entries(rules))
  return (projection, fact, site) => known.get(fact.type)?.(projection, fact, site)
}
