/** What a driver does at a gate, from arriving to being through or having turned back. */
import type { Log } from '@palang/kit'
import type { HubEyes } from '../panel/hub-eyes.ts'
import { type Gate, isReading, presentCard } from '../world/gate.ts'
import type { Vehicle, VisitOutcome } from '../world/vehicle.ts'
import type { Watch } from '../world/watch.ts'
import { notesFor } from './notes.ts'
import type { Random } from './random.ts'

const driverDelays = {
  /** Lowering the window and finding the card. */
  reactionMs: [800, 2_000],
  /** The barrier stays down: try the card once more. */
  tryAgainMs: 12_000,
  /** Then give up. */
  giveUpMs: 15_000,
  /** Taking a note out of the purse. */
  noteMs: [600, 1_500],
  /** The price must appear within this, or the acceptor open. */
  priceMs: 10_000,
  /** The last note is in; the barrier should open. */
  openAfterPaymentMs: 20_000,
  /** A vehicle the hub expects waits longer: somebody pressed a button for it. */
  expectedMs: 60_000,
} as const

export interface DriverWorld {
  watch: Watch
  random: Random
  log: Log
  eyes: Pick<HubEyes, 'connected' | 'screen'>
}

/** Drives up, presents `credential`, pays what is asked, and drives through or turns back. */
export async function visit(world: DriverWorld, gate: Gate, vehicle: Vehicle, manners: { changesMind: boolean }): Promise<VisitOutcome> {
  const { lane } = gate
  if (!(await lane.arrive(vehicle, { expected: false }))) return 'turned_back'
  const before = gate.board.actuations()
  gate.plates?.see(vehicle.plate)
  await react(world)
  if (!manners.changesMind) {
    if (await attempt(world, gate, vehicle, { before, waitMs: driverDelays.tryAgainMs })) return 'passed'
    if (await attempt(world, gate, vehicle, { before: gate.board.actuations(), waitMs: driverDelays.giveUpMs })) return 'passed'
  }
  await lane.backOut(vehicle)
  return 'turned_back'
}

/** Drives up and through for somebody who was let in or out over the hub's interface. */
export async function expectedVisit(gate: Gate, vehicle: Vehicle): Promise<VisitOutcome> {
  if (!(await gate.lane.arrive(vehicle, { expected: true }))) return 'turned_back'
  gate.plates?.see(vehicle.plate)
  if (await gate.lane.pass(vehicle, { timeoutMs: driverDelays.expectedMs })) return 'passed'
  await gate.lane.backOut(vehicle)
  return 'turned_back'
}

/** Whose plate opened the barrier, or had the price shown, shows nothing else. */
async function attempt(
  world: DriverWorld,
  gate: Gate,
  vehicle: Vehicle,
  { before, waitMs }: { before: number; waitMs: number },
): Promise<boolean> {
  const opened = () => gate.board.actuations() > before
  const asked = () => gate.cash?.isEnabled() === true
  // A reader whose light is off is not offered a card.
  const ready = () => isReading(gate) || opened()
  if (!(await world.watch.until(ready, waitMs))) return false
  const isPricedByPlate = gate.plates !== undefined && asked()
  if (!opened() && !isPricedByPlate) present(world, gate, vehicle)
  if (gate.direction === 'out') {
    await world.watch.until(() => opened() || asked(), waitMs)
    if (!opened() && asked()) {
      await pay(world, gate, opened)
      return gate.lane.pass(vehicle, { timeoutMs: driverDelays.openAfterPaymentMs, afterActuations: before })
    }
  }
  return gate.lane.pass(vehicle, { timeoutMs: waitMs, afterActuations: before })
}

function present({ eyes }: DriverWorld, gate: Gate, vehicle: Vehicle): void {
  if (vehicle.card !== null) presentCard(gate, vehicle.card)
  else if (vehicle.ticket !== null) gate.reader.present(vehicle.ticket, 'QR')
  else if (gate.direction === 'in' && eyes.connected()) gate.board.press('BTN')
  else gate.board.press('HELP')
}

/** Puts notes in until the acceptor closes, the barrier opens or everything asked for is paid. */
async function pay({ watch, random, eyes, log }: DriverWorld, gate: Gate, opened: () => boolean): Promise<void> {
  const { cash } = gate
  if (cash === undefined) return
  await watch.until(() => eyes.screen(gate.id)?.amount !== undefined || opened(), eyes.connected() ? driverDelays.priceMs : 0)
  const screen = eyes.screen(gate.id)
  const due = screen?.amount === undefined ? undefined : screen.amount - (screen.paid_amount ?? 0)
  for (const note of notesFor(due, random, cash)) {
    await watch.pause(random.between(...driverDelays.noteMs))
    if (opened() || !cash.isEnabled()) return
    const outcome = await cash.insert(note)
    log.debug({ gate: gate.id, note, outcome }, 'note')
    // The host needs a moment to close the slot once enough was paid.
    if (outcome === 'stacked') await watch.until(() => opened() || !cash.isEnabled(), driverDelays.noteMs[0])
  }
}

async function react({ watch, random }: DriverWorld): Promise<void> {
  await watch.pause(random.between(...driverDelays.reactionMs))
}
