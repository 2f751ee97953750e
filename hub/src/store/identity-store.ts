/** The part of the store that knows who comes and what does not fit together; see store.ts. */
import type { ConflictRecord, MemberKeyRecord, MemberRecord, PassbackResetRecord, StayIdentityRecord } from './identity-records.ts'
import type { SessionRecord } from './records.ts'
import type { Page, Paged, Shelf } from './store.ts'

/** Within a transaction. */
export interface IdentityTx {
  conflicts: {
    getMany(ids: readonly string[]): Promise<ConflictRecord[]>
    /** Inserts or replaces by id. */
    putMany(conflicts: readonly ConflictRecord[]): Promise<void>
  }
  passbackResets: Pick<Shelf<PassbackResetRecord>, 'get' | 'put'>
  members: Shelf<MemberRecord> & {
    keys(ids: readonly string[]): Promise<MemberKeyRecord[]>
    keysOf(memberId: string): Promise<MemberKeyRecord[]>
    /** Replaces all keys of the member; throws `conflict` when another member has one of them. */
    setKeys(memberId: string, keys: readonly MemberKeyRecord[]): Promise<void>
    /** Open stays of the member's vehicles, newest first. */
    openStays(memberId: string): Promise<SessionRecord[]>
  }
  stayIdentities: {
    getMany(sessionIds: readonly string[]): Promise<StayIdentityRecord[]>
    putMany(identities: readonly StayIdentityRecord[]): Promise<void>
  }
}

/** To look at. */
export interface IdentityStore {
  conflicts: {
    list(
      filter: { state?: ConflictRecord['state'] | undefined; outletIds?: readonly string[] | undefined },
      page: Page,
    ): Promise<Paged<ConflictRecord>>
    get(id: string): Promise<ConflictRecord | undefined>
  }
  /** Newest first. */
  passbackResets: { list(limit: number): Promise<PassbackResetRecord[]> }
  members: {
    /** By part of a name, plate or card; with `endsBefore` those whose validity ends from `endsFrom` on and before it. */
    list(filter: { search?: string | undefined; endsFrom?: string; endsBefore?: string }, page: Page): Promise<Paged<MemberRecord>>
    get(id: string): Promise<MemberRecord | undefined>
    /** Of all these members. */
    keys(memberIds: readonly string[]): Promise<MemberKeyRecord[]>
  }
  stayIdentities: { get(sessionId: string): Promise<StayIdentityRecord | undefined> }
}
