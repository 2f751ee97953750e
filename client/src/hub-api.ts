/** The HTTP half of the client: acts on the whole site. */
import { ClientError } from './client-error.ts'
import { messageId } from './message-id.ts'
import type { Resolved } from './settings.ts'

export interface HubApi {
  /** `GET /api/status`. */
  getSystemStatus(): Promise<Record<string, unknown>>
  /** Opens every gate for `durationS` seconds (1–600); without it they stay open. */
  openAllGates(durationS?: number, reason?: string): Promise<Record<string, unknown>>
  closeAllGates(reason?: string): Promise<Record<string, unknown>>
  /** Ends a stay without passage; the first argument is a card or a session id. */
  forceExitSession(cardOrSession: string, reason: string): Promise<Record<string, unknown>>
  openGateIn(durationS?: number): Promise<Record<string, unknown>>
  openGateOut(durationS?: number): Promise<Record<string, unknown>>
  closeGateIn(): Promise<Record<string, unknown>>
  closeGateOut(): Promise<Record<string, unknown>>
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** An API client; settings are read at each call. All methods reject with {@link ClientError}. */
export function createHubApi(resolve: () => Resolved): HubApi {
  const post = (path: string, body: Record<string, unknown>) => request(resolve(), 'POST', path, body)
  const gate = (gateId: string, action: 'open' | 'close', durationS?: number) =>
    post(`/api/gate/control/${gateId}`, { action, ...(durationS === undefined ? {} : { duration: durationS }) })
  return {
    getSystemStatus: async () => request(resolve(), 'GET', '/api/status'),
    openAllGates: async (durationS, reason = 'open all gates') =>
      post('/api/gate/control', { action: 'open', ...(durationS === undefined ? {} : { duration: durationS }), reason }),
    closeAllGates: async (reason = 'close all gates') => post('/api/gate/control', { action: 'close', reason }),
    forceExitSession: async (cardOrSession, reason) =>
      post('/api/emergency/force-exit', { [uuidPattern.test(cardOrSession) ? 'session_id' : 'card_id']: cardOrSession, reason }),
    openGateIn: async durationS => gate('gate_in', 'open', durationS),
    openGateOut: async durationS => gate('gate_out', 'open', durationS),
    closeGateIn: async () => gate('gate_in', 'close'),
    closeGateOut: async () => gate('gate_out', 'close'),
  }
}

async function request(
  settings: Resolved,
  method: 'GET' | 'POST',
  path: string,
  body?: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (settings.token !== undefined) headers['authorization'] = `Bearer ${settings.token}`
  if (body !== undefined) {
    headers['content-type'] = 'application/json'
    headers['idempotency-key'] = messageId(settings.clock.now())
  }
  let answer
  try {
    answer = await settings.fetch(`${settings.httpUrl}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch (error) {
    throw new ClientError('network', `the hub cannot be reached at ${settings.httpUrl}`, { cause: error })
  }
  const content = readObject(await answer.text())
  if (answer.ok) return content
  const { code, title, detail } = content
  const message = [detail, title].find(text => typeof text === 'string') ?? `the hub answered ${answer.status}`
  throw new ClientError(typeof code === 'string' ? code : 'http_error', message, { status: answer.status, problem: content })
}

/** A JSON object, or `{value}` around anything else. */
function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : { value }
  } catch {
    return { value: text }
  }
}
