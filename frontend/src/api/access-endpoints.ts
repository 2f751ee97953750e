/** What the pages about people, tokens and the audit trail ask the hub; apart, so that the first page loads none of it. */
import {
  activationCode,
  auditView,
  pageOf,
  passwordOnce,
  secondFactorSetup,
  sessionInfo,
  signInList,
  tokenList,
  tokenOnce,
  type TokenScope,
  tokenView,
  userList,
  type UserRole,
  userView,
} from '@palang/protocol'
import { call, urlOf } from './http.ts'

const auditPage = pageOf(auditView)

export interface AuditFilter {
  actor?: string | undefined
  action?: string | undefined
  subject?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export interface NewPerson {
  email: string
  name: string
  role: UserRole
  /** Null for all. */
  outlets: string[] | null
}

export type PersonChange = Partial<Omit<NewPerson, 'email'> & { disabled: boolean }>

export type NewToken =
  | { kind: 'api'; name: string; scopes: TokenScope[]; outlets: string[] | null; expires_in_days: number | null }
  | { kind: 'device'; device_id: string | null; name?: string; expires_in_days: number | null }

const userPath = (id: string) => `/api/auth/users/${encodeURIComponent(id)}`
const machinePath = (id: string) => `/api/v1/machines/${encodeURIComponent(id)}`

export const accessApi = {
  signIns: () => call('/api/auth/sign-ins', signInList),
  endSignIn: (id: string) => call(`/api/auth/sign-ins/${encodeURIComponent(id)}`, null, { method: 'DELETE' }),
  signOutEverywhere: () => call('/api/auth/sign-out-everywhere', null, { method: 'POST' }),

  beginSecondFactor: (password: string) => call('/api/auth/totp', secondFactorSetup, { method: 'POST', body: { password }, proves: true }),
  confirmSecondFactor: (code: string) => call('/api/auth/totp/confirm', sessionInfo, { method: 'POST', body: { code }, proves: true }),
  removeSecondFactor: (password: string) =>
    call('/api/auth/totp/remove', sessionInfo, { method: 'POST', body: { password }, proves: true }),

  people: () => call('/api/auth/users', userList),
  addPerson: (person: NewPerson) => call('/api/auth/users', passwordOnce, { method: 'POST', body: person }),
  changePerson: (id: string, change: PersonChange) => call(userPath(id), userView, { method: 'PATCH', body: change }),
  deletePerson: (id: string) => call(userPath(id), null, { method: 'DELETE' }),
  resetPassword: (id: string) => call(`${userPath(id)}/reset-password`, passwordOnce, { method: 'POST' }),
  signPersonOut: (id: string) => call(`${userPath(id)}/sign-out`, null, { method: 'POST' }),
  takeSecondFactor: (id: string) => call(`${userPath(id)}/remove-second-factor`, userView, { method: 'POST' }),

  tokens: () => call('/api/tokens', tokenList),
  addToken: (token: NewToken) => call('/api/tokens', tokenOnce, { method: 'POST', body: token }),
  revokeToken: (id: string) => call(`/api/tokens/${encodeURIComponent(id)}`, null, { method: 'DELETE' }),
  activation: (machineId: string) => call(`${machinePath(machineId)}/activation`, activationCode, { method: 'POST' }),
  renewToken: (machineId: string) => call(`${machinePath(machineId)}/renew-token`, tokenView, { method: 'POST' }),

  audit: (filter: AuditFilter, cursor?: string) => call('/api/audit', auditPage, { query: { ...filter, cursor, limit: 100 } }),
}

/** Where the audit trail is to be had as a file. */
export const auditExportUrl = (filter: AuditFilter): string => urlOf('/api/audit/export', { ...filter })
