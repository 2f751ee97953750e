/** A running treatment machine, as its panel uses it. */
import type { Treatment, TreatmentStatus } from '@palang/protocol'
import type { Machine, MachineSnapshot } from '../machine.ts'
import type { CustomerAct, Refusal } from './sale.ts'

export interface OzoneSnapshot extends MachineSnapshot {
  ozone: TreatmentStatus
}

export interface OzoneMachine extends Machine {
  /** A customer chose a treatment. Null when a sale begins, else why not. */
  chooseTreatment(treatment: Treatment): Refusal | null
  /** Null when it is taken, else why not; nothing has happened then. */
  act(act: CustomerAct): Refusal | null
  snapshot(): OzoneSnapshot
}

/** Whether the machine of this process sells treatments. */
export function isOzoneMachine(machine: Machine): machine is OzoneMachine {
  return 'chooseTreatment' in machine
}
