/** How long and how much a server of ours waits for whoever connects; Node's own limits are made for the open internet. */

/** Options of `http.createServer`, and the number of sockets. Milliseconds. */
export interface HttpLimits {
  /**
   * From the connection or the end of the request before it to the end of the headers. Also ends connections that never
   * say anything. Headers are at most 16 KiB: whoever needs longer is broken or holds us up on purpose.
   */
  headersTimeout: number
  /**
   * To the end of the body. The largest, a picture of 2 MiB, passes in this time over a line of 150 kbit/s. Answers and
   * what becomes a WebSocket may take for ever: streams of pictures and screens are not cut.
   */
  requestTimeout: number
  /** How often the two are looked at: they hold to within this. */
  connectionsCheckingInterval: number
  /** Sockets beyond this are closed at once, before they take the files and memory the database needs. */
  maxConnections: number
}

/** For every server of ours. */
export const httpLimits: HttpLimits = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  connectionsCheckingInterval: 5_000,
  maxConnections: 10_000,
}
