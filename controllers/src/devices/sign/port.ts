/** Port of a sign that shows a line of text, such as free places. */
import type { ActResult, Device, StatusEvent } from '../status.ts'

export interface SignPort extends Device<StatusEvent> {
  /**
   * Shows the text from now on, also after a reconnect: whatever was to be shown before is forgotten. Ends `ok` once the sign has
   * it, as far as it can tell; a sign that is away gets it when it comes back.
   */
  show(text: string): Promise<ActResult>
}
