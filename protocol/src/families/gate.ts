/**
 * Family `gate`: what a parking gate tells and is told. A visit is one vehicle standing at one gate, from loop 1 to
 * passage or turning back; a stay (session) spans two visits, entry and exit.
 */
import { z } from 'zod'
import { evidence } from '../commands.ts'
import { answer, command, event, type MessageKind, observed, status } from '../message-kind.ts'
import { onlinePaymentRequest, onlinePaymentResult } from '../online-payment.ts'
import { cashReceived } from './cash-received.ts'
import { gateDirection } from './gate-role.ts'
import { laneCard, laneQris } from './lane-payment.ts'
import { lonePrice, pricedAlone } from './lone-sale.ts'
import { machineSettings } from './machine-settings.ts'
import { parkingPlaces } from './parking-places.ts'
import { priceLine } from './price-line.ts'
import { amount, cardId, currency, holdSeconds, isoTime, licensePlate, reason, slug, ticketNumber, uuid } from '../primitives.ts'
import { plateRead } from './plate-read.ts'
import { shownTicket } from './ticket-code.ts'

export const gateStatus = z.enum(['open', 'closed', 'opening', 'closing', 'fault', 'unknown'])
export type GateStatus = z.infer<typeof gateStatus>

/** How the driver identified the stay. */
export const credentialKind = z.enum(['card', 'ticket_button', 'ticket', 'plate', 'operator'])

const visit = { visit_id: uuid, session_id: uuid.optional() }
const cause = {
  visit_id: uuid.optional(),
  session_id: uuid.optional(),
  command_id: z.string().max(64).optional(),
  /** The gates were held open, and under which hold. */
  hold_id: uuid.optional(),
}

/** Who holds a gate open: the hub for the whole site, or somebody at this very machine. */
export const holdSource = z.enum(['hub', 'machine'])
export type HoldSource = z.infer<typeof holdSource>

const holdFact = { hold_id: uuid, source: holdSource, reason: reason.optional() }

/** What an operator can have a screen say in both languages; the words are the screens'. */
export const helpPhrase = z.enum(['coming', 'wait', 'try_again', 'move_forward', 'press_button', 'opening', 'back_up', 'no_cash'])
export type HelpPhrase = z.infer<typeof helpPhrase>

/** Words of a person's own, as long as a kiosk can show large. */
const helpText = z.string().trim().min(1).max(120)

/** How a person ends a call. */
export const helpResult = z.enum(['helped', 'let_through', 'not_needed'])
/** `operated`: somebody moved the barrier by hand; `left`: the vehicle is gone; `expired`: nobody came, and nobody stands there. */
export const helpOutcome = z.enum([...helpResult.options, 'operated', 'left', 'expired'])
export type HelpOutcome = z.infer<typeof helpOutcome>

