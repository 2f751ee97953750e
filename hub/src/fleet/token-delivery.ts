/** Handing a connected machine a new token, and hearing that it has it. */
import { CodedError, uuidv7, type Clock } from '@palang/kit'
import type { MachineConnection } from './connection.ts'

/** A machine writes the token to its disk before it answers. Milliseconds. */
const storedWithinMs = 10_000

export interface TokenDelivery {
  /** As `deliverToken` of the fleet. */
  deliver(machineId: string, connection: MachineConnection | undefined, secret: string): Promise<void>
  stored(machineId: string, answer: TokenAnswer): void
}

export interface TokenAnswer {
  stored: boolean
  message?: string | undefined
  /** Names the delivery it answers. */
  renewal?: string | undefined
}

/** One delivery at a time for each machine. */
export function createTokenDelivery(clock: Clock): TokenDelivery {
  const waiting = new Map<string, { renewal: string; answer: PromiseWithResolvers<void> }>()
  return {
    async deliver(machineId, connection, secret) {
      if (waiting.has(machineId)) throw new CodedError('machine_busy', `${machineId} is being given a token already`, { retryable: true })
      if (connection?.protocol === 0) throw new CodedError('not_supported', `the controller of ${machineId} cannot be given a token`)
      const renewal = uuidv7(clock.now())
      if (connection?.send({ type: 'renew_token', payload: { token: secret, renewal } }) !== true)
        throw new CodedError('machine_offline', `${machineId} is not connected`, { retryable: true })
      const answer = Promise.withResolvers<void>()
      waiting.set(machineId, { renewal, answer })
      const timer = clock.after(storedWithinMs, () =>
        answer.reject(new CodedError('outcome_unknown', `${machineId} did not say that it has its new token; both tokens work`)),
      )
      try {
        await answer.promise
      } finally {
        timer.cancel()
        waiting.delete(machineId)
      }
    },
    stored(machineId, { stored, renewal, message = 'the machine could not keep its new token' }) {
      const asked = waiting.get(machineId)
      // The late answer to an earlier delivery says nothing of this one.
      if (asked === undefined || asked.renewal !== renewal) return
      if (stored) asked.answer.resolve()
      else asked.answer.reject(new CodedError('not_supported', message))
    },
  }
}
