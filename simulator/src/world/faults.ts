/** What can be broken at a gate on demand. */
import { z } from 'zod'
import { IctAcceptor } from '../cash/ict-acceptor.ts'
import type { Gate } from './gate.ts'

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
  'reader_unplugged',
  'cash_unplugged',
  'cash_jammed',
  'cash_full',
  'cash_open',
  'cash_unpowered',
  'terminal_unplugged',
])
export type FaultKind = z.infer<typeof faultKind>

/** Breaks or mends one thing. False when the gate has no such device. */
export async function setFault(gate: Gate, fault: FaultKind, on: boolean): Promise<boolean> {
  const { board, reader, cash } = gate
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
    case 'reader_unplugged':
      if (gate.hasReader) await (on ? reader.port.unplug() : reader.port.plug())
      return gate.hasReader
    case 'cash_unplugged':
      await (on ? cash?.port.unplug() : cash?.port.plug())
      return cash !== undefined
    case 'terminal_unplugged':
      await (on ? gate.terminal?.port.unplug() : gate.terminal?.port.plug())
      return gate.terminal !== undefined
    case 'cash_jammed':
      cash?.jam(on)
      return cash !== undefined
    case 'cash_full':
    case 'cash_open':
    case 'cash_unpowered':
      return cash instanceof IctAcceptor && breakAcceptor(cash, fault, on)
  }
}

function breakAcceptor(acceptor: IctAcceptor, fault: 'cash_full' | 'cash_open' | 'cash_unpowered', on: boolean): true {
  if (fault === 'cash_full') acceptor.fill(on)
  else if (fault === 'cash_open') acceptor.open(on)
  else acceptor.power(!on)
  return true
}
