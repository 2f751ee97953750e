/** Signing in and out of the console, and the own account. The cookie is the only thing a browser ever holds. */
import {
  changePasswordBody,
  ownPasswordBody,
  secondFactorBody,
  secondFactorNeeded,
  secondFactorSetup,
  sessionInfo,
  signInBody,
  signInList,
} from '@palang/protocol'
import { Hono, type Context } from 'hono'
import type { Access, SecondFactorNeeded, SignedIn } from '../../access/access-services.ts'
import type { Browser } from '../../access/browser.ts'
import type { SignInRecord } from '../../store/records.ts'
import { isSecure, sourceOf, type AppEnv } from './context.ts'
import { body, describe } from './describe.ts'
import { refusal } from './problem.ts'
import { allowPeople } from './rights.ts'

const exampleId = { path: { id: '019bda5e-9a40-7000-8000-0000000000b1' } }

/** `/api/auth/…` of whoever sits at the browser. */
export function authRoutes(access: Access) {
  return new Hono<AppEnv>()
    .route('/', signingIn(access))
    .route('/', signingOut(access))
    .route('/', passwordRoutes(access))
    .route('/', secondFactorRoutes(access))
}

function signingIn(access: Access) {
  return new Hono<AppEnv>()
    .post(
      '/api/auth/sign-in',
      describe({
        id: 'signIn',
        tag: 'Access',
        summary: 'Sign in with e-mail and password',
        description: 'Answers 202 when the code of the second factor is needed as well.',
        open: true,
        ok: { schema: sessionInfo },
        also: { status: 202, schema: secondFactorNeeded, text: 'The code of the second factor is needed' },
        errors: ['unauthenticated', 'rate_limited'],
      }),
      body(signInBody),
      async c => answer(c, await access.signIn(c.req.valid('json'), browserOf(c))),
    )
    .post(
      '/api/auth/second-factor',
      describe({
        id: 'confirmSignIn',
        tag: 'Access',
        summary: 'The second step of signing in: a code of the authenticator app, or a backup code',
        open: true,
        ok: { schema: sessionInfo },
        errors: ['wrong_code', 'rate_limited'],
      }),
      body(secondFactorBody),
      async c => answer(c, await access.confirmSignIn(c.req.valid('json').code, browserOf(c))),
    )
    .get(
      '/api/auth/session',
      describe({ id: 'getSessionInfo', tag: 'Access', summary: 'Who is signed in', ok: { schema: sessionInfo } }),
      async c => {
        const actor = c.get('actor') as AppEnv['Variables']['actor'] | undefined
        if (actor === undefined) throw refusal('unauthenticated', 'nobody is signed in')
        return c.json(await access.describe(actor))
      },
    )
}

function signingOut(access: Access) {
  return new Hono<AppEnv>()
    .post(
      '/api/auth/sign-out',
      describe({ id: 'signOut', tag: 'Access', summary: 'Sign out', open: true, ok: { status: 204 } }),
      async c => {
        giveCookies(c, (await access.signOut(browserOf(c))).cookies)
        return c.body(null, 204)
      },
    )
    .post(
      '/api/auth/sign-out-everywhere',
      describe({ id: 'signOutEverywhere', tag: 'Access', summary: 'Sign out of every browser, this one too', ok: { status: 204 } }),
      allowPeople(),
      async c => {
        await access.signOutEverywhere(c.get('actor'))
        giveCookies(c, (await access.signOut(browserOf(c))).cookies)
        return c.body(null, 204)
      },
    )
    .get(
      '/api/auth/sign-ins',
      describe({ id: 'listSignIns', tag: 'Access', summary: 'The browsers one is signed in with', ok: { schema: signInList } }),
      allowPeople(),
      async c => {
        const actor = c.get('actor')
        const found = await access.signIns(actor)
        return c.json({ items: found.map(signIn => signInView(signIn, actor.signInId)) })
      },
    )
    .delete(
      '/api/auth/sign-ins/:id',
      describe({
        id: 'endSignIn',
        tag: 'Access',
        summary: 'Sign one of them out',
        ...exampleId,
        ok: { status: 204 },
        errors: ['not_found'],
      }),
      allowPeople(),
      async c => {
        await access.endSignIn(c.get('actor'), c.req.param('id'))
        return c.body(null, 204)
      },
    )
}

function passwordRoutes(access: Access) {
  return new Hono<AppEnv>().post(
    '/api/auth/change-password',
    describe({
      id: 'changePassword',
      tag: 'Access',
      summary: 'Change the own password',
      description: 'Ends every sign-in of the person, this one included, and starts a new one.',
      ok: { schema: sessionInfo },
      also: { status: 202, schema: secondFactorNeeded, text: 'Changed; to go on, the code of the second factor is needed' },
      errors: ['rate_limited'],
    }),
    allowPeople(),
    body(changePasswordBody),
    async c => {
      const { current_password: current, new_password: next } = c.req.valid('json')
      return answer(c, await access.changePassword(c.get('actor'), { current, next }, browserOf(c)))
    },
  )
}

function secondFactorRoutes(access: Access) {
  return new Hono<AppEnv>()
    .post(
      '/api/auth/totp',
      describe({
        id: 'beginSecondFactor',
        tag: 'Access',
        summary: 'Begin a second factor',
        description: 'Shows the secret and the backup codes once. It counts only when a code was confirmed.',
        ok: { schema: secondFactorSetup },
        errors: ['conflict'],
      }),
      allowPeople(),
      body(ownPasswordBody),
      async c => c.json(await access.beginSecondFactor(c.get('actor'), c.req.valid('json').password, browserOf(c))),
    )
    .post(
      '/api/auth/totp/confirm',
      describe({
        id: 'confirmSecondFactor',
        tag: 'Access',
        summary: 'Confirm the second factor with a first code',
        ok: { schema: sessionInfo },
        errors: ['wrong_code'],
      }),
      allowPeople(),
      body(secondFactorBody),
      async c => answer(c, await access.confirmSecondFactor(c.get('actor'), c.req.valid('json').code, browserOf(c))),
    )
    .post(
      '/api/auth/totp/remove',
      describe({ id: 'removeSecondFactor', tag: 'Access', summary: 'Take the own second factor away', ok: { schema: sessionInfo } }),
      allowPeople(),
      body(ownPasswordBody),
      async c => answer(c, await access.removeSecondFactor(c.get('actor'), c.req.valid('json').password, browserOf(c))),
    )
}

function browserOf(c: Context): Browser {
  return { cookie: c.req.header('cookie'), userAgent: c.req.header('user-agent'), source: sourceOf(c) }
}

/** Who is signed in now, or that the second step is needed. */
function answer(c: Context, result: SignedIn | SecondFactorNeeded): Response {
  giveCookies(c, result.cookies)
  return 'info' in result ? c.json(result.info) : c.json({ second_factor: result.secondFactor }, 202)
}

function giveCookies(c: Context, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('set-cookie', isSecure(c) ? `${cookie}; Secure` : cookie, { append: true })
}

function signInView({ id, createdAt, expiresAt, ipAddress, userAgent }: SignInRecord, currentId: string | undefined) {
  return { id, since: createdAt, expires_at: expiresAt, address: ipAddress, browser: userAgent, current: id === currentId }
}
