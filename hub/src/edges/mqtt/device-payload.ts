/** From what a device sent to the forms of the protocol, by the mapping of its make. Pure; nothing is coerced but the case of a treatment. */
import type { DeviceMapping } from '@palang/config'
import { deviceEvent, deviceReply, deviceStatus, treatment } from '@palang/protocol'
import { z } from 'zod'
import type { DeviceWord } from '../../families/ozone/device-word.ts'
import type { DeviceMessage } from './broker.ts'

/** Longer is no message of a device: the ones we know have 200. Bytes. */
const longestPayload = 8 * 1024
/** Of what cannot be read so much is kept for a person to look at. */
const keptCharacters = 2_000

const json = z.record(z.string(), z.unknown())
const counterOf = { BASIC: 'count_basic', STANDARD: 'count_standard', PREMIUM: 'count_premium' } as const

/** What the message says. Never throws: what cannot be read is `unreadable`, with the reason. */
export function wordOf({ deviceId, kind, mapping: name, payload }: DeviceMessage, mappings: readonly DeviceMapping[]): DeviceWord {
  const about = { deviceId, mapping: name }
  const text = new TextDecoder().decode(payload.subarray(0, keptCharacters * 4)).slice(0, keptCharacters)
  const unreadable = (code: string, message: string): DeviceWord => ({ ...about, kind: 'unreadable', said: kind, text, code, message })
  if (payload.length > longestPayload) return unreadable('payload_too_large', `${payload.length} bytes; ${longestPayload} are the most`)
  const raw = readJson(payload)
  if (raw === undefined) return unreadable('not_json', 'the payload is no JSON object')
  const mapping = mappings.find(one => one.name === name)
  if (mapping === undefined) return unreadable('unknown_mapping', `there is no mapping ${name}`)
  if (kind === 'command_reply') {
    const reply = deviceReply.safeParse(raw)
    return reply.success ? { ...about, kind: 'reply', reply: reply.data } : unreadable('invalid_message', mistakesIn(reply.error))
  }
  const fields = kind === 'event' ? eventFields(raw, mapping) : undefined
  const isStatus = fields === undefined || fields['event_type'] === 'STATUS'
  const read = isStatus
    ? deviceStatus.safeParse(pickMapped(raw, Object.keys(deviceStatus.shape), mapping.status))
    : deviceEvent.safeParse(fields)
  if (!read.success) return unreadable('invalid_message', mistakesIn(read.error))
  if (read.data.device_id !== undefined && read.data.device_id !== deviceId)
    return unreadable('device_mismatch', `the payload is of ${read.data.device_id}, the topic of ${deviceId}`)
  return 'event_type' in read.data && !isStatus
    ? { ...about, kind: 'event', event: deviceEvent.parse(read.data) }
    : { ...about, kind: 'status', status: read.data }
}

function readJson(payload: Uint8Array): Record<string, unknown> | undefined {
  try {
    return json.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))).data
  } catch {
    return undefined
  }
}

function eventFields(raw: Record<string, unknown>, { event }: DeviceMapping): Record<string, unknown> {
  const fields = pickMapped(raw, Object.keys(deviceEvent.shape), event)
  const type = fields['event_type']
  if (typeof type === 'string') fields['event_type'] = type.toUpperCase()
  const of = treatment.safeParse(fields['event_type']).data
  const count = event.count === undefined ? undefined : at(raw, event.count)
  if (of !== undefined && count !== undefined) fields[counterOf[of]] = count
  return fields
}

/** The fields by their own names; one without a path stands in the payload under its name. What is null was not said. */
function pickMapped(
  raw: Record<string, unknown>,
  names: readonly string[],
  paths: Readonly<Record<string, string | undefined>>,
): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap(name => {
      const value = at(raw, paths[name] ?? name)
      return value === undefined || value === null ? [] : [[name, value]]
    }),
  )
}

function at(raw: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) => (typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined),
      raw,
    )
}

function mistakesIn(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.join('.') || 'payload'}: ${message}`)
    .join('; ')
}
