/** Those who came in, as the rest of the hub sees them. */
import type { SessionInfo, TokenScope } from '@palang/protocol'
import type { Actor } from './actor.ts'
import type { TokenRecord, UserRecord } from '../store/records.ts'
import type { Visit } from './people.ts'

/** The program or machine that has this token. */
export function tokenActor(record: TokenRecord, source: string | undefined): Actor {
  const { id, name, machineId, scopes, outlets, expiresAt } = record
  const common = {
    tokenId: id,
    ...(source === undefined ? {} : { source }),
    ...(expiresAt === null ? {} : { expiresAt }),
  }
  if (record.kind === 'machine' && machineId !== null) return { id: `machine:${machineId}`, role: 'machine', machineId, ...common }
  return { id: `token:${name}`, role: roleOf(scopes), scopes, ...(outlets === null ? {} : { outlets }), ...common }
}

const roleByScope = [
  ['admin', 'admin'],
  ['operate', 'operator'],
  ['read', 'viewer'],
] as const satisfies readonly (readonly [TokenScope, Actor['role']])[]

/** The rights of a person that a token's scopes amount to. */
function roleOf(scopes: readonly string[]): Actor['role'] {
  return roleByScope.find(([scope]) => scopes.includes(scope))?.[1] ?? 'program'
}

/** The person at this browser. */
export function personActor({ user, signIn }: Visit, source: string | undefined): Actor {
  return {
    id: `user:${user.email}`,
    role: user.role,
    userId: user.id,
    signInId: signIn.id,
    expiresAt: signIn.expiresAt,
    ...(user.outlets === null ? {} : { outlets: user.outlets }),
    ...(user.mustChangePassword ? { mustChangePassword: true } : {}),
    ...(source === undefined ? {} : { source }),
  }
}

/** What the console shows about who is signed in. */
export function infoOf(actor: Actor, user: UserRecord | undefined): SessionInfo {
  return {
    actor: actor.id,
    role: actor.role,
    outlets: actor.outlets === undefined ? null : [...actor.outlets],
    ...(actor.machineId === undefined ? {} : { machine_id: actor.machineId }),
    ...(actor.scopes === undefined ? {} : { scopes: [...actor.scopes] }),
    ...(user === undefined
      ? {}
      : {
          user: {
            id: user.id,
            email: user.email,
            name: user.name,
            must_change_password: user.mustChangePassword,
            second_factor: user.twoFactorEnabled === true,
          },
        }),
    ...(actor.expiresAt === undefined ? {} : { expires_at: actor.expiresAt }),
  }
}
