/** How a camera shows that it is the right one. */
import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether `Authorization: Bearer <secret>` or `X-Plate-Secret: <secret>` is right; takes the same time for every wrong one. */
export function showsSecret(headers: NodeJS.Dict<string | string[]>, secret: string): boolean {
  const { authorization = '', 'x-plate-secret': plain } = headers
  const bearer = typeof authorization === 'string' && /^bearer /i.test(authorization) ? authorization.slice(7) : undefined
  const given = typeof plain === 'string' ? plain : bearer
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given ?? ''), digest(secret)) && given !== undefined
}
