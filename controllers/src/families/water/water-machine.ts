/** A running water machine, as its panel uses it. */
import type { WaterStatus } from '@palang/protocol'
import type { Machine, MachineSnapshot } from '../machine.ts'
import type { refusalOf } from './sale.ts'

export interface WaterSnapshot extends MachineSnapshot {
  water: WaterStatus
}

/** What a customer does at the screen, beside choosing; what comes of it is told by the status. */
export type CustomerAct = { kind: 'cancel' | 'stop' | 'done' } | { kind: 'qris' | 'pay_card'; act: 'start' | 'cancel' }

export interface WaterMachine extends Machine {
  /** A customer chose a product. Null when a sale begins, else why not, as an error code. */
  choose(volumeMl: number): ReturnType<typeof refusalOf>
  act(act: CustomerAct): void
  snapshot(): WaterSnapshot
}

/** Whether the machine of this process sells water. */
export function isWaterMachine(machine: Machine): machine is WaterMachine {
  return 'choose' in machine
}
