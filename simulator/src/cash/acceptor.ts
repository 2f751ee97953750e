/**
 * A note acceptor with escrow and change. Device to host: `NOTE`, `STACKED`, `RETURNED`, `PAID <amount>`; host to device:
 * `ENABLE`, `DISABLE`, `ACCEPT`, `RETURN`, `CHANGE <amount>`; one per line.
 */
import type { Clock, Timer } from '@palang/kit/clock'
import { lineAssembler } from '../boards/line.ts'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'

export const cashDelays = {
  /** Drawing a note in and checking it. */
  drawMs: 400,
  /** Moving a note from escrow into the box or back to the customer. */
  moveMs: 300,
  /** A note nobody decides upon goes back by itself. */
  escrowMs: 10_000,
  payOutMs: 500,
} as const

export const notes = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] as const

export type InsertOutcome = 'stacked' | 'returned' | 'refused'

export interface CashView {
  connected: boolean
  enabled: boolean
  escrow: number | null
  /** Notes in the box and change paid out, in rupiah. */
  stacked_total: number
  paid_total: number
}

export interface CashAcceptor {
  port: PlayedPort
  /** Puts a note in; resolves with what became of it. `refused` when the slot is closed or taken. */
  insert(amount: number): Promise<InsertOutcome>
  isEnabled(): boolean
  view(): CashView
  /** A jammed acceptor takes notes and then does nothing. */
  jam(on: boolean): void
  utter(bytes: Uint8Array): void
}

interface Escrow {
  amount: number
  /** Known to the host and not yet decided. */
  waiting: boolean
  timer: Timer
  done(outcome: InsertOutcome): void
}

/** An acceptor on a port of its own; closed until the host enables it, and closed again when the host leaves. */
export function createAcceptor({ name, clock, makePort, changed }: { name: string; clock: Clock; makePort: PortMaker; changed: () => void }): CashAcceptor {
  let enabled = false
  let jammed = false
  let escrow: Escrow | undefined
  let stackedTotal = 0
  let paidTotal = 0
  let assemble = lineAssembler(60)

  const say = (line: string) => port.write(Buffer.from(`${line}\n`, 'latin1'))
  const leave = (outcome: 'stacked' | 'returned') => {
    const note = escrow
    if (note === undefined || jammed) return
    note.timer.cancel()
    note.waiting = false
    note.timer = clock.after(cashDelays.moveMs, () => {
      escrow = undefined
      if (outcome === 'stacked') stackedTotal += note.amount
      say(`${outcome.toUpperCase()} ${note.amount}`)
      note.done(outcome)
      changed()
    })
  }
  const obey = (line: string) => {
    const [word, argument] = line.trim().split(' ')
    if (word === 'ENABLE' || word === 'DISABLE') enabled = word === 'ENABLE'
    else if (word === 'ACCEPT' && escrow?.waiting === true) leave('stacked')
    else if (word === 'RETURN' && escrow?.waiting === true) leave('returned')
    else if (word === 'CHANGE' && /^[1-9]\d{0,8}$/.test(argument ?? '') && !jammed) {
      clock.after(cashDelays.payOutMs, () => {
        paidTotal += Number(argument)
        say(`PAID ${argument}`)
        changed()
      })
    }
    changed()
  }
  const power = () => {
    enabled = false
    assemble = lineAssembler(60)
    if (escrow?.waiting === true) leave('returned')
    changed()
  }
  const port = makePort(name, {
    opened: power,
    data: bytes => assemble(bytes).forEach(piece => piece.kind === 'line' && obey(piece.text)),
    closed: power,
  })
  return {
    port,
    insert: amount =>
      new Promise(resolve => {
        if (!enabled || escrow !== undefined) return resolve('refused')
        const note: Escrow = { amount, waiting: false, done: resolve, timer: clock.after(cashDelays.drawMs, () => {
          note.waiting = true
          note.timer = clock.after(cashDelays.escrowMs, () => leave('returned'))
          say(`NOTE ${amount}`)
          changed()
        }) }
        escrow = note
        changed()
      }),
    isEnabled: () => enabled,
    view: () => ({ connected: port.isOpen(), enabled, escrow: escrow?.amount ?? null, stacked_total: stackedTotal, paid_total: paidTotal }),
    jam(on) {
      jammed = on
    },
    utter: bytes => port.write(bytes),
  }
}
