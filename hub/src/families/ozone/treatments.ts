/** Everything of treatment devices, put together once. */
import type { Outlets } from '../../outlets.ts'
import { createAssignments, type Assignments } from './assignments.ts'
import { createDeviceBook, type DeviceBook } from './device-book.ts'
import { createTelemetry, type Telemetry, type TelemetryParts } from './telemetry.ts'

export interface Treatments {
  book: DeviceBook
  telemetry: Pick<Telemetry, 'receive' | 'retake' | 'onReply' | 'onHeard'>
  assignments: Assignments
  /** Reads what is known. What waited for its device to be known when the hub stopped is looked after first. */
  start(): Promise<void>
  /** Resolves when nothing that was heard waits any more. */
  stop(): Promise<void>
}

/** Knows nothing before `start`. */
export function createTreatments(parts: Omit<TelemetryParts, 'book'> & { outlets: Outlets }): Treatments {
  const { store } = parts
  const book = createDeviceBook(parts)
  const telemetry = createTelemetry({ ...parts, book })
  const assignments = createAssignments({ ...parts, book, telemetry })
  return {
    book,
    telemetry,
    assignments,
    async start() {
      await book.start()
      for (const { deviceId } of await store.treatments.waiting()) await assignments.settleWaiting(deviceId)
    },
    stop: () => telemetry.idle(),
  }
}
