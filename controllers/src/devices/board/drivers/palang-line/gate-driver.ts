/** A Palang line board at a gate: barrier, loops, beam and buttons. */
import { listeners } from '../../../../io/listeners.ts'
import type { DeviceStatus } from '../../../status.ts'
import type { BoardEvent, BoardPort, GateInputs, MoveResult } from '../../port.ts'
import { readBit, readGate } from './answers.ts'
import { maxHoldMs } from './delays.ts'
import type { Request } from './exchange.ts'
import { PalangLine, type PalangLineOptions } from './line.ts'

const unknownInputs: GateInputs = { barrier: 'unknown', positionKnown: false, loop1: false, loop2: false, beam: false }

const inputNames: Readonly<Record<string, 'loop1' | 'loop2' | 'beam'>> = { LOOP1: 'loop1', LOOP2: 'loop2', BEAM: 'beam' }
const buttonNames: Readonly<Record<string, 'ticket_button' | 'help_button'>> = { BTN: 'ticket_button', HELP: 'help_button' }

export class PalangLineGate implements BoardPort {
  readonly #line: PalangLine
  readonly #events = listeners<BoardEvent>()
  #inputs: GateInputs = unknownInputs

  constructor(options: PalangLineOptions) {
    this.#line = new PalangLine(options, {
      onStatus: status => this.#events.tell({ kind: 'status', status }),
      onState: ({ gate, loop1, loop2, beam }, announce) =>
        this.#setInputs({ barrier: gate, positionKnown: true, loop1, loop2, beam }, announce),
      onRestarted: cause => this.#events.tell({ kind: 'restarted', cause }),
      onLost: () => this.#setInputs({ ...this.#inputs, barrier: 'unknown', positionKnown: false }),
      onEvent: (name, fields) => this.#onEvent(name, fields[0]),
      onGarbage: (bytes, reason) => this.#events.tell({ kind: 'garbage', bytes, reason }),
    })
  }

  start(): void {
    this.#line.start()
  }

  stop(): Promise<void> {
    return this.#line.stop()
  }

  status(): DeviceStatus {
    return this.#line.status()
  }

  inputs(): GateInputs {
    return this.#inputs
  }

  subscribe(listener: (event: BoardEvent) => void): () => void {
    return this.#events.add(listener)
  }

  open(holdMs: number): Promise<MoveResult> {
    if (!Number.isInteger(holdMs) || holdMs < 0 || holdMs > maxHoldMs) {
      return Promise.resolve({ ok: false, code: 'not_supported', message: `a hold of 0–${maxHoldMs} ms`, moved: 'no' })
    }
    return this.#move({ word: 'OPEN', args: [holdMs], rank: 'order' })
  }

  close(): Promise<MoveResult> {
    return this.#move({ word: 'CLOSE', rank: 'order' })
  }

  halt(): Promise<MoveResult> {
    return this.#move({ word: 'STOP', rank: 'urgent' })
  }

  /** True for what is no part of the state: a button is told, and there is nothing to ask. */
  #onEvent(name: string, value: string | undefined): boolean {
    const bit = readBit(value)
    const button = buttonNames[name]
    const input = inputNames[name]
    const barrier = name === 'GATE' ? readGate(value) : undefined
    if (barrier !== undefined) this.#setInputs({ ...this.#inputs, barrier })
    else if (input !== undefined && bit !== undefined) this.#setInputs({ ...this.#inputs, [input]: bit })
    else if (button !== undefined && bit !== undefined) this.#events.tell({ kind: 'input', input: button, on: bit })
    return name !== 'GATE' && input === undefined
  }

  #move(request: Request): Promise<MoveResult> {
    return this.#line.order<MoveResult>(request, () => ({ ok: true, position: this.#inputs.barrier }))
  }

  #setInputs(next: GateInputs, before?: () => void): void {
    const last = this.#inputs
    this.#inputs = next
    before?.()
    for (const input of ['loop1', 'loop2', 'beam'] as const) {
      if (last[input] !== next[input]) this.#events.tell({ kind: 'input', input, on: next[input] })
    }
    if (last.barrier !== next.barrier) this.#events.tell({ kind: 'barrier', position: next.barrier })
  }
}
