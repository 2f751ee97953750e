/** What a checkpoint keeps in its journal beside its state: the plan of its hub, for days without one, and the scans it made. */
import { digestOf } from '@palang/kit'
import { readJson } from '@palang/kit/json'
import { checkpointSettings } from '@palang/protocol'
import { z } from 'zod'
import type { CheckpointBooks, ToldPlan } from '../families/machine.ts'
import type { Journal } from './journal.ts'
import { scansWaiting } from './outbox.ts'

export interface CheckpointMemory extends CheckpointBooks {
  /** Takes over the plan, where the hub told one. What is no whole plan takes nothing away. */
  update(config: Record<string, unknown>, at: string): void
}

const kept = z.object({ settings: checkpointSettings, at: z.iso.datetime() })

/** As last kept in the journal; nothing of it is read before it is asked for. */
export function checkpointMemory(journal: Journal): CheckpointMemory {
  let plan: ToldPlan | null | undefined
  let digest = ''
  return {
    plan() {
      if (plan === undefined) plan = readPlan(journal)
      return plan
    },
    update(config, at) {
      const told = checkpointSettings.safeParse(config)
      if (!told.success) return
      const text = JSON.stringify(told.data)
      const found = digestOf(text)
      // The same plan again need not be written; that it still holds is worth knowing while the program lives.
      if (found !== digest) journal.setMeta('plan', `{"at":${JSON.stringify(at)},"settings":${text}}`)
      digest = found
      plan = { settings: told.data, toldAt: at }
    },
    scans: since => journal.recorded('scan_recorded', since),
    waiting: () => scansWaiting(journal),
    lastSyncAt: () => journal.acknowledgedAt(),
  }
}

function readPlan(journal: Pick<Journal, 'meta'>): ToldPlan | null {
  const text = journal.meta('plan')
  const read = text === null ? undefined : kept.safeParse(readJson(text))
  return read?.success === true ? { settings: read.data.settings, toldAt: read.data.at } : null
}
