/** What can be broken at a gate on demand. */
import { z } from 'zod'
import type { Gate } from './gate.ts'
import { setTillFault, tillFault } from './till.ts'

export const faultKind = z.enum([
  'jammed',
  'silent',
  'unplugged',
  'wrong_checksum',
  'slow',
  'estop',
  'loop1_stuck',
  'loop2_stuck',
  'beam_stuck',
  ...tillFault.options,
])
export type FaultKind = z.infer<typeof faultKind>

/** Breaks or mends one thing. False when the gate has no such device. */
export async function setFault(gate: Gate, fault: FaultKind, on: boolean): Promise<boolean> {
  const { board } = gate
  switch (fault) {
    case 'jammed':
      board.jam(on)
      return true
    case 'silent':
    case 'wrong_checksum':
    case 'slow':
      board.fault(fault, on)
      return true
    case 'estop':
      board.feel('estop', on)
      return true
    case 'loop1_stuck':
      board.stick('loop1', on)
      return true
    case 'loop2_stuck':
      board.stick('loop2', on)
      return true
    case 'beam_stuck':
      board.stick('beam', on)
      return true
    case 'unplugged':
      await (on ? board.port.unplug() : board.port.plug())
      return true
    default:
      return setTillFault(gate, fault, on)
  }
}
