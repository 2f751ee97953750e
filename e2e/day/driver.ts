/** One car at one lane: it drives up, shows what it has, pays, and drives on; or backs out and comes again. */
import { z } from 'zod'
import { messageOf } from '@palang/kit'
import { until } from '../site/until.ts'
import type { Car } from './plan.ts'
import type { DaySite } from './day-site.ts'

/** How long a driver waits for one thing before backing out. */
const patienceS = 6
/** Between two looks. */
const lookMs = 60
const notes = [100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000] as const

const gateView = z.object({
  board: z.object({ gate: z.string(), actuations: z.int() }),
  lane: z.object({ place: z.string(), passages: z.int(), turned_back: z.int() }),
  cash: z.object({ enabled: z.boolean(), stacked_total: z.int(), paid_total: z.int() }).nullable(),
})
export type GateView = z.infer<typeof gateView>
const world = z.object({ gates: z.record(z.string(), gateView) })

const panelLane = z.object({
  lane: z.looseObject({
    phase: z.string(),
    ticket: z.string().optional(),
    amount: z.int().optional(),
    paid_amount: z.int().optional(),
  }),
  hub: z.object({ online: z.boolean() }),
})

/** What the cashier took by hand. */
export interface Drawer {
  taken: number
}

/** What a lane's devices say, from the simulator. */
export async function viewOf({ site }: DaySite, gate: string): Promise<GateView> {
  const found = world.parse(await site.simulate('/state')).gates[gate]
  if (found === undefined) throw new Error(`the simulator has no ${gate}`)
  return found
}

/** What the lane's own screen shows; undefined while its controller is away. */
export async function screenOf({ site }: DaySite, gate: string): Promise<z.infer<typeof panelLane> | undefined> {
  const answer = await fetch(`${site.panels[gate]?.replace(/\/$/, '')}/api/status`).catch(() => undefined)
  return answer?.ok === true ? panelLane.parse(await answer.json()) : undefined
}

/**
 * Tries once to get in; the card or the ticket with which it is inside, or undefined when it backed out. A car that sees the barrier
 * up drives, whoever opened it.
 */
export async function comeIn(day: DaySite, gate: string, car: Car): Promise<string | undefined> {
  let shown: string | undefined = car.credential === 'ticket' ? undefined : car.name
  const passed = await visit(day, gate, car, async opened => {
    if (shown !== undefined) {
      await tap(day, gate, shown)
      return isSoon(opened)
    }
    await day.site.simulate(`/gates/${gate}/button`)
    if (!(await isSoon(opened))) return false
    return isSoon(async () => (shown = (await screenOf(day, gate))?.lane.ticket) !== undefined)
  })
  return passed ? shown : undefined
}

/** Tries once to get out; false when it backed out. What was paid until then stays paid. */
export async function goOut(day: DaySite, gate: string, car: Car, shown: string, drawer: Drawer): Promise<boolean> {
  return visit(day, gate, car, async opened => {
    await tap(day, gate, shown, car.credential === 'ticket' ? 'QR' : 'RFID')
    const asked = async () => (await screenOf(day, gate))?.lane.phase === 'paying'
    if (!(await isSoon(async () => (await opened()) || (await asked())))) return false
    if (await asked()) await pay(day, gate, car, shown, drawer)
    return isSoon(opened)
  })
}

/** Comes to the exit, shows its card and backs out, whatever the lane says. */
export async function lookOnly(day: DaySite, gate: string, car: Car, shown: string): Promise<void> {
  await visit(day, gate, car, async () => {
    await tap(day, gate, shown, car.credential === 'ticket' ? 'QR' : 'RFID')
    await isSoon(async () => (await screenOf(day, gate))?.lane.phase !== 'vehicle_waiting')
    return false
  })
}

