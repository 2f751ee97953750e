/** Who may call what. Rights rise from viewer over operator to admin; machines only do what a route names them for. */
import type { TokenScope } from '@palang/protocol'
import type { MiddlewareHandler } from 'hono'
import type { Access } from '../../access/access-services.ts'
import { type Grounds, reachOf } from '../../access/reach.ts'
import type { Actor } from '../../services.ts'
import { plainPath, sourceOf, type AppEnv } from './context.ts'
import { refusal } from './problem.ts'

const rank = { machine: 0, program: 0, viewer: 1, operator: 2, admin: 3 } as const satisfies Record<Actor['role'], number>

/** How one comes in answers without a login. */
const openPrefix = '/api/auth/'
const openPaths: ReadonlySet<string> = new Set(['/api/enroll'])
/** Payment providers prove themselves in what they send. */
const noticePrefix = '/api/payments/notify/'
/** What anybody may know. */
const publicPrefix = '/api/public/'
/** What a person whose password was printed may do before it is changed. */
const beforeChange: ReadonlySet<string> = new Set(
  ['session', 'sign-in', 'sign-out', 'sign-out-everywhere', 'second-factor', 'change-password'].map(name => openPrefix + name),
)

/**
 * Finds out who is calling; `/api` without a login is refused, unsafe calls by cookie must come from our own pages. Pages of
 * the `listed` origins may make them with a token.
 */
export function authentication(access: Access, grounds: Grounds, listed: ReadonlySet<string>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const authorization = c.req.header('authorization')
    const actor = await access.authenticate({ authorization, cookie: c.req.header('cookie'), source: sourceOf(c) })
    const path = plainPath(c.req.path)
    const isOpen = path.startsWith(openPrefix) || path.startsWith(noticePrefix) || path.startsWith(publicPrefix) || openPaths.has(path)
    if (actor === undefined && !isOpen) throw refusal('unauthenticated', 'sign in, or send Authorization: Bearer <token>')
    if (isUnsafe(c.req.method)) {
      const origin = sameSite(c.req.header('sec-fetch-site'), c.req.header('origin'), c.req.header('host'))
      // An empty Authorization header is none: what counts is what let the caller in.
      const byCookie = actor?.signInId !== undefined
      const isInvited = authorization !== undefined && !byCookie && listed.has(c.req.header('origin') ?? '')
      if ((origin === 'other' && !isInvited) || (origin === 'unknown' && byCookie && path !== `${openPrefix}sign-in`)) {
        throw refusal('forbidden', 'a change with the cookie must come from the console itself; programs use a token')
      }
    }
    if (actor?.mustChangePassword === true && !beforeChange.has(path))
      throw refusal('password_change_needed', 'change the password you were given first')
    if (actor !== undefined) {
      c.set('actor', actor)
      c.set('reach', reachOf(grounds, actor))
    }
    await next()
  }
}

export interface Exceptions {
  /** Machines may, too. */
  machine?: boolean
  /** It concerns the whole site: not for those limited to chosen outlets. */
  everywhere?: boolean
  /** Programs whose token has this scope may, too. */
  scope?: TokenScope
}

/** Lets through who has at least `role`, and the exceptions. */
export function allow(role: 'viewer' | 'operator' | 'admin', { machine, everywhere, scope }: Exceptions = {}): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const actor: Actor | undefined = c.get('actor')
    if (actor === undefined) throw refusal('unauthenticated', 'sign in, or send Authorization: Bearer <token>')
    const excepted = actor.role === 'machine' ? machine === true : scope !== undefined && actor.scopes?.includes(scope) === true
    if (!excepted && rank[actor.role] < rank[role]) throw refusal('forbidden', `this needs the role ${role}`)
    if (everywhere === true && actor.outlets !== undefined) throw refusal('forbidden', 'this concerns every outlet, and you have only some')
    await next()
  }
}

/** Lets only machines through. */
export function allowMachines(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    if (c.get('actor').role !== 'machine') throw refusal('forbidden', 'only a machine may do this')
    await next()
  }
}

/** Lets only people through who signed in: it is about their own account. */
export function allowPeople(): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const actor: Actor | undefined = c.get('actor')
    if (actor === undefined) throw refusal('unauthenticated', 'sign in first')
    if (actor.userId === undefined) throw refusal('forbidden', 'only a person who signed in has an account')
    await next()
  }
}

/** The machine the actor speaks for: a machine's token names its own and may name no other. */
export function machineFor(actor: Actor, asked: string | undefined, otherwise: string): string {
  if (actor.role !== 'machine') return asked ?? otherwise
  if (actor.machineId === undefined || (asked !== undefined && asked !== actor.machineId)) {
    throw refusal('forbidden', 'a machine may act only as itself')
  }
  return actor.machineId
}

function isUnsafe(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
}

/** Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; other programs in neither. */
function sameSite(fetchSite: string | undefined, origin: string | undefined, host: string | undefined): 'ours' | 'other' | 'unknown' {
  if (fetchSite !== undefined) return fetchSite === 'same-origin' || fetchSite === 'none' ? 'ours' : 'other'
  if (origin === undefined) return 'unknown'
  return URL.canParse(origin) && new URL(origin).host === host ? 'ours' : 'other'
}
