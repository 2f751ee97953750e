/** What the hub has to know to compare the sales of gates that priced alone with its own price. */
import { gateFacts } from '@palang/protocol'
import { tariff as tariffSchema, type Tariff } from '@palang/tariff'
import { isMember } from '../families/gate/membership.ts'
import type { FactRecord, SessionRecord } from '../store/records.ts'
import type { Tx } from '../store/store.ts'

export interface LoneSaleKnowledge {
  tariff(id: string, version: number): Tariff | undefined
  /** Whether the stay was a member's when it was sold. */
  isMember(sessionId: string): boolean
}

/** Reads nothing when no gate priced by itself in this run of facts. */
export async function loadLoneSaleKnowledge(
  tx: Tx,
  facts: readonly FactRecord[],
  sessions: ReadonlyMap<string, SessionRecord>,
): Promise<LoneSaleKnowledge> {
  const tariffs = new Map<string, Tariff>()
  const members = new Set<string>()
  for (const fact of facts) {
    const sale = saleIn(fact)
    if (sale === undefined) continue
    const stay = fact.sessionId === null ? undefined : sessions.get(fact.sessionId)
    const id = stay?.tariffId ?? sale.tariff_id
    const version = stay?.tariffVersion ?? sale.tariff_version
    const known = tariffSchema.safeParse((await tx.tariffs.get(id, version))?.definition)
    if (known.success) tariffs.set(keyOf(id, version), known.data)
    if (stay !== undefined && (await isMember(tx, stay, fact.occurredAt))) members.add(stay.id)
  }
  return { tariff: (id, version) => tariffs.get(keyOf(id, version)), isMember: id => members.has(id) }
}

function saleIn({ type, payload }: FactRecord): { tariff_id: string; tariff_version: number } | undefined {
  if (type === 'priced_alone') return gateFacts.priced_alone.safeParse(payload).data
  return type === 'payment_completed' ? gateFacts.payment_completed.safeParse(payload).data?.alone : undefined
}

function keyOf(id: string, version: number): string {
  return `${id} ${version}`
}