/** `present` tells whether the car may drive; `opened` whether the board has lifted the barrier since the car came. */
async function visit(
  day: DaySite,
  gate: string,
  car: Car,
  present: (opened: () => Promise<boolean>) => Promise<boolean>,
): Promise<boolean> {
  const { site } = day
  const act = (name: string, body: Record<string, unknown> = {}) => site.simulate(`/gates/${gate}/${name}`, body).catch(notNow)
  const isFree = async () => (await viewOf(day, gate)).lane.place === 'empty'
  await until(`${gate} to be free`, isFree, { timeoutMs: 120_000, everyMs: lookMs })
  const before = await viewOf(day, gate)
  await act('vehicle', { plate: car.plate })
  const opened = async () => (await viewOf(day, gate)).board.actuations > before.board.actuations
  // A card shown while the lane is still with the vehicle before is nobody's.
  const isSeen = await isSoon(async () => (await screenOf(day, gate))?.lane.phase === 'vehicle_waiting')
  if (isSeen && (await present(opened).catch(notNow)) === true) {
    await act('drive-through')
    await waited(day, { gate, passages: before.lane.passages + 1, timeout_s: 3 * patienceS })
  }
  await act('back-out')
  await until(`${gate} to be free again`, isFree, { timeoutMs: 120_000, everyMs: lookMs })
  return (await viewOf(day, gate)).lane.passages > before.lane.passages
}

async function waited({ site }: DaySite, condition: Record<string, unknown>): Promise<boolean> {
  return site.simulate('/wait', condition).then(
    () => true,
    () => false,
  )
}

/** An act that cannot be done at the moment: the reader is unplugged, the lane is empty. */
function notNow(error: unknown): undefined {
  if (!messageOf(error).includes(': 409 ') && !messageOf(error).includes(': 504 ')) throw error
}

async function tap({ site }: DaySite, gate: string, id: string, kind: 'RFID' | 'QR' = 'RFID'): Promise<void> {
  await site.simulate(`/gates/${gate}/tap`, { card_id: id, kind })
}

async function pay(day: DaySite, gate: string, car: Car, shown: string, drawer: Drawer): Promise<void> {
  const screen = await screenOf(day, gate)
  const paid = screen?.lane.paid_amount ?? 0
  if (car.payment === 'cashier' && screen?.hub.online === true) return payAtTheTill(day, gate, { car, shown, paid }, drawer)
  if (!(await waited(day, { gate, cash: 'enabled', timeout_s: patienceS }))) return
  for (const amount of notesFor((screen?.lane.amount ?? 0) - paid, car.paysTooMuch)) {
    const answer = await day.site.simulate(`/gates/${gate}/pay`, { amount }).catch(notNow)
    if (answer?.['outcome'] !== 'stacked') return
  }
}

const settled = z.looseObject({ paid_amount: z.int() })

/** A person takes the money and lets the car out. Not answered, it is asked again under the same key: the same money. */
async function payAtTheTill(
  { site }: DaySite,
  gate: string,
  { car, shown, paid }: { car: Car; shown: string; paid: number },
  drawer: Drawer,
): Promise<void> {
  const who = car.credential === 'ticket' ? { ticket: shown } : { card_id: shown }
  const key = { 'idempotency-key': `day-${car.name}-${paid}` }
  for (let tries = 0; tries < 5; tries++) {
    const body = { ...who, gate_id: gate, payment_method: 'cash' }
    const answer = await site.api('POST', '/api/parking/exit', body, key).catch(() => undefined)
    if (answer === undefined || answer.status >= 500) continue
    const result = settled.safeParse(answer.body)
    if (result.success) drawer.taken += result.data.paid_amount - paid
    return
  }
}

/** Notes that come to `due`, or one that is worth more. */
export function notesFor(due: number, tooMuch: boolean): number[] {
  const larger = notes.findLast(note => note > due)
  if (tooMuch && larger !== undefined && due > 0) return [larger]
  const chosen: number[] = []
  let left = due
  for (const note of notes) {
    for (; left >= note; left -= note) chosen.push(note)
  }
  return left > 0 ? [...chosen, 1000] : chosen
}

/** Whether it holds before the driver's patience ends. */
function isSoon(holds: () => Promise<boolean>): Promise<boolean> {
  const endMs = performance.now() + patienceS * 1000
  return until('the lane', async () => ((await holds()) ? 'yes' : performance.now() > endMs && 'no'), {
    timeoutMs: 4 * patienceS * 1000,
    everyMs: lookMs,
  }).then(answer => answer === 'yes')
}
