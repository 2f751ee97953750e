/** Port of a camera that reads licence plates. */
import type { PlateRead } from '@palang/protocol'
import type { Device, StatusEvent } from '../status.ts'

/** `plate` is normalised. Repeats of one read are told as often as they come: what they mean the lane decides. */
export type PlateReaderEvent = StatusEvent | ({ kind: 'plate' } & PlateRead)

export type PlateReaderPort = Device<PlateReaderEvent>
