/** Why a device on the network does not answer, in words a technician can act upon. */
import { messageOf } from '@palang/kit'

/** What the system calls a connection that failed. Its own words carry addresses, or say nothing ("aborted"). */
function wordsFor(device: string): Map<string, string> {
  const ended = `the ${device} ended the connection`
  const unreachable = `there is no way to the address of the ${device}: it has no power, its cable is out, or it is in another network`
  return new Map(
    Object.entries({
      ECONNREFUSED: `nothing answers at the address and port of the ${device}: the port is another one, or it is still starting`,
      ECONNRESET: ended,
      EPIPE: ended,
      ENOTFOUND: `the name in the address of the ${device} is not known here`,
      EAI_AGAIN: `the name in the address of the ${device} cannot be looked up now`,
      EHOSTUNREACH: unreachable,
      ENETUNREACH: unreachable,
      ETIMEDOUT: unreachable,
    }),
  )
}

/** How to tell the reason behind an error of `device`; what is not known is passed on as it is. */
export function networkTrouble(device: string): (error: unknown) => string {
  const words = wordsFor(device)
  return error => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    return (typeof code === 'string' ? words.get(code) : undefined) ?? messageOf(error)
  }
}
