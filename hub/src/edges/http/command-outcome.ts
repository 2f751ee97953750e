/** How a command's state becomes an HTTP answer. */
import { isCoded, uuidv7 } from '@palang/kit'
import { isErrorCode, type CommandLife, type ErrorCode } from '@palang/protocol'
import type { CommandRequest, HubServices } from '../../services.ts'
import type { CommandEventRecord, CommandRecord } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import { refusal } from './problem.ts'
import { commandView } from './views.ts'

/** Longer than deadline, evidence and the way there and back take together. */
const commandAnswerWithinMs = 30_000

/**
 * Sends the command and waits as asked. A refusal before it was sent (offline, unknown machine) is thrown with the
 * `command` as it was recorded, when it was, so that the asker sees whether it is over.
 */
export async function sendAndWait(
  services: Pick<HubServices, 'fleet' | 'store' | 'clock'>,
  request: CommandRequest,
  wait: 'terminal' | 'accepted',
): Promise<CommandRecord> {
  const id = request.id ?? uuidv7(services.clock.now())
  try {
    const command = await services.fleet.send({ ...request, id })
    return wait === 'terminal' ? await endedInTime(services, command.id) : command
  } catch (error) {
    if (!isCoded(error) || !isErrorCode(error.code)) throw error
    const recorded = await services.store.commands.get(id).catch(() => undefined)
    if (recorded === undefined) throw error
    throw refusal(error.code, error.message, { ...error.detail, command_id: id, command: commandView(recorded.command) })
  }
}

/** A command always ends in time, unless its end cannot be written down: then the asker is told so and may ask for it later. */
async function endedInTime({ fleet, clock }: Pick<HubServices, 'fleet' | 'clock'>, id: string): Promise<CommandRecord> {
  const late = Promise.withResolvers<never>()
  const timer = clock.after(commandAnswerWithinMs, () =>
    late.reject(refusal('database_unavailable', 'what became of the command cannot be written down now; ask for it later')),
  )
  try {
    return await Promise.race([fleet.ended(id), late.promise])
  } finally {
    timer.cancel()
  }
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
