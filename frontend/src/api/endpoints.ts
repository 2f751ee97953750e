/** Every address of the hub the console asks, with the schema of its answer. */
import {
  alarmView,
  alertDeliveryView,
  alertRecipientList,
  alertTestResult,
  cardView,
  captureAnswer,
  commandLife,
  commandsAnswer,
  commandView,
  dashboardView,
  deadLetterView,
  type DeadLetterState,
  logLine,
  machineHistory,
  machinesAnswer,
  outletView,
  pageOf,
  secondFactorNeeded,
  sessionDetail,
  sessionInfo,
  sessionView,
  settingsView,
} from '@palang/protocol'
import { call } from './http.ts'

const sessionPage = pageOf(sessionView)
const alarmPage = pageOf(alarmView)
const alertDeliveryPage = pageOf(alertDeliveryView)
const signInAnswer = sessionInfo.or(secondFactorNeeded)
const outletPage = pageOf(outletView)
const cardPage = pageOf(cardView)
const deadLetterPage = pageOf(deadLetterView)
const logPage = pageOf(logLine)
const commandPage = pageOf(commandView)

export interface SessionFilter {
  open?: boolean | undefined
  state?: string | undefined
  machine?: string | undefined
  search?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export interface GateOrder {
  action: 'open' | 'close' | 'stop'
  /** Seconds; left out on `open`, the barrier stays open. */
  duration?: number
  reason: string
}

export interface NewCard {
  id: string
  kind: 'member' | 'visitor'
  holder?: string
  license_plate?: string
  valid_until?: string
}

export const api = {
  session: (signal?: AbortSignal) => call('/api/auth/session', sessionInfo, signal === undefined ? {} : { signal }),
  /** Either who is signed in now, or that a code is needed as well. */
  signIn: (email: string, password: string) =>
    call('/api/auth/sign-in', signInAnswer, { method: 'POST', body: { email, password }, proves: true }),
  secondFactor: (code: string) => call('/api/auth/second-factor', sessionInfo, { method: 'POST', body: { code }, proves: true }),
  signOut: () => call('/api/auth/sign-out', null, { method: 'POST' }),
  /** Signs in anew with the new password, which may take a code as well. */
  changePassword: (current: string, next: string) =>
    call('/api/auth/change-password', signInAnswer, {
      method: 'POST',
      body: { current_password: current, new_password: next },
      proves: true,
    }),

  outlets: () => call('/api/outlets', outletPage),
  settings: () => call('/api/config', settingsView),
  dashboard: () => call('/api/dashboard/summary', dashboardView),
  machines: () => call('/api/v1/machines/', machinesAnswer),
  machineHistory: (id: string, type: string, limit: number) =>
    call(`/api/v1/machines/${encodeURIComponent(id)}/history`, machineHistory, { query: { type, limit } }),

  sessions: (filter: SessionFilter, cursor?: string, limit = 50) =>
    call('/api/sessions', sessionPage, { query: { ...filter, cursor, limit } }),
  sessionDetail: (id: string) => call(`/api/sessions/${encodeURIComponent(id)}`, sessionDetail),
  forceExit: (sessionId: string, reason: string) =>
    call('/api/emergency/force-exit', null, { method: 'POST', body: { session_id: sessionId, reason } }),

  /** Resolves when the machine took the command; its end is told over the live link. */
  controlGate: (gateId: string, order: GateOrder) =>
    call(`/api/gate/control/${encodeURIComponent(gateId)}`, commandView, { method: 'POST', query: { wait: 'accepted' }, body: order }),
  /** Resolves once the copy came out; every other end is a refusal. */
  reprint: (gateId: string, jobId: string, reason: string) =>
    call(`/api/gate/reprint/${encodeURIComponent(gateId)}`, commandLife, { method: 'POST', body: { job_id: jobId, reason } }),
  controlAllGates: (order: GateOrder) => call('/api/gate/control', commandsAnswer, { method: 'POST', body: order }),
  command: (id: string) => call(`/api/commands/${encodeURIComponent(id)}`, commandLife),
  lastCommands: (machineId: string) => call('/api/commands', commandPage, { query: { machine_id: machineId, limit: 5 } }),
  capture: (gateId: string) => call(`/api/camera/capture/${encodeURIComponent(gateId)}`, captureAnswer, { method: 'POST' }),

  alarms: (state: 'active' | 'cleared' | undefined, cursor?: string, limit = 100) =>
    call('/api/alarms', alarmPage, { query: { state, cursor, limit } }),
  alertRecipients: () => call('/api/alerts/recipients', alertRecipientList),
  alertDeliveries: (limit: number) => call('/api/alerts/deliveries', alertDeliveryPage, { query: { limit } }),
  testAlert: (recipient: string) => call('/api/alerts/test', alertTestResult, { method: 'POST', body: { recipient } }),
  acknowledge: (id: string, comment: string) =>
    call(`/api/alarms/${encodeURIComponent(id)}/acknowledge`, null, { method: 'POST', body: { comment } }),

  deadLetters: (state: DeadLetterState) => call('/api/dead-letters', deadLetterPage, { query: { state, limit: 100 } }),
  retryDeadLetter: (id: string) => call(`/api/dead-letters/${encodeURIComponent(id)}/retry`, deadLetterView, { method: 'POST' }),
  discardDeadLetter: (id: string, reason: string) =>
    call(`/api/dead-letters/${encodeURIComponent(id)}/discard`, deadLetterView, { method: 'POST', body: { reason } }),

  logs: (filter: { level?: string; source?: string; since?: string; limit?: number }) => call('/api/logs', logPage, { query: filter }),

  cards: (search: string, cursor?: string) => call('/api/cards', cardPage, { query: { search, cursor, limit: 50 } }),
  addCard: (card: NewCard) => call('/api/cards', cardView, { method: 'POST', body: card }),
  changeCard: (id: string, change: { status: 'active' | 'blocked' }) =>
    call(`/api/cards/${encodeURIComponent(id)}`, cardView, { method: 'PATCH', body: change }),
}

/** Where a camera's moving picture is. `turn` changes to open it anew. */
export const cameraStreamUrl = (gateId: string, turn: number): string => `/api/camera/stream/${encodeURIComponent(gateId)}?t=${turn}`
