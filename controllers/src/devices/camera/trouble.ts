/** Why there is no picture, in words a technician can act upon. */
import { messageOf } from '@palang/kit'

const ended = 'the camera ended the connection'
const unreachable = 'there is no way to the address of the camera: it has no power, its cable is out, or it is in another network'

/** What the system calls a connection that failed. Its own words carry addresses, or say nothing ("aborted"). */
const words = new Map(
  Object.entries({
    ECONNREFUSED: 'nothing answers at the address and port of the camera: the port is another one, or it is still starting',
    ECONNRESET: ended,
    EPIPE: ended,
    ENOTFOUND: 'the name in the address of the camera is not known here',
    EAI_AGAIN: 'the name in the address of the camera cannot be looked up now',
    EHOSTUNREACH: unreachable,
    ENETUNREACH: unreachable,
    ETIMEDOUT: unreachable,
  }),
)

/** The reason behind `error`; what is not known is passed on as it is. */
export function troubleOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return (typeof code === 'string' ? words.get(code) : undefined) ?? messageOf(error)
}
