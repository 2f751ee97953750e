/** Where a request comes from, when it may have been passed on by a proxy. */
import { isIP } from 'node:net'

/**
 * The peer's address; for a trusted proxy, the address it names last in `X-Forwarded-For`, and so on while that is a trusted
 * one again. What others write there is not believed: by it anybody could choose whose tries are counted.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | undefined,
  trusted: readonly string[] = [],
): string | undefined {
  let address = peer === undefined ? undefined : unwrapped(peer)
  const hops = (forwardedFor ?? '').split(',').map(hop => hop.trim())
  while (address !== undefined && trusted.includes(address)) {
    const hop = hops.pop() ?? ''
    if (isIP(hop) === 0) break
    address = unwrapped(hop)
  }
  return address
}

/** Without the IPv6 wrapping of IPv4 addresses. */
function unwrapped(address: string): string {
  return address.replace(/^::ffff:/, '')
}
