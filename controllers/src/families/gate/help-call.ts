import type { HelpPhrase } from '@palang/protocol'

/** A call for help that is not over. Times of day, milliseconds UTC. */
export interface HelpCall {
  id: string
  calledAtMs: number
  /** Whose it is, when a vehicle stands here. */
  visitId: string | null
  answeredBy: string | null
  answeredAtMs: number | null
  /** What the screen shows the customer. */
  said: { phrase?: HelpPhrase; text?: string } | null
}
