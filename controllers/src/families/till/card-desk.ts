/** The card terminal at a machine: what the machine wants of it, and what it hears of each charge. */
import { type Log, messageOf } from '@palang/kit'
import type { ChargeResult, TerminalPort } from '../../devices/terminal/port.ts'
import { deviceFailure, missingDevice } from '../device-failure.ts'
import type { CardOrder, TillInput } from './till.ts'

export interface CardDesk {
  perform(effect: CardOrder): void
}

export interface CardDeskOptions {
  terminal: TerminalPort | undefined
  log: Log
  tell(input: Extract<TillInput, { kind: 'charged' }>): void
}

/** A port that throws, against its contract, and a terminal that is not fitted any more leave it unknown what was charged. */
export function cardDesk({ terminal, log, tell }: CardDeskOptions): CardDesk {
  const unknown = (message: string): ChargeResult => ({ ok: false, outcome: 'unknown', message })
  return {
    perform(effect) {
      if (effect.do === 'cancel_charge') {
        // One that is refused needs no answer: the charge ends by itself, and the machine asks again meanwhile.
        void Promise.resolve(terminal?.cancel() ?? missingDevice('terminal'))
          .catch(deviceFailure)
          .then(result => (result.ok ? undefined : log.info({ result }, 'the card terminal did not cancel')))
        return
      }
      const { paymentId, amount, currency } = effect
      void Promise.resolve(terminal?.charge({ paymentId, amount, currency }) ?? unknown('no card terminal is fitted'))
        .catch((error: unknown) => unknown(messageOf(error)))
        .then(result => {
          if (!result.ok) log.warn({ paymentId, result }, 'a card was not charged, or nobody knows')
          tell({ kind: 'charged', paymentId, result })
        })
    },
  }
}
