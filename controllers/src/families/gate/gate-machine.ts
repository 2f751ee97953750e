/** A running gate, as the panel of a gate uses it. */
import type { GateStatusPayload, Lane } from '@palang/protocol'
import type { Machine, MachineSnapshot } from '../machine.ts'
import type { Credential, Reply } from './state.ts'

export interface GateSnapshot extends MachineSnapshot {
  gate: GateStatusPayload
  lane: Lane
}

export interface GateMachine extends Machine {
  /** Presents a credential as a reader would; resolves with the decision. */
  present(purpose: 'entry' | 'exit', credential: Credential): Promise<Reply>
  /** The customer chose QRIS, or something else instead; what comes of it is told by the lane. */
  payByQris(act: 'start' | 'cancel'): void
  /** The customer chose to pay by card, or not to after all; what comes of it is told by the lane. */
  payByCard(act: 'start' | 'cancel'): void
  /** The driver lost his ticket: somebody is called who finds his stay. */
  reportLostTicket(): void
  snapshot(): GateSnapshot
}

/** Whether the machine of this process is a gate. */
export function isGateMachine(machine: Machine): machine is GateMachine {
  return 'present' in machine
}
