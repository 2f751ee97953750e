/** Tariffs, settings, remembered answers, people and programs. */
import { CodedError, isCoded } from '@palang/kit'
import { canonicalJson } from '../canonical-json.ts'
import type { StoreContext } from '../context.ts'
import { groupCommit } from '../group-commit.ts'
import type { IdempotencyRecord, SignInRecord, TokenRecord, UserRecord } from '../records.ts'
import { selectIn } from '../sql/rows.ts'
import { tokens } from '../sql/tables.ts'
import type { Store } from '../store.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { toRecord } from './rows.ts'

/** Price lists and settings. */
export function configurationStore({ read, write }: StoreContext): Pick<Store, 'tariffs' | 'settings'> {
  const definitionOf = (id: string, version: number) =>
    read(async prisma => (await prisma.tariff.findUnique({ where: { id_version: { id, version } } }))?.definition)
  return {
    tariffs: {
      list: () =>
        read(async prisma =>
          (await prisma.tariff.findMany({ orderBy: [{ id: 'asc' }, { version: 'desc' }] })).map(
            toRecord<Awaited<ReturnType<Store['tariffs']['list']>>[number]>,
          ),
        ),
      get: definitionOf,
      async add(tariff) {
        try {
          await write(async prisma => void (await prisma.tariff.create({ data: { ...tariff, definition: toJson(tariff.definition) } })))
        } catch (error) {
          if (!isCoded(error, 'already_exists')) throw error
          if (canonicalJson(await definitionOf(tariff.id, tariff.version)) === canonicalJson(tariff.definition)) return
          throw new CodedError('conflict', `tariff ${tariff.id} version ${tariff.version} is stored with another content`, { cause: error })
        }
      },
    },
    settings: {
      get: key => read(async prisma => (await prisma.setting.findUnique({ where: { key } }))?.value),
      put: (key, value) =>
        write(
          async prisma =>
            void (await prisma.setting.upsert({ where: { key }, create: { key, value: toJson(value) }, update: { value: toJson(value) } })),
        ),
      list: () => read(prisma => prisma.setting.findMany({ orderBy: { key: 'asc' } })),
    },
  }
}

/** Answers to requests that may be repeated. */
export function idempotencyStore({ write }: StoreContext): Store['idempotency'] {
  return {
    async claim(record) {
      const holder = () =>
        write(async prisma => {
          const row = await prisma.idempotencyKey.findUnique({ where: { id: record.id } })
          if (row !== null) return toRecord<IdempotencyRecord>(row)
          await prisma.idempotencyKey.create({ data: { ...record, body: toOptionalJson(record.body) } })
          return undefined
        })
      try {
        return await holder()
      } catch (error) {
        // Another process on the same database took it in between.
        if (!isCoded(error, 'already_exists')) throw error
        return holder()
      }
    },
    complete: (id, status, body) =>
      write(async prisma => void (await prisma.idempotencyKey.updateMany({ where: { id }, data: { status, body: toOptionalJson(body) } }))),
    release: id => write(async prisma => void (await prisma.idempotencyKey.deleteMany({ where: { id } }))),
    forget: before => write(async prisma => (await prisma.idempotencyKey.deleteMany({ where: { createdAt: { lt: before } } })).count),
  }
}

const touchesPerCommit = 500

/** Who may come in. */
export function peopleStore({ read, query, write, transaction, dialect }: StoreContext): Pick<Store, 'users' | 'signIns' | 'tokens'> {
  // After a restart every machine comes at once, and each arrival is noted.
  const touches = groupCommit<{ id: string; at: string }, true>({
    maxWeight: touchesPerCommit,
    commit: group =>
      transaction(async ({ connection }) => {
        for (const { id, at } of group)
          await connection.run('UPDATE tokens SET last_used_at = ? WHERE id = ?', [dialect.encode('time', at), id])
        return group.map(() => true as const)
      }),
  })
  return {
    users: {
      count: () => read(prisma => prisma.user.count()),
      byEmail: email => read(async prisma => maybe<UserRecord>(await prisma.user.findUnique({ where: { email } }))),
      get: id => read(async prisma => maybe<UserRecord>(await prisma.user.findUnique({ where: { id } }))),
      put: user => write(async prisma => void (await prisma.user.upsert({ where: { id: user.id }, create: user, update: user }))),
    },
    signIns: {
      put: signIn => write(async prisma => void (await prisma.signIn.upsert({ where: { id: signIn.id }, create: signIn, update: signIn }))),
      get: id => read(async prisma => maybe<SignInRecord>(await prisma.signIn.findUnique({ where: { id } }))),
      remove: id => write(async prisma => void (await prisma.signIn.deleteMany({ where: { id } }))),
    },
    tokens: {
      put: token => write(async prisma => void (await prisma.token.upsert({ where: { id: token.id }, create: token, update: token }))),
      // Asked for at every request of a program: in SQL at a tenth of what it costs through Prisma.
      get: id => query(async connection => (await selectIn({ connection, dialect }, tokens, 'id', [id]))[0]),
      list: () =>
        read(async prisma =>
          (await prisma.token.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] })).map(toRecord<TokenRecord>),
        ),
      touch: async (id, at) => void (await touches.submit({ id, at })),
      remove: id => write(async prisma => (await prisma.token.deleteMany({ where: { id } })).count > 0),
    },
  }
}

function maybe<T>(row: object | null): T | undefined {
  return row === null ? undefined : toRecord<T>(row)
}

/** For columns that must hold something: JSON's own null instead of an empty column. */
function toJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.JsonNull {
  return value === null || value === undefined ? Prisma.JsonNull : value
}

function toOptionalJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : value
}
