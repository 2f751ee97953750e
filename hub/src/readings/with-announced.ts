/** The fleet as everybody outside sees it: with the machines that only post. */
import { CodedError } from '@palang/kit'
import type { Fleet } from '../services.ts'
import type { Announced } from './announced.ts'

/** As `fleet`; machines without a controller are among those present as `others` hear of them, and take no commands but those a device of theirs hears. */
export function withAnnounced<F extends Fleet>(
  fleet: F,
  {
    announced,
    others,
    takesOrders,
  }: {
    announced: Pick<Announced, 'has'>
    others: readonly Pick<Fleet, 'presence'>[]
    /** Whether a machine without a controller has a device that does. */
    takesOrders?: (machineId: string) => boolean
  },
): F {
  return {
    ...fleet,
    presence: () => [fleet, ...others].flatMap(some => some.presence()),
    async send(request) {
      if (announced.has(request.machineId) && takesOrders?.(request.machineId) !== true)
        throw new CodedError('not_supported', `${request.machineId} has no controller and takes no orders`)
      return fleet.send(request)
    },
  }
}
