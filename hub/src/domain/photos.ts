/** Which pictures are kept how long. */
import type { PhotoDispute } from '../store/records.ts'

/** Pictures people may argue about: something was done by hand, somebody passed who should not have, money went back. */
export const photoDispute: PhotoDispute = {
  reasons: ['override', 'passage_without_permission', 'tailgating'],
  states: ['forced', 'lost_ticket'],
  entries: ['refund', 'adjustment'],
}
