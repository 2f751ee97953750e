/** What customers pay with at any machine: cards, notes, a card terminal. */
import type { Devices, MachineConfig } from '@palang/config'
import type { Clock } from '@palang/kit/clock'
import { z } from 'zod'
import { CashAcceptor, type CashMachine } from '../cash/acceptor.ts'
import { IctAcceptor } from '../cash/ict-acceptor.ts'
import { createReader, type NewlineReader } from '../readers/newline-reader.ts'
import { CardTerminal } from '../terminal/card-terminal.ts'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'

export interface TillPlan {
  hasReader: boolean
  /** Of the site file; undefined where the simulator plays none. */
  cash: MachineConfig['devices']['cash']
  hasTerminal: boolean
}

export interface Till {
  /** Not on a port where the site has none, or a real one. */
  reader: NewlineReader
  hasReader: boolean
  cash: CashMachine | undefined
  terminal: CardTerminal | undefined
}

export interface StandParts {
  clock: Clock
  makePort: PortMaker
  changed: () => void
}

/** What of these devices is played. */
export function tillPlan({ reader, cash, terminal }: Devices): TillPlan {
  return {
    hasReader: reader !== undefined && reader.simulated !== false,
    cash: cash?.simulated === false ? undefined : cash,
    hasTerminal: terminal !== undefined && terminal.simulated !== false,
  }
}

export function createTill(id: string, { hasReader, cash, hasTerminal }: TillPlan, parts: StandParts): Till {
  return {
    hasReader,
    reader: createReader({ name: `${id}-reader`, ...parts }),
    cash: createCash(id, cash, parts),
    terminal: hasTerminal ? new CardTerminal({ name: `${id}-terminal`, ...parts }) : undefined,
  }
}

function createCash(id: string, cash: TillPlan['cash'], parts: StandParts): CashMachine | undefined {
  if (cash === undefined) return undefined
  const named = { ...parts, name: `${id}-cash` }
  return cash.driver === 'ict' ? new IctAcceptor({ ...named, channels: cash.channels, bytes: cash.bytes }) : new CashAcceptor(named)
}

/** The ports that are played, by the name the ready message gives them. */
export function tillPorts({ reader, hasReader, cash, terminal }: Till): Record<string, PlayedPort> {
  return {
    ...(hasReader ? { reader: reader.port } : {}),
    ...(cash === undefined ? {} : { cash: cash.port }),
    ...(terminal === undefined ? {} : { terminal: terminal.port }),
  }
}

export function describeTill({ reader, cash, terminal }: Till) {
  return {
    reader: { connected: reader.port.isOpen(), reads: reader.reads() },
    cash: cash?.view() ?? null,
    terminal: terminal?.view() ?? null,
  }
}

export const tillFault = z.enum([
  'reader_unplugged',
  'cash_unplugged',
  'cash_jammed',
  'cash_full',
  'cash_open',
  'cash_unpowered',
  'terminal_unplugged',
])
export type TillFault = z.infer<typeof tillFault>

/** Breaks or mends one thing. False when there is no such device. */
export async function setTillFault({ reader, hasReader, cash, terminal }: Till, fault: TillFault, on: boolean): Promise<boolean> {
  switch (fault) {
    case 'reader_unplugged':
      if (hasReader) await (on ? reader.port.unplug() : reader.port.plug())
      return hasReader
    case 'cash_unplugged':
      await (on ? cash?.port.unplug() : cash?.port.plug())
      return cash !== undefined
    case 'terminal_unplugged':
      await (on ? terminal?.port.unplug() : terminal?.port.plug())
      return terminal !== undefined
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
