/** From signals to two orders: stop in order, and, when asked again, stop at once. */

/** The part of `process` that is listened to. */
export interface SignalSource {
  on(event: string, listener: () => void): unknown
}

/** One press of Ctrl-C can arrive twice: from the terminal, and passed on by npm or the starter. */
const samePressMs = 500

/**
 * SIGINT, SIGTERM, SIGHUP and the death of the starter mean stop; a second, separate one means at once. `onForce` is
 * called when that happens.
 */
export function stopOrders(
  source: SignalSource,
  onForce: () => void,
  now: () => number = () => performance.now(),
): { stop: AbortSignal; force: AbortSignal } {
  const stop = new AbortController()
  const force = new AbortController()
  let firstMs: number | undefined
  const order = () => {
    if (firstMs === undefined) {
      firstMs = now()
      stop.abort()
    } else if (now() - firstMs >= samePressMs && !force.signal.aborted) {
      onForce()
      force.abort()
    }
  }
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']) source.on(event, order)
  source.on('disconnect', () => {
    if (firstMs === undefined) order()
  })
  return { stop: stop.signal, force: force.signal }
}
