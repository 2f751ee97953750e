/** Messages of devices that nobody can use: set aside for a person to look at, each once. */
import { createHash } from 'node:crypto'
import type { DeviceMapping } from '@palang/config'
import { CodedError } from '@palang/kit'
import { z } from 'zod'
import { wordOf } from '../../edges/mqtt/device-payload.ts'
import { deviceMessageKinds } from '../../edges/mqtt/topics.ts'
import type { DeadLetterRecord } from '../../store/records.ts'
import type { Tx } from '../../store/store.ts'
import type { DeviceWord } from './device-word.ts'
import type { UnreadableWord } from './heard-words.ts'

/** Of one device so many wait for a person; more are the same mistake again. */
const mostLetters = 100

/** The journal such a letter comes from: devices on MQTT have none. */
const epochPrefix = 'mqtt:'

/** Whether the letter is a message of a device on MQTT. */
export function isOfDevice({ epoch }: Pick<DeadLetterRecord, 'epoch'>): boolean {
  return epoch.startsWith(epochPrefix)
}

const letterItem = z.object({ device_id: z.string(), mapping: z.string(), said: z.enum(deviceMessageKinds), text: z.string() })

/** What the message says by the mappings of today. Throws `conflict` when nobody can read it still. */
export function rereadLetter(
  { item }: Pick<DeadLetterRecord, 'item'>,
  mappings: readonly DeviceMapping[],
): Exclude<DeviceWord, { kind: 'reply' | 'unreadable' }> {
  const kept = letterItem.safeParse(item).data
  if (kept === undefined) throw new CodedError('conflict', 'it is still refused: it is no message of a device')
  const { device_id: deviceId, mapping, said: kind, text } = kept
  const word = wordOf({ deviceId, mapping, kind, payload: Buffer.from(text) }, mappings)
  if (word.kind === 'unreadable') throw new CodedError('conflict', `it is still refused: ${word.message}`)
  if (word.kind === 'reply') throw new CodedError('conflict', 'it answers a command that has ended')
  return word
}

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
    epoch: `${epochPrefix}${deviceId}`,
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
