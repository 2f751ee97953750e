/** Who may come in: people, and the tokens of programs, machines and devices. */
import { prismaAdapter } from 'better-auth/adapters/prisma'
import type { StoreContext } from '../context.ts'
import { groupCommit } from '../group-commit.ts'
import type { TokenRecord, UserRecord } from '../records.ts'
import { selectIn } from '../sql/rows.ts'
import { tokens } from '../sql/tables.ts'
import type { SignInDatabase, Store } from '../store.ts'
import type { PrismaClient } from './generated/sqlite/client.ts'
import { maybe, toRecord } from './rows.ts'

const touchesPerCommit = 500

/** Reads of people and tokens; they are changed within a transaction. */
export function accessStore(context: StoreContext): Pick<Store, 'users' | 'tokens' | 'signInDatabase' | 'forgetExpiredAccess'> {
  const { read, query, transaction, dialect } = context
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
      list: () => read(async prisma => (await prisma.user.findMany({ orderBy: { email: 'asc' } })).map(userRecord)),
      byEmail: email => read(async prisma => maybe(await prisma.user.findUnique({ where: { email } }), userRecord)),
      get: id => read(async prisma => maybe(await prisma.user.findUnique({ where: { id } }), userRecord)),
      passwordHash: userId => read(async prisma => (await prisma.account.findFirst({ where: { userId } }))?.password ?? undefined),
    },
    tokens: {
      // Asked for at every request of a program: in SQL at a tenth of what it costs through Prisma.
      byDigest: digest => query(async connection => (await selectIn({ connection, dialect }, tokens, 'digest', [digest]))[0]),
      list: () =>
        read(async prisma =>
          (await prisma.token.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'desc' }] })).map(toRecord<TokenRecord>),
        ),
      touch: async (id, at) => void (await touches.submit({ id, at })),
    },
    signInDatabase: signInDatabase(context),
    forgetExpiredAccess: before =>
      transaction(async ({ connection }) => {
        for (const table of ['sign_ins', 'verifications', 'activation_codes'])
          await connection.run(`DELETE FROM ${table} WHERE expires_at < ?`, [dialect.encode('time', before)])
      }),
  }
}

/** Prisma's P2025: what was to be changed or removed is not there. That is an answer, not a fault of the database. */
async function absentIsNull(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'P2025') return null
    throw error
  }
}

/** One query of a model, by the name better-auth calls it. */
async function ask(model: object, operation: PropertyKey, query: unknown): Promise<unknown> {
  const run: unknown = Reflect.get(model, operation)
  if (typeof run !== 'function') throw new Error(`Prisma has no ${String(operation)}`)
  return Reflect.apply(run, model, [query])
}

/** better-auth keeps a column for a picture, which we have no use for. */
function userRecord({ image: _image, ...row }: { image: string | null }): UserRecord {
  return toRecord<UserRecord>(row)
}

const models = ['user', 'signIn', 'account', 'verification', 'twoFactor'] as const
const reads: ReadonlySet<PropertyKey> = new Set(['findFirst', 'findMany', 'findUnique', 'count'])

/**
 * The models of better-auth over our own way to the database: its writes wait their turn behind the others', and what the
 * database refuses comes out as our errors.
 */
function signInDatabase({ dialect, read, write }: StoreContext): SignInDatabase {
  const client: Record<string, unknown> = {
    // Each statement is a transaction of its own: our writers take turns, and better-auth orders its steps so that each may be the last.
    $transaction: (work: (client: unknown) => Promise<unknown>) => work(client),
  }
  for (const model of models) {
    client[model] = new Proxy(
      {},
      {
        get: (_, operation) => (given: unknown) => {
          const run = (prisma: PrismaClient) => absentIsNull(ask(prisma[model], operation, given))
          return reads.has(operation) ? read(run) : write(run)
        },
      },
    )
  }
  return prismaAdapter(client, { provider: dialect.engine, transaction: false })
}
