/** What comes in at a till, the end of a bill, and what a restart makes of it. */
import { onCounted, onEscrow, onNotAccepted, onStacked, onUnproven, noteUnproven } from './cash.ts'
import { cancelCard, onCardDue, onCharged, resumeCard, startCard } from './card.ts'
import { cancelOnline, onOnlineAnswered, onOnlineUnanswered, onQris, onQrisDue, resumeOnline } from './online.ts'
import { onPrepaidAnswered, onPrepaidCard, onPrepaidDue, onPrepaidUnanswered, resumePrepaid } from './prepaid.ts'
import { isCharged, takesMoney, type Till, type TillInput, type TillTimer, type TillTurn } from './till.ts'

/** One thing that happened at the devices that take money, at the hub or on the screen. */
export function hearTill(turn: TillTurn, input: TillInput): void {
  switch (input.kind) {
    case 'escrow':
      return onEscrow(turn, input.amount)
    case 'stacked':
      return onStacked(turn, input.amount)
    case 'returned':
      turn.state.till.note = null
      return
    case 'unproven':
      return onUnproven(turn, input.amount, input.why)
    case 'not_accepted':
      return onNotAccepted(turn, input.noteId, input.result)
    case 'counted':
      return onCounted(turn, input)
    default:
      return hearCashless(turn, input)
  }
}

type Cashless = Exclude<TillInput, { kind: 'escrow' | 'stacked' | 'returned' | 'unproven' | 'not_accepted' | 'counted' }>

function hearCashless(turn: TillTurn, input: Cashless): void {
  switch (input.kind) {
    case 'qris':
      return onQris(turn, input.act)
    case 'pay_card':
      return input.act === 'start' ? startCard(turn) : cancelCard(turn)
    case 'card':
      return onPrepaidCard(turn, input.cardId)
    case 'charged':
      return onCharged(turn, input.paymentId, input.result)
    case 'online_answered':
      return onOnlineAnswered(turn, input.requestId, input.result)
    case 'online_unanswered':
      return onOnlineUnanswered(turn, input.requestId)
    case 'prepaid_answered':
      return onPrepaidAnswered(turn, input.requestId, input.result)
    case 'prepaid_unanswered':
      return onPrepaidUnanswered(turn, input.requestId)
  }
}

/** The timers of a till that its own parts set; `paying` is the family's. */
export const onTillTimer: Readonly<Record<Exclude<TillTimer, 'paying'>, (turn: TillTurn) => void>> = {
  qris: onQrisDue,
  card: onCardDue,
  prepaid: onPrepaidDue,
  let_go: letGo,
}

/** Nobody is asked for money any more; what was under way is ended, and may still bring some. */
export function endAsking(turn: TillTurn): void {
  const { till } = turn.state
  if (till.bill === null || !till.bill.isOpen) return
  till.bill.isOpen = false
  turn.effects.push({ do: 'stop_timer', name: 'paying' })
  cancelOnline(turn)
  cancelCard(turn)
  if (!isStill(till)) turn.effects.push({ do: 'start_timer', name: 'let_go', delayMs: turn.config.delays.letGoMs })
}

/** Whether nothing is under way that could bring money for the bill. */
export function isStill(till: Till): boolean {
  const { bill, note, online, prepaid, awaitsCoins } = till
  if (bill?.isLetGo === true) return true
  return note === null && online === null && prepaid === null && !awaitsCoins && !isCharged(till)
}

/** What is under way is not waited for any longer: each is told where it is known, and money that comes all the same is an incident. */
function letGo(turn: TillTurn): void {
  const { till } = turn.state
  noteUnproven(turn, 'the device never said what became of it')
  const { bill, prepaid } = till
  if (bill !== null && prepaid !== null) bill.unheard = { paymentId: prepaid.paymentId, cardId: prepaid.cardId, amount: prepaid.amount }
  till.online = null
  till.prepaid = null
  till.awaitsCoins = false
  if (bill !== null) bill.isLetGo = true
}

/** The bill is settled, and the next one may come. A charge that nobody knows of goes on being asked about. */
export function closeBill({ state, effects }: TillTurn): void {
  state.till.bill = null
  for (const name of ['paying', 'qris', 'prepaid', 'let_go'] as const) effects.push({ do: 'stop_timer', name })
}

/** What an earlier run left open of money: nobody is asked for more, and of what was under way each is asked or told. */
export function restartTill(turn: TillTurn): void {
  const { till } = turn.state
  noteUnproven(turn, 'the controller restarted')
  resumeCard(turn)
  resumeOnline(turn)
  resumePrepaid(turn)
  till.awaitsCoins = turn.config.takesCoins && till.bill !== null
  if (till.bill === null) return
  till.bill.isOpen = false
  turn.effects.push({ do: 'start_timer', name: 'let_go', delayMs: turn.config.delays.letGoMs })
}

/** The slots are open only while money is taken. */
export function followMoney(turn: TillTurn, before: Till): void {
  const now = takesMoney(turn.state.till)
  if (takesMoney(before) !== now) turn.effects.push({ do: 'cash', act: now ? 'enable' : 'disable' })
}

/** A device that takes cash can be had again: it was closed or left open by whatever kept it away. */
export function onSlotBack({ state, effects }: TillTurn): void {
  effects.push({ do: 'cash', act: takesMoney(state.till) ? 'enable' : 'disable' })
}
