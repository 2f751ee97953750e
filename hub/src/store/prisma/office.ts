/** Tariffs, settings and remembered answers. */
import { isCoded } from '@palang/kit'
import type { StoreContext } from '../context.ts'
import type { IdempotencyRecord } from '../records.ts'
import { allStarts, selectPastStays } from '../sql/tariffs.ts'
import type { Store } from '../store.ts'
import type { TariffRecord } from '../tariff-records.ts'
import { Prisma } from './generated/sqlite/client.ts'
import { toRecord } from './rows.ts'

/** Price lists and settings. */
export function configurationStore({ read, query, dialect }: StoreContext): Pick<Store, 'tariffs' | 'settings'> {
  return {
    tariffs: {
      list: () =>
        read(async prisma => (await prisma.tariff.findMany({ orderBy: [{ id: 'asc' }, { version: 'desc' }] })).map(toRecord<TariffRecord>)),
      get: (id, version) => read(async prisma => (await prisma.tariff.findUnique({ where: { id_version: { id, version } } }))?.definition),
      starts: () => query(connection => allStarts({ connection, dialect })),
      pastStays: (filter, limit, after) => query(connection => selectPastStays({ connection, dialect }, filter, limit, after)),
    },
    settings: {
      get: key => read(async prisma => (await prisma.setting.findUnique({ where: { key } }))?.value),
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

function toOptionalJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : value
}
