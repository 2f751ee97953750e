/** How a command's state becomes an HTTP answer. */
import { isCoded, uuidv7 } from '@palang/kit'
import { isErrorCode, type CommandLife, type CommandView, type ErrorCode } from '@palang/protocol'
import { inTime, workMs } from '../../fleet/command-delays.ts'
import type { CommandRequest, HubServices } from '../../services.ts'
import type { CommandEventRecord, CommandRecord } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import { refusal } from './problem.ts'
import { commandView } from './views.ts'

/**
 * Sends the command and waits as asked. A refusal before it was sent (offline, unknown machine) is thrown with the
 * `command` as it was recorded, when it was, so that the asker sees whether it is over. An end that cannot be written down
 * is `database_unavailable` with the command's id.
 */
export async function sendAndWait(
  { fleet, store, clock }: Pick<HubServices, 'fleet' | 'store' | 'clock'>,
  request: CommandRequest,
  wait: 'terminal' | 'accepted',
): Promise<CommandRecord> {
  const sinceMs = clock.monotonic()
  const id = request.id ?? uuidv7(clock.now())
  /** An earlier command's, when the request repeats one. */
  let sentId: string | undefined
  try {
    const command = await fleet.send({ ...request, id })
    sentId = command.id
    return wait === 'terminal' ? await inTime(clock, { commandId: sentId, sinceMs, workMs: workMs(request) }, fleet.ended(sentId)) : command
  } catch (error) {
    if (!isCoded(error) || !isErrorCode(error.code)) throw error
    const told = error.detail['command_id']
    const knownId = typeof told === 'string' ? told : sentId
    const recorded = await store.commands.get(knownId ?? id).catch(() => undefined)
    if (recorded !== undefined)
      throw refusal(error.code, error.message, { ...error.detail, command_id: knownId ?? id, command: commandView(recorded.command) })
    throw knownId === undefined ? error : refusal(error.code, error.message, { ...error.detail, command_id: knownId })
  }
}

/**
 * Sends the command and answers as asked: with its whole life once it succeeded, or with the command once it was accepted.
 * Throws as {@link sendAndWait} and {@link provenOrThrow} do.
 */
export async function commandAnswer(
  services: Pick<HubServices, 'fleet' | 'store' | 'clock'>,
  request: CommandRequest,
  wait: 'terminal' | 'accepted',
): Promise<CommandLife | CommandView> {
  const command = provenOrThrow(await sendAndWait(services, request, wait))
  // The machine has the command: nothing that fails from here on may look as if it had refused.
  if (wait === 'accepted') return commandView(command)
  const life = await services.store.commands.get(command.id)
  return commandLifeView(services.store, { command, events: life?.events ?? [] })
}

/** The command when it succeeded or is still on its way as asked; otherwise throws what became of it, with its id. */
export function provenOrThrow(command: CommandRecord): CommandRecord {
  const detail = { command_id: command.id, command: commandView(command) }
  switch (command.state) {
    case 'succeeded':
    case 'accepted':
    case 'sent':
    case 'queued':
      return command
    case 'unknown':
      throw refusal('outcome_unknown', command.error?.message ?? 'the machine took the command but did not report its outcome', detail)
    case 'expired':
      throw refusal('expired', command.error?.message ?? 'the deadline passed before the command could start', detail)
    case 'rejected':
    case 'failed':
      throw refusal(codeOf(command), command.error?.message ?? `the command ${command.state}`, detail)
  }
}

function codeOf(command: CommandRecord): ErrorCode {
  const code = command.error?.code
  return code !== undefined && isErrorCode(code) ? code : 'conflict'
}

/** A command's whole life as the API shows it, with the pictures taken of it. */
export async function commandLifeView(
  { photos }: Pick<Store, 'photos'>,
  { command, events }: { command: CommandRecord; events: readonly CommandEventRecord[] },
): Promise<CommandLife> {
  const taken = await photos.ofCommand(command.id)
  return {
    ...commandView(command),
    events: events.map(({ seq, state, at, note }) => ({ seq, state, at, note })),
    photos: taken.map(({ id, takenAt, reason }) => ({ image_id: id, url: `/api/photos/${id}`, taken_at: takenAt, reason })),
  }
}
