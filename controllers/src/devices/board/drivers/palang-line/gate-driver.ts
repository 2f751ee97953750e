/** A Palang line board at a gate: barrier, loops, beam and buttons. */
import { TellingDevice } from '../../../told.ts'
import type { BoardEvent, BoardPort, GateInputs, MoveResult } from '../../port.ts'
import { BoardTold, holdRefused } from '../../told.ts'
import { emergencyStopBit, readBit, readCount, readGate } from './answers.ts'
import type { Request } from './exchange.ts'
import { PalangLine, type PalangLineOptions } from './line.ts'

const inputNames: Readonly<Record<string, 'loop1' | 'loop2' | 'beam' | 'estop'>> = {
  LOOP1: 'loop1',
  LOOP2: 'loop2',
  BEAM: 'beam',
  ESTOP: 'estop',
}
const buttonNames: Readonly<Record<string, 'ticket_button' | 'help_button'>> = { BTN: 'ticket_button', HELP: 'help_button' }

export class PalangLineGate extends TellingDevice<BoardEvent> implements BoardPort {
  readonly #line: PalangLine
  protected readonly told: BoardTold
  /** `STAT` does not tell the emergency stop: it is asked for once after each connection and restart. */
  #mustAskStop = true

  constructor(options: PalangLineOptions) {
    super()
    this.told = new BoardTold(options.clock)
    this.#line = new PalangLine(options, {
      told: this.told,
      onState: ({ gate, loop1, loop2, beam }, announce) => {
        this.told.setInputs({ barrier: gate, positionKnown: true, loop1, loop2, beam }, announce)
        if (this.#mustAskStop) this.#askStop()
      },
      onRestarted: () => void (this.#mustAskStop = true),
      onLost: () => {
        this.#mustAskStop = true
        this.told.setInputs({ barrier: 'unknown', positionKnown: false })
      },
      onEvent: (name, fields) => this.#onEvent(name, fields[0]),
    })
  }

  start(): void {
    this.#line.start()
  }

  stop(): Promise<void> {
    return this.#line.stop()
  }

  inputs(): GateInputs {
    return this.told.inputs
  }

  open(holdMs: number): Promise<MoveResult> {
    const wrong = holdRefused(holdMs)
    return wrong === undefined ? this.#move({ word: 'OPEN', args: [holdMs], rank: 'order' }) : Promise.resolve(wrong)
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
    if (barrier !== undefined) this.told.setInputs({ barrier })
    else if (input !== undefined && bit !== undefined) this.told.setInputs({ [input]: bit })
    else if (button !== undefined && bit !== undefined) this.told.tell({ kind: 'input', input: button, on: bit })
    return name !== 'GATE' && input === undefined
  }

  #askStop(): void {
    this.#line.ask('CFG', ['inputs'], answer => {
      // A board that does not know the key tells its stop by events alone.
      if (answer.kind !== 'lost') this.#mustAskStop = false
      const mask = answer.kind === 'ok' ? readCount(answer.fields[1]) : undefined
      if (mask !== undefined) this.told.setInputs({ estop: (mask & (1 << emergencyStopBit)) !== 0 })
    })
  }

  #move(request: Request): Promise<MoveResult> {
    return this.#line.order<MoveResult>(request, () => ({ ok: true, position: this.told.inputs.barrier }))
  }
}
