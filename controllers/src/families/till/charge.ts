/** A payment at a card terminal, written down before the terminal hears of it and asked about under its id until its fate is known. */
import { type AlarmTurn, raiseAlarm } from '../alarms.ts'

export interface ChargeUnderWay {
  /** Ours; asked again under it, the terminal never charges twice. */
  paymentId: string
  amount: number
  /** `cancelling`: nobody wants it any more, but the card may have been read just before. */
  stage: 'reading' | 'cancelling'
  /** The terminal was asked, and has not answered yet. */
  isAsked: boolean
  /** Since when nobody knows what became of it, milliseconds UTC; null while nothing was lost. */
  unknownSinceMs: number | null
}

/** A charge that the terminal has not been asked for. */
export function newCharge(paymentId: string, amount: number): ChargeUnderWay {
  return { paymentId, amount, stage: 'reading', isAsked: false, unknownSinceMs: null }
}

/** As much of a step as an unknown charge needs. */
interface ChargeTurn extends AlarmTurn {
  readonly context: { readonly nowMs: number }
  readonly config: { readonly delays: { readonly cardAgainMs: number; readonly cardUnknownMs: number } }
  effects: AlarmTurn['effects'] & { push(effect: { do: 'start_timer'; name: 'card'; delayMs: number }): unknown }
}

/** It may have been charged. Nothing else is done about it before the terminal has said so; a person is called when that takes long. */
export function chargeUnknown(
  turn: ChargeTurn,
  charge: ChargeUnderWay,
  { sessionId, currency }: { sessionId: string; currency: string },
): void {
  const { context, config, effects } = turn
  charge.isAsked = false
  charge.unknownSinceMs ??= context.nowMs
  effects.push({ do: 'start_timer', name: 'card', delayMs: config.delays.cardAgainMs })
  if (context.nowMs - charge.unknownSinceMs < config.delays.cardUnknownMs) return
  const text = `Whether ${charge.amount} ${currency} were charged to a card for session ${sessionId} the terminal does not say`
  raiseAlarm(turn, 'card_charge_unknown', 'critical', text)
}
