/** A checkpoint without devices whose disk is the test's. */
import type { CheckpointMachine } from '../../families/checkpoint/checkpoint-machine.ts'
import { fakeMachine } from './fake-machine.ts'

/** The id of whatever it records. */
export const recordedId = '019be7a0-0000-7000-8000-000000000009'

/** `take` hears of everything that is to be recorded, and says whether the disk takes it. Whatever it is, `served` is not done here. */
export function fakeCheckpoint(take: (what: unknown) => boolean): CheckpointMachine {
  const refused = () => Promise.reject(new Error('this machine is a checkpoint'))
  return {
    ...fakeMachine({ execute: refused, present: refused }),
    logScan: scan =>
      take(scan)
        ? { id: recordedId, synced: false, backlog: 1, repeated: false, step: 'dispatched', label: null, warnings: ['unknown_tag'] }
        : null,
    chooseStep: step => (step === 'served' ? false : take(step) ? true : null),
    signReceipt: receipt => (take(receipt) ? { id: recordedId } : null),
    keepPicture: (kind, jpeg) => Promise.resolve(take([kind, jpeg.byteLength]) ? { imageId: recordedId } : null),
    snapshot: () => {
      throw new Error('nobody looks')
    },
  }
}
