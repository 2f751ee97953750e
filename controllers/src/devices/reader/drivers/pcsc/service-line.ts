/** What the program that speaks to the PC/SC service says, a line each. Apart from `codec.ts`, so that the program does without the schema. */
import { readJson } from '@palang/kit/json'
import { z } from 'zod'

const serviceLine = z.discriminatedUnion('kind', [
  /** The service answers; the readers it has follow. */
  z.object({ kind: z.literal('watching') }),
  /** `silent`: something lies there that does not answer. `changes` counts cards that came and went, where the system counts them. */
  z.object({ kind: z.literal('reader'), reader: z.string(), card: z.enum(['none', 'present', 'silent']), changes: z.int() }),
  z.object({ kind: z.literal('gone'), reader: z.string() }),
  z.object({ kind: z.literal('answer'), hex: z.string().regex(/^(?:[0-9a-f]{2})*$/) }),
  z.object({ kind: z.literal('unanswered'), code: z.string() }),
  /** Nothing goes on; the program ends after it. */
  z.object({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
])
export type ServiceLine = z.infer<typeof serviceLine>

/** A line of the program without its end; undefined when it is none. Never throws. */
export function decodeServiceLine(text: string): ServiceLine | undefined {
  return serviceLine.safeParse(readJson(text)).data
}
