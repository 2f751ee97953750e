/** Who comes and what does not fit together, in the store in memory. */
import type { ConflictRecord, MemberKeyRecord, MemberRecord, PassbackResetRecord, StayIdentityRecord } from '../identity-records.ts'
import type { IdentityStore, IdentityTx } from '../identity-store.ts'
import type { SessionRecord } from '../records.ts'
import type { Page, Paged, Shelf } from '../store.ts'

export interface IdentityShelves {
  conflicts: Map<string, ConflictRecord>
  passbackResets: Map<string, PassbackResetRecord>
  members: Map<string, MemberRecord>
  memberKeys: Map<string, MemberKeyRecord>
  stayIdentities: Map<string, StayIdentityRecord>
}

/** Empty ones. */
export function identityShelves(): IdentityShelves {
  return { conflicts: new Map(), passbackResets: new Map(), members: new Map(), memberKeys: new Map(), stayIdentities: new Map() }
}

type Shelving = <T extends { id: string }>(records: Map<string, T>) => Shelf<T>

/** The part of a transaction. */
export function memoryIdentityTx(shelves: IdentityShelves & { sessions: Map<string, SessionRecord> }, shelf: Shelving): IdentityTx {
  const { conflicts, memberKeys, stayIdentities, sessions } = shelves
  const keysOf = (memberId: string) => [...memberKeys.values()].filter(key => key.memberId === memberId)
  return {
    conflicts: {
      getMany: async ids => ids.flatMap(id => conflicts.get(id) ?? []),
      putMany: async records => records.forEach(record => conflicts.set(record.id, record)),
    },
    passbackResets: shelf(shelves.passbackResets),
    members: {
      ...shelf(shelves.members),
      keys: async ids => ids.flatMap(id => memberKeys.get(id) ?? []),
      keysOf: async memberId => keysOf(memberId),
      setKeys: async (memberId, keys) => {
        for (const { id } of keysOf(memberId)) memberKeys.delete(id)
        for (const key of keys) memberKeys.set(key.id, key)
      },
      openStays: async memberId =>
        [...sessions.values()].filter(({ id, closedAt }) => closedAt === null && stayIdentities.get(id)?.memberId === memberId),
    },
    stayIdentities: {
      getMany: async ids => ids.flatMap(id => stayIdentities.get(id) ?? []),
      putMany: async records => records.forEach(record => stayIdentities.set(record.sessionId, record)),
    },
  }
}

/** What is read of it. */
export function memoryIdentity(shelves: IdentityShelves, paged: <T>(records: readonly T[], page: Page) => Paged<T>): IdentityStore {
  const { conflicts, members, memberKeys } = shelves
  return {
    conflicts: {
      list: async ({ state, outletIds }, page) =>
        paged(
          [...conflicts.values()]
            .filter(one => (state === undefined || one.state === state) && (outletIds === undefined || outletIds.includes(one.outletId)))
            .toReversed(),
          page,
        ),
      get: async id => conflicts.get(id),
    },
    passbackResets: { list: async limit => [...shelves.passbackResets.values()].toReversed().slice(0, limit) },
    members: {
      list: async ({ search, endsFrom, endsBefore }, page) =>
        paged(
          [...members.values()].filter(
            member =>
              (search === undefined || member.name.includes(search)) &&
              (endsFrom === undefined || (member.validUntil !== null && member.validUntil >= endsFrom)) &&
              (endsBefore === undefined || (member.validUntil !== null && member.validUntil < endsBefore)),
          ),
          page,
        ),
      get: async id => members.get(id),
      keys: async memberIds => [...memberKeys.values()].filter(key => memberIds.includes(key.memberId)),
    },
    stayIdentities: { get: async sessionId => shelves.stayIdentities.get(sessionId) },
  }
}
