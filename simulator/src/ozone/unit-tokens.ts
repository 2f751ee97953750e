/** Tokens of units: made by an administrator's token, taken back when the units are gone. */
import { z } from 'zod'
import { tokenOnce } from '@palang/protocol'
import { eachOf, type HubApi } from '../hub/hub-api.ts'
import type { Login } from './unit-link.ts'

const atOnce = 20
const made = tokenOnce.extend({ token: z.looseObject({ id: z.string() }) })

export interface UnitTokens {
  make(deviceIds: readonly string[]): Promise<void>
  /** What the unit shows the broker; undefined for one that has none. */
  login(deviceId: string): Login | undefined
  takeBack(): Promise<void>
}

/** Nothing is asked before `make`. */
export function createUnitTokens(api: HubApi): UnitTokens {
  const logins = new Map<string, Login>()
  const ids: string[] = []
  return {
    make: deviceIds =>
      eachOf(deviceIds, atOnce, async deviceId => {
        const { token, secret } = made.parse(await api.post('/api/tokens', { kind: 'device', device_id: deviceId, expires_in_days: 1 }))
        ids.push(token.id)
        logins.set(deviceId, { username: deviceId, password: secret })
      }),
    login: deviceId => logins.get(deviceId),
    takeBack: () => eachOf(ids.splice(0), atOnce, id => api.remove(`/api/tokens/${id}`)),
  }
}
