/** Which ways of paying a customer has now, and why a wish to pay is not taken. */
import type { SaleStatus } from '@palang/protocol'
import type { PayingDevice } from '../paying-devices.ts'
import { offersQris } from './online.ts'
import { onlineSeen } from './online-payment.ts'
import { type Bill, isCharged, owedOn, takesMoney, type Till } from './till.ts'

export interface PayingMachine {
  till: Till
  /** Which of them are there. */
  devices: Partial<Record<PayingDevice, boolean>>
}

/** What is fitted: a card terminal, and a reader for prepaid cards. */
export interface PayingRules {
  takesCards: boolean
  takesPrepaid: boolean
}

/** What can be paid with now, as the screens see it; `isHubOnline`: QRIS and prepaid cards are offered only then. */
export function waysToPay(
  { till, devices }: PayingMachine,
  config: PayingRules,
  bill: Bill,
  isHubOnline: boolean,
): Pick<SaleStatus, 'takes' | 'qris' | 'card' | 'prepaid' | 'until'> {
  const isTaken = takesMoney(till)
  return {
    takes: { notes: isTaken && devices.cash === true, coins: isTaken && devices.coins === true },
    ...qrisOf(till, bill, isHubOnline),
    ...(config.takesCards && devices.terminal === true ? { card: cardOf(till, bill) } : {}),
    ...(config.takesPrepaid && devices.reader === true ? prepaidOf(till, bill, isHubOnline) : {}),
    ...(isTaken ? { until: new Date(bill.untilMs).toISOString() } : {}),
  }
}

function qrisOf(till: Till, bill: Bill, isHubOnline: boolean): Pick<SaleStatus, 'qris'> {
  const choice = offersQris(till, bill, isHubOnline) ? 'offered' : till.hubTakes.qris ? 'withdrawn' : 'none'
  return onlineSeen(till.online, choice, bill.qrisReason)
}

function cardOf(till: Till, bill: Bill): NonNullable<SaleStatus['card']> {
  const { charge } = till
  const reason = bill.cardReason === null ? {} : { reason: bill.cardReason }
  if (charge === null) return { state: 'offered', amount: owedOn(bill), ...reason }
  if (!isCharged(till) || charge.unknownSinceMs !== null) return { state: 'asking', amount: charge.amount }
  return { state: charge.stage, amount: charge.amount }
}

function prepaidOf(
  { prepaid, hubTakes }: Till,
  { prepaidReason, balance, unheard }: Bill,
  isHubOnline: boolean,
): Pick<SaleStatus, 'prepaid'> {
  if (prepaid !== null) return { prepaid: { state: 'asking' } }
  if (!hubTakes.prepaid && prepaidReason === null) return {}
  const isOffered = (hubTakes.prepaid && isHubOnline) || unheard !== null
  return {
    prepaid: {
      state: isOffered ? 'offered' : 'withdrawn',
      ...(prepaidReason === null ? {} : { reason: prepaidReason }),
      ...(balance === null ? {} : { balance }),
    },
  }
}

/** Why a wish to pay is not taken, as an error code. */
export interface PayingRefusal {
  code: 'machine_busy' | 'payment_not_offered' | 'device_missing' | 'device_unavailable'
}

/** Why QRIS cannot be begun now; null when it can, and when it is begun already: a button pressed twice is one wish. */
export function refusalOfQris({ till }: Pick<PayingMachine, 'till'>, isHubOnline: boolean): PayingRefusal | null {
  if (till.online !== null) return null
  if (till.bill === null || !offersQris(till, till.bill, isHubOnline)) return { code: 'payment_not_offered' }
  return takesMoney(till) && till.note === null ? null : { code: 'machine_busy' }
}

/** As {@link refusalOfQris}, for the card terminal. */
export function refusalOfCard({ till, devices }: PayingMachine, { takesCards }: Pick<PayingRules, 'takesCards'>): PayingRefusal | null {
  if (isCharged(till)) return null
  if (!takesCards) return { code: 'device_missing' }
  if (devices.terminal !== true) return { code: 'device_unavailable' }
  return takesMoney(till) && till.note === null && till.charge === null ? null : { code: 'machine_busy' }
}
