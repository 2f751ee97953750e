/** Whom an address stands for when tries are counted. */
import { isIPv6 } from 'node:net'

/** The address; of IPv6 its first 64 bits, because whoever has one address there has all of them. */
export function network(address: string): string {
  if (!isIPv6(address)) return address
  const [head = ''] = address.split('::', 1)
  return [...head.split(':'), '0', '0', '0'].slice(0, 4).join(':')
}
