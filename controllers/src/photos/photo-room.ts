/** Whether there is room for another picture: pictures never take the disk that the journal needs to keep the gate working. */
import { statfs } from 'node:fs/promises'
import { type Log, messageOf } from '@palang/kit'
import type { FactDraft } from '../journal/journal.ts'

/** `most`: held beyond this, no more are taken. `again`: from there on they are, so that the alarm does not flicker. */
export const roomBytes = {
  held: { most: 500e6, again: 400e6 },
  /** Free on the disk; well above where the machine's own alarm begins. */
  free: { least: 400e6, again: 500e6 },
} as const

const code = 'photos_no_room'

export interface PhotoRoomOptions {
  folder: string
  log: Log
  /** Whether the alarm stood when the machine stopped; remembered because only a change is told. */
  remembered: { get(): boolean; set(isFull: boolean): void }
  tell(fact: FactDraft): void
  /** Free bytes in a folder for this user. */
  freeBytes?: (folder: string) => Promise<number>
}

export interface PhotoRoom {
  /** With `heldBytes` waiting for the hub, whether one more may be kept; tells an alarm when that changes. Never throws. */
  hasRoom(heldBytes: number): Promise<boolean>
}

/** The room of one machine's pictures. */
export function photoRoom({ folder, log, remembered, tell, freeBytes = freeFor }: PhotoRoomOptions): PhotoRoom {
  const measured = async () => {
    try {
      return await freeBytes(folder)
    } catch (error) {
      log.debug({ err: messageOf(error) }, 'the free space of the disk is not known')
      return Number.POSITIVE_INFINITY
    }
  }
  const note = (isFull: boolean, heldBytes: number) => {
    const message = `${Math.round(heldBytes / 1e6)} MB of pictures wait for the hub, or the disk is nearly full; no more are taken until there is room`
    tell(isFull ? { type: 'alarm_raised', payload: { code, severity: 'warning', message } } : { type: 'alarm_cleared', payload: { code } })
    remembered.set(isFull)
  }
  return {
    async hasRoom(heldBytes) {
      const free = await measured()
      try {
        const wasFull = remembered.get()
        const isFull = wasFull
          ? heldBytes > roomBytes.held.again || free < roomBytes.free.again
          : heldBytes > roomBytes.held.most || free < roomBytes.free.least
        if (isFull !== wasFull) note(isFull, heldBytes)
        return !isFull
      } catch (error) {
        // A disk that takes no writes is found, and told, by whoever writes next.
        log.warn({ err: messageOf(error) }, 'the disk takes no writes')
        return false
      }
    },
  }
}

async function freeFor(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
