/** What each family does in the hub. A family missing here does not compile. */
import type { Site } from '@palang/config'
import { isoNow, type Clock, type Log } from '@palang/kit'
import type { Family } from '@palang/protocol'
import type { Projection } from '../intake/projection.ts'
import type { FactRecord } from '../store/records.ts'
import type { GateHolding, OnlinePayments } from '../services.ts'
import { groupCommit } from '../store/group-commit.ts'
import type { Store } from '../store/store.ts'
import type { FactRule } from './fact-rules.ts'
import { applyCheckpointFact } from './checkpoint/facts.ts'
import { checkpointMark, checkpointPlan } from './checkpoint/plan.ts'
import { applyGateFact } from './gate/facts.ts'
import { gateConfig } from './gate/machine-config.ts'
import { applyMachineFact } from './machine-facts.ts'
import { applyTreatmentFact } from './ozone/facts.ts'
import { treatmentConfig, treatmentMark } from './ozone/settings.ts'
import { applyWaterFact } from './water/facts.ts'
import { waterConfig, waterMark } from './water/settings.ts'

/** What a machine is told at the start of its link, and a version that changes exactly when the content does. */
export interface MachineSettings {
  version: string
  config: Record<string, unknown>
}

/** What settings are made of. */
export interface SettingsSource {
  store: Store
  site: Site
  log: Log
  hold: Pick<GateHolding, 'state'>
  payments: Pick<OnlinePayments, 'isOffered'>
  /** Seals the codes of tickets. */
  ticketKey?: () => string
}

/** What a mark is made of. */
export type MarkSource = Pick<SettingsSource, 'store' | 'payments'>

/** What each machine of a family is told, all read at one moment. */
export type FamilySettings = (machineId: string) => MachineSettings

export interface HubFamily {
  apply: FactRule
  settings(from: SettingsSource, at: string): Promise<FamilySettings>
  /** Cheap to read, and another text when machines should be told anew within seconds, whoever changed something. */
  mark?(from: MarkSource, at: string): Promise<string>
}

const families = {
  gate: {
    apply: applyGateFact,
    async settings(from, at) {
      const same = await gateConfig(from, at)
      return () => same
    },
    mark: async ({ store }) => JSON.stringify(await store.tariffs.starts()),
  },
  water: { apply: applyWaterFact, settings: waterConfig, mark: waterMark },
  ozone: { apply: applyTreatmentFact, settings: treatmentConfig, mark: treatmentMark },
  checkpoint: { apply: applyCheckpointFact, settings: checkpointPlan, mark: checkpointMark },
} satisfies Record<Family, HubFamily>

/**
 * Applies one checked fact: what it means at every machine, then what it means in its family. For the rules nothing happens
 * after it was heard of: a machine's clock that runs ahead would lengthen the grace time after paying, shorten stays and
 * raise alarms in the future.
 */
export function applyFact(family: Family, projection: Projection, fact: FactRecord, site: Site): void {
  const happened = fact.occurredAt > fact.receivedAt ? { ...fact, occurredAt: fact.receivedAt } : fact
  applyMachineFact(projection, happened, site)
  families[family].apply(projection, happened, site)
}

/** A text that changes when machines of the family are to be told anew within seconds; always the same one where nothing is that urgent. */
export async function settingsMark(family: Family, from: MarkSource, at: string): Promise<string> {
  const { mark }: HubFamily = families[family]
  return mark === undefined ? '' : mark(from, at)
}

/**
 * What the machines of a family are told at the start of their link. When all come back at once, those that ask while it is
 * read share the next reading.
 */
export function sharedSettings(parts: SettingsSource & { clock: Clock }): (family: Family) => Promise<FamilySettings> {
  const readings = groupCommit<Family, FamilySettings>({
    maxWeight: parts.site.machines.length,
    commit(asked) {
      const read: { [F in Family]?: Promise<FamilySettings> } = {}
      return Promise.all(asked.map(family => (read[family] ??= families[family].settings(parts, isoNow(parts.clock)))))
    },
  })
  return family => readings.submit(family)
}
