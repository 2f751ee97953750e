/** The fleet as everybody outside sees it: with the machines that only post. */
import { CodedError } from '@palang/kit'
import type { Fleet } from '../services.ts'
import type { Announced } from './announced.ts'
import type { Readings } from './readings.ts'

/** As `fleet`; announced machines are among those present while they post, and take no commands. */
export function withAnnounced<F extends Fleet>(
  fleet: F,
  { announced, readings }: { announced: Pick<Announced, 'has'>; readings: Pick<Readings, 'presence'> },
): F {
  return {
    ...fleet,
    presence: () => [...fleet.presence(), ...readings.presence()],
    async send(request) {
      if (announced.has(request.machineId)) throw new CodedError('not_supported', `${request.machineId} only posts readings`)
      return fleet.send(request)
    },
  }
}
