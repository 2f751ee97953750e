/** What a run of facts finds that does not fit together with what the hub knows. */
import { normalizePlate } from '@palang/protocol'
import { memberWith } from '../families/gate/membership.ts'
import { decided, filed, type FoundConflict } from '../domain/conflicts.ts'
import type { MemberRecord } from '../store/identity-records.ts'
import type { AlarmRecord, CardRecord, FactRecord, SessionRecord } from '../store/records.ts'
import type { Credential, Tx } from '../store/store.ts'

/** So many stays of a card, ticket or plate are looked at, the newest. */
const lastStays = 8

/** The card, ticket or plate of a gate's own decision to let somebody through; nothing for other facts. */
export function decidedAlone({ type, payload }: Pick<FactRecord, 'type' | 'payload'>): Credential | undefined {
  if (type !== 'access_decided' || payload['approved'] !== true || payload['decided_by'] !== 'machine') return undefined
  const { card_id: cardId, ticket, license_plate: plate } = payload
  if (typeof cardId === 'string') return { cardId }
  if (typeof ticket === 'string') return { ticket }
  return typeof plate === 'string' ? { licensePlate: normalizePlate(plate) } : undefined
}

export interface Bystanders {
  stays: SessionRecord[]
  cards: Map<string, CardRecord>
  /** The membership of a card or plate. */
  memberOf(credential: Credential): MemberRecord | undefined
}

/** What decisions of gates by themselves are compared with. Facts of gates that asked the hub cost nothing here. */
export async function loadBystanders(tx: Tx, facts: readonly FactRecord[]): Promise<Bystanders> {
  const alone = facts.flatMap(fact => decidedAlone(fact) ?? [])
  const credentials = new Map(alone.map(credential => [JSON.stringify(credential), credential]))
  const stays: SessionRecord[] = []
  const cards = new Map<string, CardRecord>()
  const members = new Map<string, MemberRecord>()
  for (const [key, credential] of credentials) {
    const member = await memberWith(tx, credential)
    if (member !== undefined) members.set(key, member)
    stays.push(...(await tx.sessions.recent(credential, lastStays)))
    const card = credential.cardId === undefined ? undefined : await tx.cards.get(credential.cardId)
    if (card !== undefined) cards.set(card.id, card)
  }
  return { stays, cards, memberOf: credential => members.get(JSON.stringify(credential)) }
}

interface AlarmChange {
  alarm: AlarmRecord
  at: string
}

/** The cases of one run: collected while its facts are applied, written with them. */
export function conflictsOfRun() {
  const found = new Map<string, FoundConflict>()
  const withdrawn = new Map<string, string>()
  return {
    file(one: FoundConflict): void {
      if (!found.has(one.id)) found.set(one.id, one)
    },
    withdraw(id: string, at: string): void {
      if (!found.delete(id)) withdrawn.set(id, at)
    },
    /** Writes them; resolves to the alarms that follow. */
    async flush(tx: Tx): Promise<AlarmChange[]> {
      const ids = [...found.keys(), ...withdrawn.keys()]
      if (ids.length === 0) return []
      const known = new Map((await tx.conflicts.getMany(ids)).map(conflict => [conflict.id, conflict]))
      const changes = [...found.values()].flatMap(one =>
        known.has(one.id) ? [] : [{ ...filed(one, 'record_conflict', one.happenedAt), at: one.happenedAt }],
      )
      for (const [id, at] of withdrawn) {
        const conflict = known.get(id)
        if (conflict?.state !== 'open') continue
        const verdict = { state: 'withdrawn', at, by: `machine:${conflict.machineId}`, reason: null } as const
        changes.push({ ...decided(conflict, await tx.alarms.get(conflict.alarmId), verdict), at })
      }
      await tx.conflicts.putMany(changes.map(({ conflict }) => conflict))
      return changes.flatMap(({ alarm, at }) => (alarm === undefined ? [] : [{ alarm, at }]))
    },
  }
}
