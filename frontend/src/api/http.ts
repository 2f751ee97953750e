/** One way to ask the hub over HTTP: the answer is checked against its schema, every failure becomes an {@link ApiProblem}. */
import { ApiProblem, readProblem } from './problem.ts'

export interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: unknown }
}

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Left-out and empty values are not sent. */
  query?: Record<string, string | number | boolean | undefined>
  body?: unknown
  /** A 401 speaks of the password or code sent, not of the sign-in. */
  proves?: boolean
  /** Makes a repeated POST harmless; one is made for every POST that gives none. */
  idempotencyKey?: string
  signal?: AbortSignal
}

/** Nobody is signed in any more, or the person has to choose a password before anything else. */
export type AccessEnd = 'unauthenticated' | 'password_change_needed'

const listeners = new Set<(why: AccessEnd) => void>()

/** Calls `listener` whenever the hub takes no requests of ours any more. Returns how to stop. */
export function onAccessEnd(listener: (why: AccessEnd) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Asks `path` and reads the answer with `schema`; `null` as schema takes any answer and gives nothing back. */
export async function call<T>(path: string, schema: Schema<T>, options?: CallOptions): Promise<T>
export async function call(path: string, schema: null, options?: CallOptions): Promise<undefined>
export async function call<T>(path: string, schema: Schema<T> | null, options: CallOptions = {}): Promise<T | undefined> {
  const method = options.method ?? 'GET'
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  if (method === 'POST') headers['idempotency-key'] = options.idempotencyKey ?? newKey()
  let answer: Response
  try {
    answer = await fetch(urlOf(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem({ code: 'network', status: 0, retryable: true })
  }
  if (!answer.ok) {
    const problem = await readProblem(answer)
    const { code } = problem
    const ends = code === 'password_change_needed' || (code === 'unauthenticated' && options.proves !== true)
    if (ends) for (const listener of listeners) listener(code)
    throw problem
  }
  if (schema === null) return undefined
  const parsed = schema.safeParse(await answer.json().catch(() => undefined))
  if (!parsed.success) throw new ApiProblem({ code: 'unexpected', status: answer.status, retryable: false })
  return parsed.data
}

/** A key no other request has; browsers offer randomUUID on secure pages only. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** `path` with its query; left-out and empty values are not part of it. */
export function urlOf(path: string, query: CallOptions['query']): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  return pairs.length === 0
    ? path
    : `${path}?${new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, String(value)])).toString()}`
}
