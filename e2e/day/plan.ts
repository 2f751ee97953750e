/** What happens on the day, all of it chosen beforehand from one number, so that a day can be had again. */
import { seeded, type Random } from '../../simulator/src/traffic/random.ts'

export type Credential = 'member' | 'visitor_card' | 'ticket'
export type Payment = 'notes' | 'cashier' | 'card' | 'qris'

export interface Car {
  /** Of its card, and in what is told about it. */
  name: string
  plate: string
  credential: Credential
  payment: Payment
  /** Of a member: the plate is read at both gates, and the card stays in the pocket unless that does not help. */
  isRead: boolean
  /** How the payment by card ends; who is not paid then pays with notes. */
  cardEnds: 'approve' | 'decline' | 'time_out' | 'lost'
  /** How often the provider tells of the payment by QRIS; one that gets lost is found by asking. */
  notifications: number
  /** Larger notes than needed: change comes back. */
  paysTooMuch: boolean
  /** Comes to the exit, looks, and backs out once before it leaves. */
  hesitates: boolean
}

export type MishapKind = 'reader_unplugged' | 'unplugged' | 'jammed' | 'cash_jammed' | 'controller_killed' | 'hub_away'

export interface Mishap {
  /** When so many cars have come in. */
  afterCars: number
  kind: MishapKind
  /** A number of a lane; it is taken modulo their count. */
  lane: number
  direction: 'in' | 'out'
  seconds: number
}

export interface DayPlan {
  cars: readonly Car[]
  mishaps: readonly Mishap[]
}

const shares = { member: 0.2, ticket: 0.4, tooMuch: 0.4, hesitates: 0.03, isRead: 0.6 } as const
/** Of those who pay; the rest pays with notes. */
const payments = { cashier: 0.1, card: 0.2, qris: 0.25 } as const
const cards = { decline: 0.08, time_out: 0.04, lost: 0.06 } as const
const notifications = { lost: 0.15, twice: 0.1 } as const

/** A day of `count` cars: every kind of mishap at least once, and the hub away for a while in its middle. */
export function planDay(count: number, seed: number): DayPlan {
  const random = seeded(seed)
  const cars = Array.from({ length: count }, (_, n) => makeCar(random, n))
  return { cars, mishaps: makeMishaps(random, count) }
}

function makeCar(random: Random, n: number): Car {
  const draw = random.next()
  const credential = draw < shares.member ? 'member' : draw < shares.member + shares.ticket ? 'ticket' : 'visitor_card'
  return {
    name: `${credential === 'member' ? 'MEMBER' : 'DAY'}_${String(n + 1).padStart(5, '0')}`,
    plate: `B ${1000 + (n % 9000)} ${String.fromCharCode(65 + (n % 26))}${String.fromCharCode(65 + (Math.floor(n / 26) % 26))}`,
    credential,
    payment: drawn(random, payments, 'notes'),
    isRead: credential === 'member' && random.chance(shares.isRead),
    cardEnds: drawn(random, cards, 'approve'),
    notifications: { lost: 0, once: 1, twice: 2 }[drawn(random, notifications, 'once')],
    paysTooMuch: random.chance(shares.tooMuch),
    hesitates: random.chance(shares.hesitates),
  }
}

/** One of the names, each as often as its share; else `rest`. */
function drawn<Name extends string, Rest extends string>(
  random: Random,
  sharesOf: Readonly<Record<Name, number>>,
  rest: Rest,
): Name | Rest {
  let draw = random.next()
  for (const name in sharesOf) {
    draw -= sharesOf[name]
    if (draw < 0) return name
  }
  return rest
}

function makeMishaps(random: Random, count: number): Mishap[] {
  const at = (share: number) => Math.floor(count * share)
  const mishap = (share: number, kind: MishapKind, direction: 'in' | 'out', seconds: number): Mishap => ({
    afterCars: at(share),
    kind,
    direction,
    seconds,
    lane: random.between(0, 99),
  })
  const once = [
    mishap(0.1, 'reader_unplugged', 'in', 3),
    mishap(0.2, 'jammed', 'in', 4),
    mishap(0.3, 'cash_jammed', 'out', 4),
    mishap(0.4, 'controller_killed', 'out', 0),
    mishap(0.5, 'hub_away', 'in', 15),
    mishap(0.7, 'unplugged', 'out', 3),
    mishap(0.8, 'controller_killed', 'in', 0),
  ]
  // A long day has more of everything that is quickly mended.
  const more = Array.from({ length: Math.floor(count / 150) }, (_, n) =>
    mishap(
      ((n + 0.5) * 150) / count,
      random.pick(['reader_unplugged', 'jammed', 'unplugged', 'controller_killed'] as const),
      random.pick(['in', 'out'] as const),
      3,
    ),
  )
  return [...once, ...more].toSorted((a, b) => a.afterCars - b.afterCars)
}
