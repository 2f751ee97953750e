/**
 * The wire is one catalogue: every message type, who may send it to whom, its payload and the link protocol that
 * introduced it (0 = what the first controllers speak). Both ends validate with it; nothing else decides what is valid.
 */
import { z } from 'zod'
import { type Envelope, type EnvelopeHead, faultOf, type Parsed } from './envelope.ts'
import { familyMessages } from './families/catalogue.ts'
import { cameraControl, hardwareStatus } from './families/gate.ts'
import { askJournal, facts, factsAck, hello, journal, refused, renewToken, renewTokenResponse, welcome } from './link.ts'
import { alarmPayload, cardDetected, imageCaptured, machineMode, presence, systemStatus } from './machine.ts'
import { answer, command, event, type Hop, type MessageKind, observed, type Role, status } from './message-kind.ts'
import { slug } from './primitives.ts'
import { askSerialFrames, serialFrames } from './serial-frames.ts'
import { whyNotStorable } from './storable.ts'

const toScreens = ['hub→screen'] as const

export const catalogue = {
  // of one family, declared with its facts
  ...familyMessages.gate,
  ...familyMessages.water,
  ...familyMessages.ozone,
  ...familyMessages.checkpoint,
  // of every machine
  camera_control: { ...command, since: 0, payload: cameraControl },
  camera_control_response: { ...answer, since: 0 },
  request_status: { ...command, since: 0, payload: z.looseObject({ machine_id: slug.optional() }) },
  request_status_response: { ...answer, since: 1 },
  set_mode: {
    ...command,
    since: 1,
    audited: true,
    payload: z.looseObject({ machine_id: slug.optional(), mode: machineMode }),
  },
  set_mode_response: { ...answer, since: 1 },
  hardware_status: { ...status, since: 0, payload: hardwareStatus },
  system_status: { ...status, since: 0, payload: systemStatus },
  presence: { ...status, hops: toScreens, since: 1, payload: presence },
  card_detected: { ...event, since: 0, payload: cardDetected },
  image_captured: { ...event, since: 0, payload: imageCaptured },
  camera_frame: { hops: ['controller→hub'], since: 0, payload: observed },
  // of the hub and of screens
  authenticate: { hops: ['screen→hub'], since: 1, payload: z.looseObject({ token: z.string().min(1).max(512) }) },
  alarm: { hops: toScreens, since: 1, payload: alarmPayload },
  log: { hops: toScreens, since: 1, payload: observed },
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
  ask_serial_frames: { hops: ['hub→controller'], since: 1, payload: askSerialFrames },
  serial_frames: { hops: ['controller→hub'], since: 1, payload: serialFrames },
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

/** The message types that play `R`. */
export type TypeAs<R extends Role> = { [K in MessageType]: (typeof catalogue)[K] extends { role: R } ? K : never }[MessageType]
export type CommandType = TypeAs<'command'>

/** The names of the messages that play `role`. */
export function typesAs(role: Role): string[] {
  return Object.entries(catalogue).flatMap(([type, kind]: [string, MessageKind]) => (kind.role === role ? [type] : []))
}

/** Whether the message plays `role`. */
export function playsRole<M extends { type: MessageType }, R extends Role>(
  message: M,
  role: R,
): message is Extract<M, { type: TypeAs<R> }> {
  const kind: MessageKind = catalogue[message.type]
  return kind.role === role
}

/** Whether it is written on the audit chain who gave this command; one that `belongs` to a session is there as the session's. */
export function isAudited(type: CommandType, belongs: 'to a session' | 'to none'): boolean {
  const { audited, beginsSession }: MessageKind = catalogue[type]
  return audited === true && (belongs === 'to none' || beginsSession === true)
}

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
