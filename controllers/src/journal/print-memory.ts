/** The print jobs whose end nobody has seen, kept so that the next run of this program offers them. */
import { type Log, messageOf } from '@palang/kit'
import { z } from 'zod'
import type { PrintJob, PrintMemory } from '../devices/printer/port.ts'
import type { Journal } from './journal.ts'

const place = { outlet: z.string(), gate: z.string(), timeZone: z.string(), atMs: z.int() }

const printJob = z.object({
  id: z.string().min(1),
  content: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('entry_ticket'),
      ...place,
      ticket: z.string(),
      code: z.string().exactOptional(),
      plate: z.string().exactOptional(),
    }),
    z.object({
      kind: z.literal('receipt'),
      ...place,
      reference: z.string().exactOptional(),
      durationMinutes: z.int().exactOptional(),
      lines: z.array(z.object({ text: z.string(), name: z.string().exactOptional(), quantity: z.int(), amount: z.int() })),
      currency: z.string(),
      amount: z.int(),
      paidAmount: z.int(),
      changeAmount: z.int(),
      method: z.enum(['cash', 'card', 'qris', 'free']),
      leaveByMs: z.number().exactOptional(),
      code: z.string(),
    }),
  ]),
}) satisfies z.ZodType<PrintJob>

/** The jobs as last kept in the journal; what cannot be read is left out. A journal that takes no writes is told to the log. */
export function printMemory(journal: Pick<Journal, 'meta' | 'setMeta'>, log: Log): PrintMemory {
  let text = journal.meta('prints') ?? '[]'
  return {
    kept: () => readJobs(text, log),
    keep(jobs) {
      const now = JSON.stringify(jobs)
      if (now === text) return
      try {
        journal.setMeta('prints', now)
        text = now
      } catch (error) {
        log.error({ err: messageOf(error), jobs: jobs.map(job => job.id) }, 'print jobs under way were not kept; a restart forgets them')
      }
    },
  }
}

function readJobs(text: string, log: Log): PrintJob[] {
  const found = listIn(text)
  const jobs = found.flatMap(one => printJob.safeParse(one).data ?? [])
  if (jobs.length < found.length) log.warn({ kept: found.length, read: jobs.length }, 'print jobs in the journal cannot be read')
  return jobs
}

function listIn(text: string): unknown[] {
  try {
    return z.array(z.unknown()).catch([]).parse(JSON.parse(text))
  } catch {
    return []
  }
}
