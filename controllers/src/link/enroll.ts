/** Exchanging an activation code for this machine's token, `POST /api/enroll`. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import type { HubTrust } from '@palang/config'
import { CodedError, messageOf } from '@palang/kit'
import { readJson } from '@palang/kit/json'
import { enrolled } from '@palang/protocol'

export interface EnrollRequest {
  /** Base URL of the hub, `http` or `https`. */
  hubHttpUrl: string
  /** How to know the hub over TLS. */
  trust: HubTrust
  machineId: string
  code: string
  answerWithinMs?: number
}

/**
 * The machine's token. Throws `enroll_refused` with the hub's words, `hub_away` when it does not answer or cannot now; then
 * another try may do.
 */
export async function enroll({ hubHttpUrl, trust, machineId, code, answerWithinMs = 10_000 }: EnrollRequest): Promise<string> {
  const url = new URL('/api/enroll', hubHttpUrl)
  const signal = AbortSignal.timeout(answerWithinMs)
  const { status, body } = await ask(url, { ...trust, signal }, JSON.stringify({ code, machine_id: machineId }))
  const token = enrolled.safeParse(body)
  if (status === 201 && token.success) return token.data.token
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : `it answered ${status}`
  if (status >= 500)
    throw new CodedError('hub_away', `the hub at ${url.origin} cannot enrol ${machineId} now: ${detail}`, { retryable: true })
  throw new CodedError('enroll_refused', `the hub does not enrol ${machineId}: ${detail}`)
}

async function ask(url: URL, how: HubTrust & { signal: AbortSignal }, body: string): Promise<{ status: number; body: unknown }> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  try {
    return await new Promise((resolve, reject) => {
      const request = send(url, { ...how, method: 'POST', headers }, response => {
        text(response).then(answer => resolve({ status: response.statusCode ?? 0, body: readJson(answer) }), reject)
      })
      request.once('error', reject)
      request.end(body)
    })
  } catch (error) {
    throw new CodedError('hub_away', `the hub at ${url.origin} does not answer: ${messageOf(error)}`, { cause: error, retryable: true })
  }
}
