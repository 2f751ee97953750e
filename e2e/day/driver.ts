/** One car at one lane: it drives up, shows what it has, pays, and drives on; or backs out and comes again. */
import { until } from '../site/until.ts'
import type { Car } from './plan.ts'
import type { DaySite } from './day-site.ts'
import { isSoon, lookMs, notNow, patienceS, screenOf, viewOf, waited } from './lane.ts'
import { type Money, pay } from './pay.ts'

/**
 * Tries once to get in; the card or the ticket with which it is inside, or undefined when it backed out. A car that sees the barrier
 * up drives, whoever opened it.
 */
export async function comeIn(day: DaySite, gate: string, car: Car): Promise<string | undefined> {
  let shown: string | undefined = car.credential === 'ticket' ? undefined : car.name
  const passed = await visit(day, gate, car, async opened => {
    if (shown !== undefined) {
      if (await isReadAndHelped(day, gate, car, opened)) return true
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
export async function goOut(day: DaySite, gate: string, car: Car, shown: string, money: Money): Promise<boolean> {
  return visit(day, gate, car, async opened => {
    if (await isReadAndHelped(day, gate, car, opened)) return true
    await tap(day, gate, shown, car.credential === 'ticket' ? 'QR' : 'RFID')
    const asked = async () => (await screenOf(day, gate))?.lane.phase === 'paying'
    if (!(await isSoon(async () => (await opened()) || (await asked())))) return false
    if (await asked()) await pay({ day, gate, car, shown, money, opened })
    return isSoon(opened)
  })
}

/** The camera reads the plate of who leaves the card in the pocket, some of them twice. False when that did not open the barrier. */
async function isReadAndHelped(day: DaySite, gate: string, car: Car, opened: () => Promise<boolean>): Promise<boolean> {
  if (!car.isRead) return false
  await day.site.simulate(`/gates/${gate}/plate`, { plate: car.plate, times: car.paysTooMuch ? 2 : 1 })
  return isSoon(opened)
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

async function tap({ site }: DaySite, gate: string, id: string, kind: 'RFID' | 'QR' = 'RFID'): Promise<void> {
  await site.simulate(`/gates/${gate}/tap`, { card_id: id, kind })
}
