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
  /** Makes a repeated POST harmless; one is made for every POST that gives none. */
  idempotencyKey?: string
  signal?: AbortSignal
}

const listeners = new Set<() => void>()

/** Calls `listener` whenever the hub says that nobody is signed in any more. Returns how to stop. */
export function onSignedOut(listener: () => void): () => void {
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
    answer = await fetch(path + queryText(options.query), {
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
    if (answer.status === 401 && problem.code === 'unauthenticated') for (const listener of listeners) listener()
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

function queryText(query: CallOptions['query']): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '')
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, String(value)])).toString()}`
}
