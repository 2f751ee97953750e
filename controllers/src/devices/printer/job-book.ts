/** What became of each job: the part of "printed at most once" that no printer does for us. */
import { mutex } from '@palang/kit'
import { refused, uncertain } from '../status.ts'
import type { PrintJob, PrintMemory, PrintResult } from './port.ts'

/** How many ids are remembered, and how many lost jobs offered. */
const rememberedJobs = 500
const offeredJobs = 20

/** Puts one job on paper, as a copy or not; `moved: 'maybe'` when nobody can say how much of it came out. */
export type Printing = (job: PrintJob, options: { isCopy: boolean }) => Promise<PrintResult>

export interface JobBook {
  print(job: PrintJob): Promise<PrintResult>
  lost(): readonly PrintJob[]
  reprint(id: string): Promise<PrintResult>
}

/** Of a printer without one: lost jobs are known to this run only. */
const noMemory: PrintMemory = { kept: () => [], keep: () => undefined }

/**
 * Jobs go one after the other; the same job asked for while it is printed waits for that one. `connection` tells one
 * connection from the next: a job that was still waiting when its connection was lost is refused. What `memory` holds at
 * the start is lost, for nobody saw its end.
 */
export function jobBook(printing: Printing, connection: () => number, memory: PrintMemory = noMemory): JobBook {
  const turns = mutex()
  const printed = new Set<string>()
  const lost = new Map(memory.kept().map(job => [job.id, job]))
  /** Lost and no longer offered; they still count: none must be printed as if it were new. */
  const forgotten = new Set<string>()
  const offerTheNewest = () => {
    for (const old of [...lost.keys()].slice(0, -offeredJobs)) {
      lost.delete(old)
      remember(forgotten, old)
    }
  }
  offerTheNewest()
  const begin = async (job: PrintJob): Promise<PrintResult> => {
    if (printed.has(job.id)) return { ok: true }
    if (lost.has(job.id)) return lostAlready(job.id, true)
    if (forgotten.has(job.id)) return lostAlready(job.id, false)
    // Before its first byte leaves: whatever ends this program from here on, the job is found as lost.
    memory.keep([...lost.values(), job])
    const result = await printing(job, { isCopy: false })
    if (result.ok) remember(printed, job.id)
    else if (result.moved === 'maybe') {
      lost.set(job.id, job)
      offerTheNewest()
    }
    memory.keep([...lost.values()])
    return result
  }
  const copy = async (id: string): Promise<PrintResult> => {
    const job = lost.get(id)
    if (job === undefined) return refused('not_supported', `there is no lost job ${id}`)
    const result = await printing(job, { isCopy: true })
    if (result.ok) {
      lost.delete(id)
      remember(printed, id)
      memory.keep([...lost.values()])
    }
    return result
  }
  const inTurn = (work: () => Promise<PrintResult>): Promise<PrintResult> => {
    const asked = connection()
    return turns.run(() => (asked === connection() ? work() : Promise.resolve(reconnected)))
  }
  return {
    print: job => inTurn(() => begin(job)),
    lost: () => [...lost.values()],
    reprint: id => inTurn(() => copy(id)),
  }
}

const reconnected = refused('device_unavailable', 'the connection to the printer was lost before its turn came')

function lostAlready(id: string, isOffered: boolean): PrintResult {
  return uncertain('timeout', `whether ${id} was printed is not known${isOffered ? '; it can be printed again as a copy' : ''}`)
}

function remember(ids: Set<string>, id: string): void {
  ids.add(id)
  for (const oldest of ids) {
    if (ids.size <= rememberedJobs) return
    ids.delete(oldest)
  }
}
