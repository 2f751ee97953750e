/** From the words of devices to what one transaction works on: events with their identity, statuses, and what nobody can use. */
import type { DeviceEvent, DeviceTime } from '@palang/protocol'
import { writtenMoment } from '../../domain/device-clock.ts'
import { eventIdOf } from '../../domain/device-identity.ts'
import type { DeviceWord } from './device-word.ts'

/** More than this a site has only by mistake, or because somebody makes them up. */
const mostDevices = 20_000

type StoredWord = Exclude<DeviceWord, { kind: 'reply' }>
export type StatusWord = Extract<DeviceWord, { kind: 'status' }>
export type UnreadableWord = Extract<DeviceWord, { kind: 'unreadable' }>

/** A word, and when the hub heard it. */
export interface Heard {
  word: StoredWord
  receivedAt: string
}

/** An event with everything that follows from it alone. */
export interface ReadEvent {
  kind: 'event'
  id: string
  deviceId: string
  mapping: string
  event: DeviceEvent
  /** By the device's clock; nothing when it shows no time. */
  deviceMs: number | undefined
  /** Where the device named no zone. */
  assumedZone: string | null
  receivedAt: string
}

export type ReadWord =
  | ReadEvent
  | { kind: 'status'; word: StatusWord; receivedAt: string }
  | { kind: 'unreadable'; word: UnreadableWord; receivedAt: string }

interface Surroundings {
  /** The moment a device's clock showed; a time without a zone is that of the outlet where the device was then. */
  momentOf(deviceId: string, given: DeviceTime | undefined): { ms: number; zone: string | null } | undefined
  /** Whether a device nobody knows yet is one too many. */
  isOneTooMany(deviceId: string): boolean
}

/** Whether there are as many devices as a site may have. */
export function isFull(devices: number): boolean {
  return devices >= mostDevices
}

/** What was heard, in the same order. */
export function readWords(heard: readonly Heard[], { momentOf, isOneTooMany }: Surroundings): ReadWord[] {
  return heard.map(({ word, receivedAt }): ReadWord => {
    if (word.kind === 'unreadable') return { kind: 'unreadable', word, receivedAt }
    if (isOneTooMany(word.deviceId)) return { kind: 'unreadable', word: tooMany(word), receivedAt }
    if (word.kind === 'status') return { kind: 'status', word, receivedAt }
    return (
      readEvent(word, receivedAt, momentOf(word.deviceId, word.event.timestamp)) ?? {
        kind: 'unreadable',
        word: noIdentity(word),
        receivedAt,
      }
    )
  })
}

function readEvent(
  { deviceId, mapping, event }: Extract<DeviceWord, { kind: 'event' }>,
  receivedAt: string,
  moment: { ms: number; zone: string | null } | undefined,
): ReadEvent | undefined {
  const id = eventIdOf(deviceId, event, writtenMoment(event.timestamp))
  if (id === undefined) return undefined
  return { kind: 'event', id, deviceId, mapping, event, deviceMs: moment?.ms, assumedZone: moment?.zone ?? null, receivedAt }
}

function noIdentity({ deviceId, mapping, event }: Extract<DeviceWord, { kind: 'event' }>): UnreadableWord {
  const message = 'it has no id, no time and no counters: it could not be told from another one'
  return { deviceId, mapping, kind: 'unreadable', said: 'event', text: JSON.stringify(event), code: 'no_identity', message }
}

function tooMany(word: StoredWord): UnreadableWord {
  const { deviceId, mapping, kind } = word
  const message = `there are ${mostDevices} devices already; remove some first`
  return { deviceId, mapping, kind: 'unreadable', said: kind, text: '', code: 'too_many_devices', message }
}
