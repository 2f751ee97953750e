/** Exchanging an activation code for this machine's token, `POST /api/enroll` of contract section 5. */
import { CodedError, messageOf } from '@palang/kit'
import { enrolled } from '@palang/protocol'

export interface EnrollRequest {
  /** Base URL of the hub. */
  hubHttpUrl: string
  machineId: string
  code: string
}

const answerWithinMs = 10_000

/** The machine's token. Throws `enroll_refused` with the hub's words, `hub_away` when it does not answer. */
export async function enroll({ hubHttpUrl, machineId, code }: EnrollRequest): Promise<string> {
  const answer = await ask(new URL('/api/enroll', hubHttpUrl), { code, machine_id: machineId })
  const body: unknown = await answer.json().catch(() => null)
  const token = enrolled.safeParse(body)
  if (answer.ok && token.success) return token.data.token
  const detail = typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : `it answered ${answer.status}`
  throw new CodedError('enroll_refused', `the hub does not enrol ${machineId}: ${detail}`)
}

async function ask(url: URL, body: object): Promise<Response> {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerWithinMs),
    })
  } catch (error) {
    const reason = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error)
    throw new CodedError('hub_away', `the hub at ${url.origin} does not answer: ${reason}`, { cause: error, retryable: true })
  }
}
