/** Who comes and what does not fit together: read through Prisma, written in prepared SQL. */
import type { StoreContext } from '../context.ts'
import type { ConflictRecord, MemberKeyRecord, MemberRecord, PassbackResetRecord, StayIdentityRecord } from '../identity-records.ts'
import type { IdentityStore, IdentityTx } from '../identity-store.ts'
import { between, maybe, olderThan, pageOf, spellings, takeOf, toRecord } from '../prisma/rows.ts'
import { conflicts, memberKeys, members, passbackResets, stayIdentities } from './identity-tables.ts'
import { shelf } from './registry.ts'
import { deleteIn, insertRows, selectIn, type Sql, upsertRows } from './rows.ts'
import { openStaysOfMember } from './sessions.ts'

/** Within one transaction. */
export function identityTx(sql: Sql): IdentityTx {
  return {
    conflicts: {
      getMany: ids => selectIn(sql, conflicts, 'id', ids),
      putMany: records => upsertRows(sql, conflicts, records),
    },
    passbackResets: shelf(sql, passbackResets),
    members: {
      ...shelf(sql, members),
      keys: ids => selectIn(sql, memberKeys, 'id', ids),
      keysOf: memberId => selectIn(sql, memberKeys, 'member_id', [memberId]),
      async setKeys(memberId, keys) {
        await deleteIn(sql, memberKeys, 'member_id', [memberId])
        await insertRows(sql, memberKeys, keys)
      },
      openStays: memberId => openStaysOfMember(sql, memberId),
    },
    stayIdentities: {
      getMany: ids => selectIn(sql, stayIdentities, 'session_id', ids),
      putMany: records => upsertRows(sql, stayIdentities, records),
    },
  }
}

/** To look at. */
export function identityStore({ read }: StoreContext): IdentityStore {
  return {
    conflicts: {
      list: ({ state, outletIds }, page) =>
        read(async prisma => {
          const rows = await prisma.conflict.findMany({
            where: {
              AND: [
                olderThan('raisedAt', page),
                state === undefined ? {} : { state },
                outletIds === undefined ? {} : { outletId: { in: [...outletIds] } },
              ],
            },
            orderBy: [{ raisedAt: 'desc' }, { id: 'desc' }],
            take: takeOf(page),
          })
          return pageOf(rows.map(toRecord<ConflictRecord>), page, ({ raisedAt, id }) => ({ time: raisedAt, id }))
        }),
      get: id => read(async prisma => maybe(await prisma.conflict.findUnique({ where: { id } }), toRecord<ConflictRecord>)),
    },
    passbackResets: {
      list: limit =>
        read(async prisma => {
          const rows = await prisma.passbackReset.findMany({ orderBy: [{ at: 'desc' }, { id: 'desc' }], take: limit })
          return rows.map(toRecord<PassbackResetRecord>)
        }),
    },
    members: memberReads(read),
    stayIdentities: {
      get: sessionId =>
        read(async prisma => maybe(await prisma.stayIdentity.findUnique({ where: { sessionId } }), toRecord<StayIdentityRecord>)),
    },
  }
}

function memberReads(read: StoreContext['read']): IdentityStore['members'] {
  return {
    list: ({ search, endsFrom, endsBefore }, page) =>
      read(async prisma => {
        const ends = between(endsFrom, endsBefore)
        const rows = await prisma.member.findMany({
          where: {
            AND: [
              olderThan('createdAt', page),
              ends === undefined ? {} : { validUntil: ends },
              search === undefined
                ? {}
                : { OR: [...spellings(search).map(term => ({ name: { contains: term } })), ...(await withKey(search))] },
            ],
          },
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: takeOf(page),
        })
        return pageOf(rows.map(toRecord<MemberRecord>), page, ({ createdAt, id }) => ({ time: createdAt, id }))

        async function withKey(part: string) {
          const spelled = spellings(part).flatMap(term => [
            { label: { contains: term } },
            { value: { contains: term.replaceAll(' ', '') } },
          ])
          const found = await prisma.memberKey.findMany({ where: { OR: spelled }, select: { memberId: true }, take: 200 })
          return [{ id: { in: found.map(({ memberId }) => memberId) } }]
        }
      }),
    get: id => read(async prisma => maybe(await prisma.member.findUnique({ where: { id } }), toRecord<MemberRecord>)),
    keys: memberIds =>
      read(async prisma => {
        const rows = await prisma.memberKey.findMany({ where: { memberId: { in: [...memberIds] } }, orderBy: { id: 'asc' } })
        return rows.map(toRecord<MemberKeyRecord>)
      }),
  }
}
