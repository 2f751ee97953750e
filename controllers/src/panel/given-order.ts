/** An order given at the panel: by the hub, which passes a command on, or by a person, who needs no ticket for it. */
import { uuidv7 } from '@palang/kit'
import { type CommandResult, foreignId, isoTime, uuid } from '@palang/protocol'
import type { MachineCommand } from '../families/machine.ts'
import { judgeCommand, type Verdict } from '../link/command-gate.ts'
import { resultOf } from './machine-routes.ts'
import { problem } from './problem.ts'
import type { PanelSource } from './source.ts'

/** What a command passed on by the hub carries; one given here by hand needs none. */
export const orderTicket = { id: foreignId.optional(), deadline: isoTime.optional(), hub_epoch: uuid.optional() }

interface Ticket {
  id?: string | undefined
  deadline?: string | undefined
  hub_epoch?: string | undefined
}

/**
 * Carries the order out once: the same id again gets the earlier result, and one of the hub is refused when it is stale.
 * Throws the problem of what did not succeed.
 */
export async function carryOut(source: PanelSource, ticket: Ticket, commandOf: (id: string) => MachineCommand): Promise<CommandResult> {
  const fromHub = ticket.deadline !== undefined || ticket.hub_epoch !== undefined
  const verdict = fromHub ? judgeCommand(source.commandGate(), ticket) : judgeLocal(source, ticket.id)
  if (verdict.kind === 'invalid')
    throw problem('invalid_request', verdict.message, { errors: [{ path: verdict.path, message: verdict.message }] })
  return resultOf(verdict.kind === 'run' ? await source.machine.execute(commandOf(verdict.id)) : verdict.result)
}

function judgeLocal(source: PanelSource, id: string | undefined): Verdict {
  const earlier = id === undefined ? undefined : source.commandGate().earlier(id)
  return earlier === undefined ? { kind: 'run', id: id ?? uuidv7() } : { kind: 'repeat', result: earlier }
}
