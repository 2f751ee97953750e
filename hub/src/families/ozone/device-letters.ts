/** Messages of devices that nobody can use: set aside for a person to look at, each once. */
import { createHash } from 'node:crypto'
import type { DeadLetterRecord } from '../../store/records.ts'
import type { Tx } from '../../store/store.ts'
import type { UnreadableWord } from './heard-words.ts'

/** Of one device so many wait for a person; more are the same mistake again. */
const mostLetters = 100

/** Keeps those that are not kept yet; one that a person has dealt with does not come back. */
export async function keepLetters(tx: Tx, letters: readonly DeadLetterRecord[]): Promise<void> {
  for (const letter of letters) {
    if ((await tx.facts.deadLetter(letter.id)) !== undefined) continue
    const open = (await tx.facts.openDeadLetters(letter.machineId)).filter(({ epoch }) => epoch === letter.epoch)
    if (open.length < mostLetters) await tx.facts.saveDeadLetters([letter])
  }
}

/** The same message is the same letter, however often it comes. It is filed under the machine, or under the device while that is nowhere. */
export function deviceLetter(
  { deviceId, mapping, said, text, code, message }: UnreadableWord,
  machineId: string | undefined,
  receivedAt: string,
): DeadLetterRecord {
  const digest = createHash('sha256')
    .update(JSON.stringify([deviceId, said, text, code]))
    .digest('hex')
  return {
    id: `mqtt-${digest.slice(0, 32)}`,
    machineId: machineId ?? deviceId,
    epoch: `mqtt:${deviceId}`,
    seq: 0,
    item: { device_id: deviceId, mapping, said, text },
    code,
    message,
    receivedAt,
    state: 'open',
    handledAt: null,
    handledBy: null,
    reason: null,
  }
}
