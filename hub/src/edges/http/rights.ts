/** Who may call what. Rights rise from viewer over operator to admin; machines only do what a route names them for. */
import type { MiddlewareHandler } from 'hono'
import type { Access } from '../../access/access.ts'
import type { Actor } from '../../services.ts'
import { sourceOf, type AppEnv } from './context.ts'
import { refusal } from './problem.ts'

const rank = { machine: 0, viewer: 1, operator: 2, admin: 3 } as const satisfies Record<Actor['role'], number>

/** Everything under here answers without a login, because it is how one logs in. */
const openPrefix = '/api/auth/'

/**
 * Finds out who is calling; `/api` without a login is refused, unsafe calls by cookie must come from our own pages. Pages of
 * the `listed` origins may make them with a token.
 */
export function authentication(access: Access, listed: ReadonlySet<string>): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const authorization = c.req.header('authorization')
    const actor = await access.authenticate({ authorization, cookie: c.req.header('cookie'), source: sourceOf(c) })
    if (actor === undefined && !c.req.path.startsWith(openPrefix))
      throw refusal('unauthenticated', 'sign in, or send Authorization: Bearer <token>')
    if (isUnsafe(c.req.method)) {
      const site = sameSite(c.req.header('sec-fetch-site'), c.req.header('origin'), c.req.header('host'))
      const byCookie = actor !== undefined && authorization === undefined
      const isInvited = authorization !== undefined && listed.has(c.req.header('origin') ?? '')
      if ((site === 'other' && !isInvited) || (site === 'unknown' && byCookie && !c.req.path.startsWith(`${openPrefix}sign-in`))) {
        throw refusal('forbidden', 'a change with the cookie must come from the console itself; programs use a token')
      }
    }
    if (actor !== undefined) c.set('actor', actor)
    await next()
  }
}

/** Lets through who has at least `role`; machines only with `machine: true`. */
export function allow(role: 'viewer' | 'operator' | 'admin', options: { machine?: boolean } = {}): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const actor: Actor | undefined = c.get('actor')
    if (actor === undefined) throw refusal('unauthenticated', 'sign in, or send Authorization: Bearer <token>')
    const allowed = actor.role === 'machine' ? options.machine === true : rank[actor.role] >= rank[role]
    if (!allowed) throw refusal('forbidden', `this needs the role ${role}`)
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
