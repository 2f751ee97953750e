/** The events of a client, by name. */
import type { Envelope, Message, TypeOn } from '@palang/protocol'

/** The link is up and the hub has greeted; a snapshot of every machine of the channel follows. */
export interface ConnectedEvent {
  channel: string
  server_time?: string
  version?: string
}

/** The link is gone. While `will_retry`, the client comes back by itself. */
export interface DisconnectedEvent {
  channel: string
  code: number
  reason: string
  will_retry: boolean
}

/**
 * A parking event, readable both ways the documents show: as an envelope (`data.payload.event`) and flat
 * (`data.event`, `data.gate`, `data.result`).
 */
export type ParkingEventMessage = Message<'parking_event'> & { event?: unknown; gate?: unknown; result?: unknown }

type ByType = { [K in Exclude<TypeOn<'hub→screen'>, 'parking_event'>]: Message<K> }

/** Event name to what its listeners receive. */
export type ClientEvents = ByType & {
  connected: ConnectedEvent
  disconnected: DisconnectedEvent
  parking_event: ParkingEventMessage
  gate_in_event: ParkingEventMessage
  gate_out_event: ParkingEventMessage
  /** Every message of the hub, also of types this version does not know. */
  message: Envelope
}