/** Payloads of the facts a gate writes, by fact type. */
export const gateFacts = {
  /** A vehicle stands on loop 1. */
  vehicle_detected: z.looseObject({ visit_id: uuid }),
  /** A credential was presented and decided upon; the intention is journalled before anything moves. */
  access_decided: z.looseObject({
    ...visit,
    purpose: z.enum(['entry', 'exit']),
    credential: credentialKind,
    card_id: cardId.optional(),
    ticket: ticketNumber.optional(),
    license_plate: licensePlate.optional(),
    approved: z.boolean(),
    reason: z.string().max(64).optional(),
    decided_by: z.enum(['hub', 'machine', 'operator']),
  }),
  /** The relay is about to move. */
  barrier_ordered: z.looseObject({ ...cause, action: z.enum(['open', 'close', 'stop']), hold_ms: z.int().min(0) }),
  barrier_opened: z.looseObject({ ...cause, evidence }),
  barrier_closed: z.looseObject({ ...cause, evidence }),
  /** The barrier did not reach its position in time or refused. */
  barrier_failed: z.looseObject({ ...cause, action: z.enum(['open', 'close', 'stop']), reason: z.string().max(64) }),
  /**
   * Loop 2 saw a vehicle drive through. Without `session_id` nobody had been let in or out. `unidentified`: nobody knows whose it
   * is, and the session named here begins with this passage. `tailgated`: it followed another through on one opening.
   */
  vehicle_passed: z.looseObject({
    ...cause,
    direction: gateDirection,
    evidence,
    unidentified: z.boolean().optional(),
    tailgated: z.boolean().optional(),
  }),
  /** The gate is held open from now on, over restarts, until `hold_ended` with the same id. */
  hold_started: z.looseObject(holdFact),
  hold_ended: z.looseObject(holdFact),
  /** The vehicle left loop 1 backwards, or did not pass in time. */
  vehicle_turned_back: z.looseObject({ ...visit, reason: z.enum(['left', 'timeout', 'refused', 'restarted']) }),
  /** No hub answered: the gate priced the sealed ticket by itself. `due` is what it asks for, nothing where it lets out for free. */
  priced_alone: pricedAlone,
  cash_received: cashReceived,
  /** Change left the machine. */
  change_given: z.looseObject({ visit_id: uuid.optional(), session_id: uuid, payment_id: uuid, amount, currency }),
  /** The price of a stay is covered; the barrier may open. */
  payment_completed: z.looseObject({
    visit_id: uuid.optional(),
    session_id: uuid,
    method: z.enum(['cash', 'card', 'qris', 'free']),
    /** The online payment behind it: its money was booked by the hub, which had it from the provider. */
    payment_id: uuid.optional(),
    /**
     * What a card paid at the terminal of this machine, to be booked by this fact; notes and coins of the same stay have facts of their
     * own. Without it a payment by card is booked as the whole `paid_amount`.
     */
    charge: z.looseObject({ payment_id: uuid, amount, reference: z.string().max(128) }).optional(),
    /** The gate had priced it by itself. */
    alone: lonePrice.optional(),
    amount,
    paid_amount: amount,
    change_amount: amount,
    currency,
  }),
  /** Somebody at the gate asks for help; `phase` is what the lane was doing. */
  help_called: z.looseObject({ call_id: uuid, ...cause, phase: z.string().max(32) }),
  /** A person took the call; `after_ms` is how long the customer had waited. */
  help_answered: z.looseObject({ call_id: uuid, by: z.string().max(128), after_ms: z.int().min(0) }),
  /** What the screen at the gate was given to show: one of the ready-made phrases, or words of the person's own. */
  help_said: z.looseObject({ call_id: uuid, by: z.string().max(128), phrase: helpPhrase.optional(), text: helpText.optional() }),
  /** The call is over. `after_ms` counts from the call. */
  help_ended: z.looseObject({ call_id: uuid, outcome: helpOutcome, by: z.string().max(128).optional(), after_ms: z.int().min(0) }),
  image_captured: z.looseObject({ ...cause, image_id: uuid, reason: z.string().max(64) }),
  /** A picture that belongs to what was done by hand could not be taken: no camera, or it gave none. */
  image_missing: z.looseObject({ ...cause, reason: z.string().max(64) }),
} as const

/** A command or button that opens, closes or stops a barrier. `duration` in seconds; absent on `open` means hold open. */
export const gateControl = z.looseObject({
  action: z.enum(['open', 'close', 'stop']),
  gate_id: slug.optional(),
  duration: holdSeconds.optional(),
  reason: reason.optional(),
  /** Set by the hub when the opening lets a known stay in or out. */
  session_id: uuid.optional(),
})
export type GateControl = z.infer<typeof gateControl>

/**
 * How the hub wants its gates to stand: a state and no order. It is told in the greeting, after each change and whenever a gate says
 * otherwise; the same again changes nothing.
 */
export const gateHold = z.looseObject({
  held: z.boolean(),
  hold_id: uuid.optional(),
  since: isoTime.optional(),
  /** Who held it open. */
  by: z.string().max(128).optional(),
  reason: reason.optional(),
})
export type GateHold = z.infer<typeof gateHold>

/** Holds one lane open at its own machine, or lets it go again. */
export const laneHold = z.looseObject({ gate_id: slug.optional(), held: z.boolean(), reason })
export type LaneHold = z.infer<typeof laneHold>

/**
 * What a person does about a call for help: takes it, has the screen say something, ends it. `say` without words takes back what is
 * shown, a text comes before a phrase, and an end that does not say how is `helped`. `by` is the hub's to set.
 */
export const helpReply = z.looseObject({
  gate_id: slug.optional(),
  call_id: uuid,
  act: z.enum(['answer', 'say', 'end']),
  phrase: helpPhrase.optional(),
  text: helpText.optional(),
  outcome: helpResult.optional(),
  by: z.string().max(128).optional(),
})
export type HelpReply = z.infer<typeof helpReply>

export const cameraControl = z.looseObject({
  action: z.enum(['capture', 'start_stream', 'stop_stream']),
  gate_id: slug.optional(),
  /** Set by the hub: the picture is of an override, and belongs to this stay. */
  session_id: uuid.optional(),
  /** Set by the hub on `start_stream`: the largest picture it takes. One that does not fit a message then comes in parts. */
  frame_bytes: z.int().min(1).optional(),
})
export type CameraControl = z.infer<typeof cameraControl>

