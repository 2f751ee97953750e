/**
 * The wire is one catalogue: every message type, who may send it to whom, its payload and the link protocol that
 * introduced it (0 = the source document). Both ends validate with it; nothing else decides what is valid.
 */
import { z } from 'zod'
import { commandResult } from './commands.ts'
import { type Envelope, type EnvelopeHead, faultOf, type Parsed } from './envelope.ts'
import {
  cameraControl,
  entryRequest,
  entryResult,
  exitRequest,
  exitResult,
  gateControl,
  gateStatusPayload,
  hardwareStatus,
} from './families/gate.ts'
import { askJournal, facts, factsAck, hello, journal, refused, renewToken, renewTokenResponse, welcome } from './link.ts'
import { alarmPayload, cardDetected, imageCaptured, machineMode, presence, systemStatus } from './machine.ts'
import { slug } from './primitives.ts'
import { whyNotStorable } from './storable.ts'

export type Hop = 'screen→hub' | 'hub→screen' | 'controller→hub' | 'hub→controller'

interface MessageKind {
  hops: readonly Hop[]
  since: 0 | 1
  payload: z.ZodType
}

const both = ['controller→hub', 'hub→screen'] as const
const observed = z.looseObject({})
const withRequest = { request_id: z.string().max(64).optional() }

export const catalogue = {
  // acts
  gate_control: { hops: ['screen→hub', 'hub→controller'], since: 0, payload: gateControl },
  camera_control: { hops: ['screen→hub', 'hub→controller'], since: 0, payload: cameraControl },
  request_status: { hops: ['screen→hub', 'hub→controller'], since: 0, payload: z.looseObject({ machine_id: slug.optional() }) },
  parking_entry: { hops: ['screen→hub', 'controller→hub'], since: 0, payload: entryRequest },
  parking_exit: { hops: ['screen→hub', 'controller→hub'], since: 0, payload: exitRequest },
  dispense: {
    hops: ['screen→hub', 'hub→controller'],
    since: 1,
    payload: z.looseObject({ machine_id: slug.optional(), volume_ml: z.int().min(1).max(50_000) }),
  },
  set_mode: {
    hops: ['screen→hub', 'hub→controller'],
    since: 1,
    payload: z.looseObject({ machine_id: slug.optional(), mode: machineMode }),
  },
  authenticate: { hops: ['screen→hub'], since: 1, payload: z.looseObject({ token: z.string().min(1).max(512) }) },
  // answers
  gate_control_response: { hops: both, since: 0, payload: commandResult },
  camera_control_response: { hops: both, since: 0, payload: commandResult },
  request_status_response: { hops: both, since: 1, payload: commandResult },
  dispense_response: { hops: both, since: 1, payload: commandResult },
  set_mode_response: { hops: both, since: 1, payload: commandResult },
  parking_entry_response: { hops: ['hub→controller', 'hub→screen'], since: 1, payload: entryResult.extend(withRequest) },
  parking_exit_response: { hops: ['hub→controller', 'hub→screen'], since: 1, payload: exitResult.extend(withRequest) },
  // status and events
  hardware_status: { hops: both, since: 0, payload: hardwareStatus },
  system_status: { hops: both, since: 0, payload: systemStatus },
  gate_status: { hops: both, since: 0, payload: gateStatusPayload },
  card_detected: { hops: both, since: 0, payload: cardDetected },
  image_captured: { hops: both, since: 0, payload: imageCaptured },
  parking_event: { hops: both, since: 0, payload: observed },
  camera_frame: { hops: ['controller→hub'], since: 0, payload: observed },
  water_quality: { hops: both, since: 1, payload: observed },
  dispense_event: { hops: both, since: 1, payload: observed },
  treatment_event: { hops: both, since: 1, payload: observed },
  scan_event: { hops: both, since: 1, payload: observed },
  alarm: { hops: ['hub→screen'], since: 1, payload: alarmPayload },
  presence: { hops: ['hub→screen'], since: 1, payload: presence },
  log: { hops: ['hub→screen'], since: 1, payload: observed },
  error: { hops: ['hub→screen', 'hub→controller', 'controller→hub'], since: 0, payload: observed },
  // link; `hello` to screens is another message of the same name, checked by the screens' library
  hello: { hops: ['controller→hub'], since: 1, payload: hello },
  welcome: { hops: ['hub→controller'], since: 1, payload: welcome },
  refused: { hops: ['hub→controller'], since: 1, payload: refused },
  renew_token: { hops: ['hub→controller'], since: 1, payload: renewToken },
  renew_token_response: { hops: ['controller→hub'], since: 1, payload: renewTokenResponse },
  facts: { hops: ['controller→hub'], since: 1, payload: facts },
  facts_ack: { hops: ['hub→controller'], since: 1, payload: factsAck },
  ask_journal: { hops: ['hub→controller'], since: 1, payload: askJournal },
  journal: { hops: ['controller→hub'], since: 1, payload: journal },
} as const satisfies Record<string, MessageKind>

export type MessageType = keyof typeof catalogue
export type PayloadOf<T extends MessageType> = z.infer<(typeof catalogue)[T]['payload']>

/** A checked message: type and payload belong together. */
export type Message<T extends MessageType = MessageType> = {
  [K in T]: EnvelopeHead & { type: K; payload: PayloadOf<K> }
}[T]

/** The message types that may travel over `H`. */
export type TypeOn<H extends Hop> = {
  [K in MessageType]: H extends (typeof catalogue)[K]['hops'][number] ? K : never
}[MessageType]

/**
 * Checks an envelope against the catalogue for one hop: known type, allowed direction, valid payload; to the hub also
 * that it can be kept.
 * The message that comes out carries the parsed payload; unknown fields are kept.
 */
export function checkMessage<H extends Hop>(hop: H, message: Envelope): Parsed<Message<TypeOn<H>>> {
  const kind: MessageKind | undefined = Object.hasOwn(catalogue, message.type) ? catalogue[message.type as MessageType] : undefined
  if (kind === undefined || !kind.hops.includes(hop)) {
    return { ok: false, fault: { code: 'invalid_message', message: `unknown type "${message.type}"`, path: 'type' } }
  }
  // Facts are looked at one by one, so that a broken one is set aside without stopping the others.
  const unstorable = hop.endsWith('→hub') && message.type !== 'facts' ? whyNotStorable(message) : undefined
  if (unstorable !== undefined) return { ok: false, fault: { code: 'invalid_message', message: unstorable } }
  const payload = kind.payload.safeParse(message.payload)
  if (!payload.success) return { ok: false, fault: faultOf(payload.error, 'payload') }
  return { ok: true, message: { ...message, payload: payload.data } as unknown as Message<TypeOn<H>> }
}
