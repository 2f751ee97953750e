/** What passes between a browser and better-auth: headers in, cookies out. */
import { cookieName } from './credentials.ts'
import { sourceHeader } from './people.ts'

/** The browser a person sits at. */
export interface Browser {
  /** The whole Cookie header. */
  cookie?: string | undefined
  userAgent?: string | undefined
  /** Address it came from. */
  source?: string | undefined
}

/** The headers of a request by this browser. */
export function headersOf({ cookie, userAgent, source }: Browser): Headers {
  return new Headers({
    ...(cookie === undefined ? {} : { cookie }),
    ...(userAgent === undefined ? {} : { 'user-agent': userAgent.slice(0, 300) }),
    ...(source === undefined ? {} : { [sourceHeader]: source }),
  })
}

/** Set-Cookie headers turned into the Cookie header the browser will send. */
export function cookieIn(cookies: readonly string[]): string | undefined {
  return cookies.find(cookie => cookie.startsWith(`${cookieName}=`))?.split(';')[0]
}