/** The largest picture a machine takes over from its camera, shows and stores. */
export const largestPictureBytes = 2 * 1024 * 1024

/** Of a picture, as much as fits a message of 64 KiB once in base64. */
export const framePartBytes = 44_000

/**
 * One part of a picture of the live stream; `data` in base64. Without `frame` it is the whole picture, as in protocol 0. Parts of one
 * `frame` come in order from 1; one that is missing costs the picture.
 */
export const framePart = z.looseObject({
  data: z.string(),
  frame: z.int().min(0).optional(),
  part: z.int().min(1).optional(),
  parts: z.int().min(1).optional(),
})
export type FramePart = z.infer<typeof framePart>

/** Prints one of the machine's `lost_prints` once more, marked as a copy. A copy lets its bearer out like the first one: it is never without a reason. */
export const reprint = z.looseObject({ gate_id: slug.optional(), job_id: z.string().min(1).max(64), reason })
export type Reprint = z.infer<typeof reprint>

/** What a gate asks the hub when a credential was presented at the entry. */
export const entryRequest = z.looseObject({
  card_id: cardId.optional(),
  license_plate: licensePlate.optional(),
  gate_id: slug.optional(),
  visit_id: uuid.optional(),
  /** The driver pressed the ticket button: a ticket number is made. */
  ticket_requested: z.boolean().optional(),
  /** What the gate's camera read of this vehicle, whatever else was shown. */
  plate_read: plateRead.optional(),
  request_id: z.string().max(64).optional(),
})
export type EntryRequest = z.infer<typeof entryRequest>

export const entryResult = z.looseObject({
  approved: z.boolean(),
  /** Whole days the membership is still valid, when that is worth telling the driver. */
  valid_days: z.int().min(0).optional(),
  session_id: uuid.optional(),
  ticket: ticketNumber.optional(),
  /** What the QR code on the ticket says, for a gate that has no hub to ask. */
  ticket_code: z.string().max(64).optional(),
  reason: z.string().max(64).optional(),
  message: z.string().max(500).optional(),
})
export type EntryResult = z.infer<typeof entryResult>

export const paymentMethod = z.enum(['cash', 'card', 'qris', 'free'])
export type PaymentMethod = z.infer<typeof paymentMethod>

/** What a gate asks the hub when a credential was presented at the exit. */
export const exitRequest = z.looseObject({
  card_id: cardId.optional(),
  ticket: shownTicket.optional(),
  license_plate: licensePlate.optional(),
  /** The stay itself, as a person found it; a gate names none. */
  session_id: uuid.optional(),
  payment_method: paymentMethod.optional(),
  gate_id: slug.optional(),
  visit_id: uuid.optional(),
  plate_read: plateRead.optional(),
  request_id: z.string().max(64).optional(),
})
export type ExitRequest = z.infer<typeof exitRequest>

export const exitResult = z.looseObject({
  approved: z.boolean(),
  session_id: uuid.optional(),
  duration_minutes: z.int().min(0).optional(),
  amount: amount.optional(),
  paid_amount: amount.optional(),
  currency: currency.optional(),
  lines: z.array(priceLine).optional(),
  paid: z.boolean().optional(),
  entered_at: isoTime.optional(),
  /** What is owed can be paid by QRIS now. */
  qris: z.boolean().optional(),
  /** When the price was covered, once it is. */
  paid_at: isoTime.optional(),
  /** To leave after paying, at this gate or where it was paid: what the gate may go by when the hub is away. */
  grace_minutes: z.int().min(0).optional(),
  reason: z.string().max(64).optional(),
  message: z.string().max(500).optional(),
})
export type ExitResult = z.infer<typeof exitResult>

const devicePresence = z.looseObject({
  connected: z.boolean(),
  status: z.string().max(64).optional(),
  port: z.string().max(200).optional(),
  driver: z.string().max(64).optional(),
  /** What the device says of itself, once it answers. */
  model: z.string().max(128).optional(),
  serial: z.string().max(128).optional(),
})

/** `hardware_status`: the ports, as protocol 0 names them, plus whatever else is fitted. */
export const hardwareStatus = z.looseObject({
  camera: devicePresence.optional(),
  card_reader: devicePresence.optional(),
  arduino: devicePresence.extend({ gate_status: gateStatus.optional() }).optional(),
  printer: devicePresence.optional(),
  cash: devicePresence.optional(),
  coins: devicePresence.optional(),
  terminal: devicePresence.optional(),
  sign: devicePresence.optional(),
  plate_reader: devicePresence.optional(),
  /** Of the water. */
  sensor: devicePresence.optional(),
})
export type HardwareStatus = z.infer<typeof hardwareStatus>

