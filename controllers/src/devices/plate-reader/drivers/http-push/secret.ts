/** How a camera shows that it is the right one. */
import { sameSecret } from '@palang/kit/same-secret'

/** Whether `Authorization: Bearer <secret>` or `X-Plate-Secret: <secret>` is right; takes the same time for every wrong one. */
export function showsSecret(headers: NodeJS.Dict<string | string[]>, secret: string): boolean {
  const { authorization = '', 'x-plate-secret': plain } = headers
  const bearer = typeof authorization === 'string' && /^bearer /i.test(authorization) ? authorization.slice(7) : undefined
  const given = typeof plain === 'string' ? plain : bearer
  return sameSecret(given ?? '', secret) && given !== undefined
}
