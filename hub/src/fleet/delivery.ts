/** The way of one command to its machine, and what follows when its answer or its evidence stays out. */
import { CodedError, isCoded, isoNow, type Clock, type Log, type Timer } from '@palang/kit'
import { isTerminal, type CommandResult, type CommandState } from '@palang/protocol'
import type { CommandRecord } from '../store/records.ts'
import type { CommandBook } from './command-book.ts'
import type { MachineConnection } from './connection.ts'
import { commandDelays, workMs } from './command-delays.ts'
import { carryOverPanel, type PanelAddress } from './panel-proxy.ts'

export interface DeliveryOptions {
  clock: Clock
  log: Log
  book: CommandBook
  hubEpoch: string
}

export interface Delivery {
  /** Resolves once the command is accepted or ended, however long that cannot be written down; so do the two ways below. */
  answer(commandId: string): Promise<CommandRecord>
  /** Hands a command that is written down as `sent` to its machine; resolves once it is accepted or ended. */
  deliver(connection: MachineConnection, command: CommandRecord): Promise<CommandRecord>
  /** Hands a command that is written down as `sent` to the machine's panel. Throws `machine_offline` when nobody answers there. */
  carry(command: CommandRecord, panel: PanelAddress): Promise<CommandRecord>
  /** Ends a command whose machine is away and throws `machine_offline`. */
  refuse(command: CommandRecord): Promise<never>
  /** Applies what a machine reports about one of its own commands. */
  settle(machineId: string, result: CommandResult): Promise<void>
  stop(): void
}

/** Whether somebody took or refused the command, so that the asker can be answered. */
function isAnswered(state: CommandState): boolean {
  return state !== 'sent' && state !== 'queued'
}

/** Delivery over whatever connection a machine has now. */
export function createDelivery({ clock, log, book, hubEpoch }: DeliveryOptions): Delivery {
  const { watch, keep, stop } = followUp({ clock, log, book })

  const answer = (commandId: string) => book.wait(commandId, isAnswered)

  async function refuse(command: CommandRecord): Promise<never> {
    const error = { code: 'machine_offline', message: `${command.machineId} is not connected` }
    watch(command)
    await keep({ command_id: command.id, state: 'rejected', error })
    throw new CodedError('machine_offline', error.message, { retryable: true, detail: { command_id: command.id } })
  }

  return {
    answer,
    async deliver(connection, command) {
      watch(command)
      if (!connection.send(messageFor(connection, command, hubEpoch, isoNow(clock)))) {
        const error = { code: 'machine_offline', message: 'the link broke before the command left' }
        await keep({ command_id: command.id, state: 'rejected', error })
        return answer(command.id)
      }
      return connection.protocol === 0 ? command : answer(command.id)
    },
    async carry(command, panel) {
      const result = await carryOverPanel(command, panel, hubEpoch)
      if (result.error?.code === 'machine_offline') return refuse(command)
      // Not before: the panel answers once, at the end, which may be after the deadline.
      watch(command)
      await keep(result)
      return answer(command.id)
    },
    refuse,
    async settle(machineId, result) {
      if (book.get(result.command_id)?.machineId === machineId) await keep(result)
    },
    stop,
  }
}

/** What follows once a command has left: its times, and its reports even while the database cannot take them. */
function followUp({ clock, log, book }: Pick<DeliveryOptions, 'clock' | 'log' | 'book'>) {
  const timers = new Map<string, Timer>()
  const retries = new Set<Timer>()
  let isStopped = false

  /** Writes a report down; while the database is away it is kept here and tried again. */
  async function keep(result: CommandResult): Promise<void> {
    try {
      const after = await book.report(result)
      if (after === undefined || !isTerminal(after.state)) return
      timers.get(after.id)?.cancel()
      timers.delete(after.id)
    } catch (error) {
      log.error({ err: error, command: result.command_id, state: result.state }, 'a command’s report was not kept')
      if (!isCoded(error) || !error.retryable || isStopped) return
      const retry = clock.after(commandDelays.keepAgain, () => {
        retries.delete(retry)
        void keep(result)
      })
      retries.add(retry)
    }
  }

  function giveUp(commandId: string): void {
    const error = { code: 'outcome_unknown', message: 'no answer in time' }
    void keep({ command_id: commandId, state: 'unknown', error })
  }

  function watch(command: CommandRecord): void {
    const deadlinePassed = () => {
      const now = book.get(command.id)
      if (now === undefined || isTerminal(now.state)) return
      if (now.state !== 'accepted') return giveUp(command.id)
      timers.set(
        command.id,
        clock.after(commandDelays.evidence + workMs(command), () => giveUp(command.id)),
      )
    }
    const untilDeadlineMs = Math.max(0, Date.parse(command.deadline) - clock.now())
    timers.set(command.id, clock.after(untilDeadlineMs, deadlinePassed))
  }

  return {
    watch,
    keep,
    stop() {
      isStopped = true
      for (const timer of [...timers.values(), ...retries]) timer.cancel()
    },
  }
}

/** The command in the form the machine's protocol has for it. */
function messageFor({ protocol }: MachineConnection, command: CommandRecord, hubEpoch: string, timestamp: string): Record<string, unknown> {
  const { type, machineId, payload } = command
  if (protocol === 0) return { type, machine_id: machineId, gate_id: machineId, timestamp, payload }
  const session = command.sessionId === null ? {} : { session_id: command.sessionId }
  return {
    type,
    machine_id: machineId,
    id: command.id,
    timestamp,
    deadline: command.deadline,
    hub_epoch: hubEpoch,
    payload: { ...payload, ...session },
  }
}
