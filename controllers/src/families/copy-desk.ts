/** The papers of which nobody knows whether they came out, and the one copy a person has printed of each. */
import type { CommandResult, LostPrint } from '@palang/protocol'
import type { PrinterPort, PrintJob, PrintResult } from '../devices/printer/port.ts'
import { deviceFailure } from './device-failure.ts'

export interface CopyDesk {
  /** Undefined where no printer is fitted. */
  lost(): LostPrint[] | undefined
  /** Prints a copy of the lost job; `answer` gets every state of the command, in order. */
  print(id: string, jobId: string): Promise<void>
}

export interface CopyDeskOptions {
  printer: PrinterPort | undefined
  answer(result: CommandResult): void
  /** A copy came out. */
  onPrinted(jobId: string): void
}

/** The desk of one machine. */
export function copyDesk({ printer, answer, onPrinted }: CopyDeskOptions): CopyDesk {
  return {
    lost: () => printer?.lost().map(lostPrint),
    async print(id, jobId) {
      const gone = { code: 'not_found', message: `There is no lost paper ${jobId}` }
      const isLost = () => printer?.lost().some(job => job.id === jobId) === true
      if (printer === undefined)
        return answer({ command_id: id, state: 'rejected', error: { code: 'device_missing', message: 'This machine has no printer' } })
      if (!isLost()) return answer({ command_id: id, state: 'rejected', error: gone })
      answer({ command_id: id, state: 'accepted' })
      const result = await printer.reprint(jobId).catch(deviceFailure)
      if (result.ok) onPrinted(jobId)
      // Somebody else's copy came out while this one waited for its turn.
      const isTooLate = !result.ok && !isLost()
      answer(isTooLate ? { command_id: id, state: 'failed', error: gone } : resultOf(id, jobId, result))
    },
  }
}

function resultOf(id: string, jobId: string, result: PrintResult): CommandResult {
  if (result.ok) {
    const kind = result.isAssumed === true ? 'assumed' : 'printed'
    return { command_id: id, state: 'succeeded', evidence: { kind, job_id: jobId } }
  }
  const { code, message, moved } = result
  if (moved === 'maybe') return { command_id: id, state: 'unknown', error: { code: 'outcome_unknown', message } }
  return { command_id: id, state: 'failed', error: { code, message } }
}

function lostPrint({ id, content }: PrintJob): LostPrint {
  const reference = 'ticket' in content ? content.ticket : 'reference' in content ? content.reference : undefined
  return {
    job_id: id,
    kind: content.kind === 'entry_ticket' ? 'entry_ticket' : 'receipt',
    ...(reference === undefined ? {} : { reference }),
    at: new Date(content.atMs).toISOString(),
  }
}
