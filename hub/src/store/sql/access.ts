/** People, tokens and activation codes, within a transaction. */
import { CodedError } from '@palang/kit'
import type { UserRecord } from '../records.ts'
import type { Tx } from '../store.ts'
import { shelf } from './registry.ts'
import { selectIn, selectRows, type Sql, upsertRows } from './rows.ts'
import { accounts, activationCodes, tokens, users } from './tables.ts'

/** better-auth's name for an account with a password. */
const credential = 'credential'

/** The part of a transaction that decides who may come in. */
export function accessTx(sql: Sql): Pick<Tx, 'users' | 'tokens' | 'activations'> {
  const { connection } = sql
  return {
    users: {
      ...shelf(sql, users),
      put: user => putUser(sql, user),
      all: () => selectRows(sql, users, 'ORDER BY email'),
      setPassword: (userId, password, at) =>
        upsertRows(sql, accounts, [
          { id: userId, accountId: userId, providerId: credential, userId, password, createdAt: at, updatedAt: at },
        ]),
      forgetSecondFactor: async userId => void (await connection.run('DELETE FROM two_factors WHERE user_id = ?', [userId])),
      passwordHash: async userId => (await selectIn(sql, accounts, 'user_id', [userId]))[0]?.password ?? undefined,
      endSignIn: async (userId, signInId) =>
        (await connection.run('DELETE FROM sign_ins WHERE user_id = ? AND id = ?', [userId, signInId])) > 0,
      async endSignIns(userId) {
        await connection.run('DELETE FROM sign_ins WHERE user_id = ?', [userId])
        // A second step under way carries the person's id.
        await connection.run('DELETE FROM verifications WHERE value = ?', [userId])
      },
    },
    tokens: {
      ...shelf(sql, tokens),
      ofMachine: machineId => selectIn(sql, tokens, 'machine_id', [machineId]),
      named: name => selectIn(sql, tokens, 'name', [name]),
    },
    activations: {
      ...shelf(sql, activationCodes),
      voidFor: async machineId =>
        void (await connection.run('DELETE FROM activation_codes WHERE machine_id = ? AND used_at IS NULL AND expires_at IS NOT NULL', [
          machineId,
        ])),
      voidListed: async except => {
        const others = except.length === 0 ? '' : ` AND id NOT IN (${except.map(() => '?').join(', ')})`
        await connection.run(`DELETE FROM activation_codes WHERE used_at IS NULL AND expires_at IS NULL${others}`, [...except])
      },
    },
  }
}

/** MySQL's upsert would take the row with this e-mail for the one to replace, also when it is another person's. */
async function putUser(sql: Sql, user: UserRecord): Promise<void> {
  const [holder] = await selectIn(sql, users, 'email', [user.email])
  if (holder !== undefined && holder.id !== user.id) throw new CodedError('already_exists', `${user.email} is registered already`)
  await upsertRows(sql, users, [user])
}
