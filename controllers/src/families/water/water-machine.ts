/** A running water machine, as its panel uses it. */
import type { WaterStatus } from '@palang/protocol'
import type { Machine, MachineSnapshot } from '../machine.ts'
import type { CustomerAct, Refusal } from './sale-refusal.ts'

export interface WaterSnapshot extends MachineSnapshot {
  water: WaterStatus
}

export interface WaterMachine extends Machine {
  /** A customer chose a product. Null when a sale begins, else why not. */
  choose(volumeMl: number): Refusal | null
  /** Null when it is taken, else why not; nothing has happened then. */
  act(act: CustomerAct): Refusal | null
  snapshot(): WaterSnapshot
}

/** Whether the machine of this process sells water. */
export function isWaterMachine(machine: Machine): machine is WaterMachine {
  return 'choose' in machine
}
