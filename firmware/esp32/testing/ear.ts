/** What a hub makes of all messages that ever arrived from one unit: each id counts once. */
import { z } from 'zod'

const event = z.object({
  event_type: z.enum(['BASIC', 'STANDARD', 'PREMIUM']),
  count_basic: z.number(),
  count_standard: z.number(),
  count_premium: z.number(),
  id: z.uuidv7(),
  seq: z.number(),
})
type TreatmentEvent = z.infer<typeof event>

export class Ear {
  /** By id; a Map keeps the order of first arrival. */
  readonly #texts = new Map<string, string>()
  repeated = 0

  /** Throws when an id is told twice in other words. */
  hear(payloads: readonly string[]): void {
    for (const text of payloads) {
      const { id } = event.parse(JSON.parse(text))
      const before = this.#texts.get(id)
      if (before !== undefined && before !== text) throw new Error(`${id} was told as\n${before}\nand as\n${text}`)
      if (before !== undefined) this.repeated += 1
      this.#texts.set(id, text)
    }
  }

  /** In the order of their first arrival. */
  get events(): TreatmentEvent[] {
    return [...this.#texts.values()].map(text => event.parse(JSON.parse(text)))
  }

  /** Number and counters of every event, in the order of arrival. */
  get numbers(): number[][] {
    return this.events.map(one => [one.seq, one.count_basic, one.count_standard, one.count_premium])
  }

  /** What they must be when nothing is lost or doubled: numbers without a gap, each counter moved by its own presses. */
  get wholeNumbers(): number[][] {
    const counts = { BASIC: 0, STANDARD: 0, PREMIUM: 0 }
    return this.events.map(({ event_type }, index) => {
      counts[event_type] += 1
      return [index + 1, counts.BASIC, counts.STANDARD, counts.PREMIUM]
    })
  }
}
