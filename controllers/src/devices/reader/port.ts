/** Port of a card, tag or code reader. */
import type { Device, StatusEvent } from '../status.ts'

export type ReaderEvent =
  | StatusEvent
  /** One tap: repeats of the same card within the debounce time are already removed. `cardId` is canonical. */
  | { kind: 'card'; cardId: string; raw: string }
  /** That card was taken away: told only by readers whose hardware sees it. Held again at once it is another tap. */
  | { kind: 'removed'; cardId: string }
  | { kind: 'garbage'; bytes: number; reason: string }

export type ReaderPort = Device<ReaderEvent>
