/** Whether everybody counted the same: the boards, the boxes, the terminals, the payment provider, the phones, the sessions, the ledger, the reports, the drawer. */

export interface LaneCount {
  id: string
  direction: 'in' | 'out'
  /** The board and the lane, as the simulator knows them. */
  passages: number
  /** Notes in the box less change paid out. */
  box: number
  /** What its card terminal took, by its own list. */
  taken: readonly { amount: number; reference: string }[]
  /** What the phones of the drivers paid here. */
  phones: number
  /** What the report of the day says for this machine. */
  reported: number
}

/** The money of one method; what nobody counts of it is null. */
export interface MoneyCount {
  method: string
  /** Boxes and drawer, or phones. */
  people: number | null
  /** The terminals, or the provider. */
  devices: number | null
  /** Sum in the ledger, and in the report of the day. */
  booked: number
  reported: number
  /** Payments by the devices' lists, those of them the ledger has exactly once, and all that the ledger has. */
  entries: { expected: number; found: number; booked: number } | null
}

export interface StayCount {
  id: string
  entered: boolean
  closed: boolean
  outcome: string | null
  exitMachineId: string | null
  amount: number | null
  paid: number
}

export interface DayCount {
  lanes: readonly LaneCount[]
  stays: readonly StayCount[]
  /** Cars that drove in and out, as their drivers know it. */
  drivenIn: number
  drivenOut: number
  ledgerNet: number
  reportNet: number
  ledgerBalanced: boolean
  money: readonly MoneyCount[]
  /** With which the shift was closed. */
  difference: number
  occupied: number
  deadLetters: number
  /** Facts no machine could tell yet. */
  untold: number
}

export interface Line {
  what: string
  expected: number
  found: number
}

/** Two figures a line, which must be the same. */
export function reconcile(day: DayCount): Line[] {
  const sum = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((total, one) => total + of(one), 0)
  const left = day.stays.filter(stay => stay.outcome === 'passed')
  const lanes = (direction: 'in' | 'out') => day.lanes.filter(lane => lane.direction === direction)
  const line = (what: string, expected: number, found: number): Line => ({ what, expected, found })
  return [
    line(
      'cars that drove in, passages counted by the entry boards',
      day.drivenIn,
      sum(lanes('in'), lane => lane.passages),
    ),
    line('cars that drove in, sessions that entered', day.drivenIn, day.stays.filter(stay => stay.entered).length),
    line(
      'cars that drove out, passages counted by the exit boards',
      day.drivenOut,
      sum(lanes('out'), lane => lane.passages),
    ),
    line('cars that drove out, sessions that left', day.drivenOut, left.length),
    ...lanes('out').map(lane =>
      line(`passages at ${lane.id}, sessions that left there`, lane.passages, left.filter(stay => stay.exitMachineId === lane.id).length),
    ),
    line('sessions still open', 0, day.stays.filter(stay => !stay.closed).length),
    line('places taken', 0, day.occupied),
    line('sessions that left without paying all', 0, left.filter(stay => stay.paid !== (stay.amount ?? 0)).length),
    ...day.lanes.map(lane =>
      line(
        `box, terminal and phones at ${lane.id}, reported of it`,
        lane.box + sum(lane.taken, slip => slip.amount) + lane.phones,
        lane.reported,
      ),
    ),
    ...day.money.flatMap(moneyLines),
    line(
      'paid by sessions, booked in the ledger',
      sum(day.stays, stay => stay.paid),
      day.ledgerNet,
    ),
    line('booked in the ledger, in the report of the day', day.ledgerNet, day.reportNet),
    line('difference of the shift', 0, day.difference),
    line('mismatches found by the ledger check', 0, day.ledgerBalanced ? 0 : 1),
    line('facts refused', 0, day.deadLetters),
    line('facts not told', 0, day.untold),
  ]
}

const people: Readonly<Record<string, string>> = { cash: 'in the boxes and the drawer', qris: 'paid by the phones' }
const devices: Readonly<Record<string, string>> = { card: 'on the lists of the terminals', qris: 'settled by the provider' }

function moneyLines({ method, people: held, devices: listed, booked, reported, entries }: MoneyCount): Line[] {
  const lines: Line[] = []
  const add = (what: string, expected: number, found: number) => lines.push({ what: `${method}: ${what}`, expected, found })
  if (held !== null) add(`${people[method]}, booked`, held, booked)
  if (listed !== null) add(`${devices[method]}, booked`, listed, booked)
  add('booked, in the report of the day', booked, reported)
  if (entries !== null) {
    add('payments listed, each booked once', entries.expected, entries.found)
    add('payments listed, entries booked', entries.expected, entries.booked)
  }
  return lines
}
