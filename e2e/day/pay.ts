/** How a driver pays at the exit: with notes, at the till, by card or by phone; and what drivers and cashier know of it themselves. */
import { z } from 'zod'
import type { DaySite } from './day-site.ts'
import { isSoon, notNow, patienceS, screenOf, waited } from './lane.ts'
import type { Car } from './plan.ts'

const notes = [100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000] as const

/** What people hold in their hands in the evening. */
export interface Money {
  /** What the cashier took by hand. */
  drawer: number
  /** What the phones paid at each gate. */
  phones: Map<string, number>
}

interface Paying {
  day: DaySite
  gate: string
  car: Car
  /** The card or the ticket. */
  shown: string
  money: Money
  /** Whether the barrier was lifted since the car came. */
  opened(): Promise<boolean>
}

/** Pays what the screen asks for, in the car's own way where the lane offers it and with notes elsewhere. */
export async function pay(paying: Paying): Promise<void> {
  const { day, gate, car } = paying
  const screen = await screenOf(day, gate)
  const paid = screen?.lane.paid_amount ?? 0
  if (car.payment === 'cashier' && screen?.hub.online === true) return payAtTheTill(paying, paid)
  if (car.payment === 'card' && screen?.lane.card?.state === 'offered' && (await payByCard(paying))) return
  if (car.payment === 'qris' && screen?.lane.qris?.state === 'offered' && (await payByPhone(paying))) return
  if (!(await waited(day, { gate, cash: 'enabled', timeout_s: patienceS }))) return
  for (const amount of notesFor((screen?.lane.amount ?? 0) - paid, car.paysTooMuch)) {
    const answer = await day.site.simulate(`/gates/${gate}/pay`, { amount }).catch(notNow)
    if (answer?.['outcome'] !== 'stacked') return
  }
}

/** False when the card came to nothing, and the choice is there again. */
async function payByCard({ day, gate, car, opened }: Paying): Promise<boolean> {
  await day.site.simulate(`/gates/${gate}/terminal`, { next: car.cardEnds, after_s: 1 })
  await choose(day, gate, 'card')
  const failed = async () => (await screenOf(day, gate))?.lane.card?.reason !== undefined
  await isSoon(async () => (await opened()) || (await failed()))
  return !(await failed())
}

const charge = z.looseObject({ payment: z.looseObject({ amount: z.int() }) })

/** Scans the code of this very lane. False when none came, or it cannot be paid any more. */
async function payByPhone({ day, gate, car, money }: Paying): Promise<boolean> {
  await choose(day, gate, 'qris')
  let code: string | undefined
  if (!(await isSoon(async () => (code = (await screenOf(day, gate))?.lane.qris?.code) !== undefined))) return false
  const answer = await day.site.simulate('/qris/pay', { code, notifications: car.notifications }).catch(notNow)
  if (answer === undefined) return false
  const { amount } = charge.parse(answer).payment
  money.phones.set(gate, (money.phones.get(gate) ?? 0) + amount)
  return true
}

/** Presses the button at the kiosk; a controller that is away hears nothing. */
async function choose({ site }: DaySite, gate: string, way: 'card' | 'qris'): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const request = { method: 'POST', headers, body: JSON.stringify({ act: 'start' }) }
  await fetch(`${site.panels[gate]?.replace(/\/$/, '')}/api/parking/${way}`, request).catch(() => undefined)
}

const settled = z.looseObject({ paid_amount: z.int() })

/** A person takes the money and lets the car out. Not answered, it is asked again under the same key: the same money. */
async function payAtTheTill({ day: { site }, gate, car, shown, money }: Paying, paid: number): Promise<void> {
  const who = car.credential === 'ticket' ? { ticket: shown } : { card_id: shown }
  const key = { 'idempotency-key': `day-${car.name}-${paid}` }
  for (let tries = 0; tries < 5; tries++) {
    const body = { ...who, gate_id: gate, payment_method: 'cash' }
    const answer = await site.api('POST', '/api/parking/exit', body, key).catch(() => undefined)
    if (answer === undefined || answer.status >= 500) continue
    const result = settled.safeParse(answer.body)
    if (result.success) money.drawer += result.data.paid_amount - paid
    return
  }
}

/** Notes that come to `due`, or one that is worth more. */
function notesFor(due: number, tooMuch: boolean): number[] {
  const larger = notes.findLast(note => note > due)
  if (tooMuch && larger !== undefined && due > 0) return [larger]
  const chosen: number[] = []
  let left = due
  for (const note of notes) {
    for (; left >= note; left -= note) chosen.push(note)
  }
  return left > 0 ? [...chosen, 1000] : chosen
}
