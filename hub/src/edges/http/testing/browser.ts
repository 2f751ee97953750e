/** A browser at the console: it keeps the cookies it is given and sends them back from our own page. For tests. */
import type { fakeHub } from './fake-hub.ts'

type Hub = Awaited<ReturnType<typeof fakeHub>>
type Answer = Awaited<ReturnType<Hub['call']>>

export interface Browser {
  /** Cookies by name. */
  jar: Map<string, string>
  /** The Cookie header it sends. */
  cookie(): string
  call(method: string, url: string, json?: unknown, headers?: Record<string, string>): Promise<Answer>
  signIn(email: string, password: string): Promise<Answer>
}

/** A browser that has never been here. */
export function browserAt({ call }: Pick<Hub, 'call'>): Browser {
  const jar = new Map<string, string>()
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const browser: Browser = {
    jar,
    cookie,
    async call(method, url, json, headers = {}) {
      const sent = { ...(jar.size === 0 ? {} : { cookie: cookie() }), 'sec-fetch-site': 'same-origin', ...headers }
      const answer = await call(method, url, { as: undefined, json, headers: sent })
      for (const given of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(given) ?? []
        if (/; *max-age=0(;|$)/i.test(given)) jar.delete(name)
        else jar.set(name, value)
      }
      return answer
    },
    signIn: (email, password) => browser.call('POST', '/api/auth/sign-in', { email, password }),
  }
  return browser
}
