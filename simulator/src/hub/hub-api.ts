/** The hub's interface over HTTP, as far as what is simulated needs it before it may speak. */
import { CodedError, messageOf } from '@palang/kit/errors'
import { z } from 'zod'

export interface HubApi {
  get(path: string): Promise<unknown>
  /** Resolves to the answer; undefined where what is to be made is there already. Throws a CodedError with what the hub said. */
  post(path: string, body: object): Promise<unknown>
  put(path: string, body: object): Promise<unknown>
  patch(path: string, body: object): Promise<unknown>
  remove(path: string): Promise<void>
}

const answerWithinMs = 15_000
const problem = z.looseObject({ code: z.string(), title: z.string().optional(), detail: z.string().optional() })

/** Speaks to the hub at `url` with an administrator's token. */
export function hubApi({ url, token }: { url: string; token: string }): HubApi {
  const base = url.replace(/\/+$/, '')
  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw refused(`${method} ${path}`, answer.status, text)
    return text === '' ? undefined : JSON.parse(text)
  }
  return {
    get: path => ask('GET', path),
    async post(path, body) {
      try {
        return await ask('POST', path, body)
      } catch (error) {
        if (error instanceof CodedError && error.code === 'already_exists') return undefined
        throw error
      }
    },
    put: (path, body) => ask('PUT', path, body),
    patch: (path, body) => ask('PATCH', path, body),
    async remove(path) {
      await ask('DELETE', path)
    },
  }
}

function refused(what: string, status: number, text: string): CodedError {
  try {
    const { code, title, detail } = problem.parse(JSON.parse(text))
    return new CodedError(code, `${what}: ${status} ${code} ${detail ?? title ?? ''}`.trim())
  } catch (error) {
    return new CodedError('failed', `${what}: ${status} (${messageOf(error)})`)
  }
}

/** Runs `work` for each, so many at a time, in order. */
export async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T, n: number) => Promise<void>): Promise<void> {
  for (let first = 0; first < items.length; first += atOnce) {
    await Promise.all(items.slice(first, first + atOnce).map((item, n) => work(item, first + n)))
  }
}
