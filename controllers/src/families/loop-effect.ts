/** What a machine's step may ask for at every machine; see `machine-loop.ts`. */
import type { CommandResult } from '@palang/protocol'

export type LoopEffect<Fact, Name> =
  | { do: 'record'; fact: Fact }
  /** A command's state changed; stored with the facts, then told. */
  | { do: 'answer'; result: CommandResult }
  | { do: 'start_timer'; name: Name; delayMs: number }
  | { do: 'stop_timer'; name: Name }
