/** Signing in and out of the console. The cookie is the only thing a browser ever holds. */
import { changePasswordBody, sessionInfo, signInBody } from '@palang/protocol'
import { Hono, type Context } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import type { Access, SignedIn } from '../../access/access.ts'
import { cookieName } from '../../access/credentials.ts'
import { isSecure, sourceOf, type AppEnv } from './context.ts'
import { body, describe } from './describe.ts'
import { refusal } from './problem.ts'
import { allow } from './rights.ts'

/** `/api/auth/…` */
export function authRoutes(access: Access) {
  return new Hono<AppEnv>()
    .post(
      '/api/auth/sign-in',
      describe({
        id: 'signIn',
        tag: 'Access',
        summary: 'Sign in with e-mail and password',
        open: true,
        ok: { schema: sessionInfo },
        errors: ['unauthenticated', 'rate_limited'],
      }),
      body(signInBody),
      async c => {
        const signedIn = await access.signIn({ ...c.req.valid('json'), source: sourceOf(c) })
        giveCookie(c, signedIn)
        return c.json(signedIn.info)
      },
    )
    .post(
      '/api/auth/sign-out',
      describe({ id: 'signOut', tag: 'Access', summary: 'Sign out', open: true, ok: { status: 204 } }),
      async c => {
        await access.signOut(c.req.header('cookie'))
        deleteCookie(c, cookieName, { path: '/', secure: isSecure(c) })
        return c.body(null, 204)
      },
    )
    .get(
      '/api/auth/session',
      describe({ id: 'getSessionInfo', tag: 'Access', summary: 'Who is signed in', ok: { schema: sessionInfo } }),
      async c => {
        const actor = c.get('actor') as AppEnv['Variables']['actor'] | undefined
        if (actor === undefined) throw refusal('unauthenticated', 'nobody is signed in')
        return c.json(await access.describe(actor, { cookie: c.req.header('cookie'), authorization: c.req.header('authorization') }))
      },
    )
    .post(
      '/api/auth/change-password',
      describe({
        id: 'changePassword',
        tag: 'Access',
        summary: 'Change the own password',
        description: 'Ends every sign-in of the person, this one included, and starts a new one.',
        ok: { schema: sessionInfo },
        errors: ['rate_limited'],
      }),
      allow('viewer'),
      body(changePasswordBody),
      async c => {
        const { current_password: current, new_password: next } = c.req.valid('json')
        const signedIn = await access.changePassword(c.get('actor'), { current, next })
        giveCookie(c, signedIn)
        return c.json(signedIn.info)
      },
    )
}

function giveCookie(c: Context, { cookie, maxAgeSeconds }: SignedIn): void {
  setCookie(c, cookieName, cookie, { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(c), maxAge: maxAgeSeconds })
}