/** `gate_status`: the barrier as the sensors see it. */
export const gateStatusPayload = z.looseObject({
  status: gateStatus,
  loop1: z.boolean().optional(),
  loop2: z.boolean().optional(),
  beam: z.boolean().optional(),
  position_known: z.boolean().optional(),
  /** Orders that the board fitted here never takes. */
  cannot: z.array(z.enum(['close', 'stop'])).optional(),
  /** The emergency stop of the board is pressed. */
  estop: z.boolean().optional(),
  at: isoTime.optional(),
})
export type GateStatusPayload = z.infer<typeof gateStatusPayload>

/** Where a visit stands; the kiosk shows one screen per phase. `paid` is a pay station's: nothing is owed, and the customer may go. */
export const lanePhase = z.enum([
  'idle',
  'vehicle_waiting',
  'authorizing',
  'refused',
  'paying',
  'paid',
  'opening',
  'passing',
  'closing',
  'fault',
  'disabled',
])
export type LanePhase = z.infer<typeof lanePhase>

export const lane = z.looseObject({
  phase: lanePhase,
  since: isoTime,
  visit_id: uuid.optional(),
  session_id: uuid.optional(),
  card_id: cardId.optional(),
  ticket: ticketNumber.optional(),
  /** What the QR code of a ticket just given says. */
  ticket_code: z.string().max(64).optional(),
  reason: z.string().max(64).optional(),
  amount: amount.optional(),
  paid_amount: amount.optional(),
  change_amount: amount.optional(),
  currency: currency.optional(),
  duration_minutes: z.int().min(0).optional(),
  lines: z.array(priceLine).optional(),
  /** At a pay station: until when who paid leaves without paying again. */
  leave_by: isoTime.optional(),
  /** A call for help that is not over. */
  help: z
    .looseObject({
      call_id: uuid,
      called_at: isoTime,
      answered_at: isoTime.optional(),
      answered_by: z.string().max(128).optional(),
      phrase: helpPhrase.optional(),
      text: helpText.optional(),
    })
    .optional(),
  /** The gate is held open: everybody drives through, nothing is asked of anybody. */
  hold: z.looseObject({ hold_id: uuid, source: holdSource, since: isoTime, reason: reason.optional() }).optional(),
  qris: laneQris.optional(),
  card: laneCard.optional(),
  /** At an entry whose free places the hub has told: whom they are open to. */
  places: z.looseObject({ vehicle_class: slug, open_to: z.enum(['everyone', 'members', 'nobody']) }).optional(),
  /** The gate priced this by itself: its hub is away. */
  alone: z.boolean().optional(),
  /** Whole days the membership of whoever comes in is still valid, when these are few. */
  valid_days: z.int().min(0).optional(),
})
export type Lane = z.infer<typeof lane>

const withRequest = { request_id: z.string().max(64).optional() }

/** The messages of gates; those of every machine are in the catalogue itself. */
export const gateMessages = {
  gate_control: { ...command, since: 0, audited: true, payload: gateControl },
  gate_control_response: { ...answer, since: 0 },
  gate_hold: { role: 'status', hops: ['hub→controller', 'hub→screen'], since: 1, payload: gateHold },
  lane_hold: { ...command, since: 1, audited: true, payload: laneHold },
  lane_hold_response: { ...answer, since: 1 },
  help_reply: { ...command, since: 1, audited: true, payload: helpReply },
  help_reply_response: { ...answer, since: 1 },
  reprint: { ...command, since: 1, audited: true, payload: reprint },
  reprint_response: { ...answer, since: 1 },
  parking_entry: { hops: ['screen→hub', 'controller→hub'], since: 0, payload: entryRequest },
  parking_entry_response: { hops: ['hub→controller', 'hub→screen'], since: 1, payload: entryResult.extend(withRequest) },
  parking_exit: { hops: ['screen→hub', 'controller→hub'], since: 0, payload: exitRequest },
  parking_exit_response: { hops: ['hub→controller', 'hub→screen'], since: 1, payload: exitResult.extend(withRequest) },
  online_payment: { hops: ['controller→hub'], since: 1, payload: onlinePaymentRequest },
  online_payment_response: { hops: ['hub→controller'], since: 1, payload: onlinePaymentResult },
  parking_places: { hops: ['hub→controller'], since: 1, payload: parkingPlaces },
  machine_settings: { hops: ['hub→controller'], since: 1, payload: machineSettings },
  gate_status: { ...status, since: 0, payload: gateStatusPayload },
  parking_event: { ...event, since: 0, payload: observed },
} as const satisfies Record<string, MessageKind>
