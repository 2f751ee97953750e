/** The people who may sign in; for administrators of all outlets. */
import { newUserBody, passwordOnce, userChangeBody, userList, userView as userSchema, type UserView } from '@palang/protocol'
import { Hono } from 'hono'
import type { Users, UserWithPassword } from '../../access/users.ts'
import type { UserRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { body, describe } from './describe.ts'
import { allow } from './rights.ts'

const inPath = { path: { id: '019bda5e-9a40-7000-8000-0000000000a2' } }
const administrators = () => allow('admin', { everywhere: true })

/** `/api/auth/users` */
export function userRoutes(users: Users) {
  return new Hono<AppEnv>().route('/', userRegistry(users)).route('/', userHelp(users))
}

function userRegistry(users: Users) {
  return new Hono<AppEnv>()
    .get(
      '/api/auth/users',
      describe({ id: 'listUsers', tag: 'Access', summary: 'The people who may sign in', ok: { schema: userList } }),
      administrators(),
      async c => c.json({ items: (await users.list()).map(userView) }),
    )
    .post(
      '/api/auth/users',
      describe({
        id: 'addUser',
        tag: 'Access',
        summary: 'Let a person in',
        description: 'The password is shown this once, unless it was given; it has to be changed at the first sign-in.',
        ok: { status: 201, schema: passwordOnce },
        errors: ['already_exists'],
      }),
      administrators(),
      body(newUserBody),
      async c => c.json(withPassword(await users.add(c.get('actor'), c.req.valid('json'))), 201),
    )
    .patch(
      '/api/auth/users/:id',
      describe({
        id: 'changeUser',
        tag: 'Access',
        summary: "Change a person's name, role or outlets, or keep him out",
        ...inPath,
        ok: { schema: userSchema },
        errors: ['not_found', 'conflict'],
      }),
      administrators(),
      body(userChangeBody),
      async c => c.json(userView(await users.change(c.get('actor'), c.req.param('id'), c.req.valid('json')))),
    )
    .delete(
      '/api/auth/users/:id',
      describe({
        id: 'removeUser',
        tag: 'Access',
        summary: 'Remove a person',
        ...inPath,
        ok: { status: 204 },
        errors: ['not_found', 'conflict'],
      }),
      administrators(),
      async c => {
        await users.remove(c.get('actor'), c.req.param('id'))
        return c.body(null, 204)
      },
    )
}

function userHelp(users: Users) {
  return new Hono<AppEnv>()
    .post(
      '/api/auth/users/:id/reset-password',
      describe({
        id: 'resetPassword',
        tag: 'Access',
        summary: 'Make up a new password for a person',
        description: 'It is shown this once and has to be changed at the next sign-in; every browser of the person is signed out.',
        ...inPath,
        ok: { schema: passwordOnce },
        errors: ['not_found'],
      }),
      administrators(),
      async c => c.json(withPassword(await users.resetPassword(c.get('actor'), c.req.param('id')))),
    )
    .post(
      '/api/auth/users/:id/remove-second-factor',
      describe({
        id: 'removeSecondFactorOf',
        tag: 'Access',
        summary: 'Take the second factor of a person away, who lost his phone',
        ...inPath,
        ok: { schema: userSchema },
        errors: ['not_found'],
      }),
      administrators(),
      async c => c.json(userView(await users.removeSecondFactor(c.get('actor'), c.req.param('id')))),
    )
    .post(
      '/api/auth/users/:id/sign-out',
      describe({
        id: 'signOutUser',
        tag: 'Access',
        summary: 'Sign a person out of every browser',
        ...inPath,
        ok: { status: 204 },
        errors: ['not_found'],
      }),
      administrators(),
      async c => {
        await users.signOut(c.get('actor'), c.req.param('id'))
        return c.body(null, 204)
      },
    )
}

function withPassword({ user, password }: UserWithPassword): { user: UserView; password: string | null } {
  return { user: userView(user), password }
}

function userView(user: UserRecord): UserView {
  return {
    id: user.id,
    email: user.email,
    name: user.name,
    role: user.role,
    outlets: user.outlets,
    must_change_password: user.mustChangePassword,
    second_factor: user.twoFactorEnabled === true,
    disabled: user.disabledAt !== null,
    created_at: user.createdAt,
  }
}
