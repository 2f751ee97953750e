/** What the broker allows everyone. */
export interface BrokerLimits {
  /** Devices connected at a time; one more is told that the server is unavailable. */
  connections: number
  /** Connections of one device at a time; one more ends the oldest. */
  connectionsPerDevice: number
  /** Connections that came in with one credential, which a fleet shares; one more is told that the server is unavailable. */
  connectionsPerCredential: number
  /** Sockets that have not shown credentials yet; one more ends the oldest, so that idle ones lock nobody out. */
  strangers: number
  /** From opening the socket to good credentials. */
  strangerMs: number
  /** Of one message; what is beyond them is cut off. */
  payloadBytes: number
  /** Of one message that gets in at all; a longer one ends the connection. */
  packetBytes: number
  /** Messages of QoS 2 a device may have begun and not finished; one more ends the connection. */
  unfinished: number
  /** The longest keepalive, in seconds; a longer one, or none, is taken as this. Silence of one and a half ends the connection. */
  keepaliveS: number
}

export const brokerLimits: BrokerLimits = {
  connections: 5500,
  connectionsPerDevice: 2,
  connectionsPerCredential: 5250,
  strangers: 500,
  strangerMs: 5000,
  payloadBytes: 64 * 1024,
  packetBytes: 256 * 1024,
  unfinished: 100,
  keepaliveS: 300,
}
