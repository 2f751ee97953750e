/**
 * Webhooks as Standard Webhooks 1.0 says (standardwebhooks.com): `webhook-id`, `webhook-timestamp` and `webhook-signature`,
 * HMAC-SHA256 over `id.timestamp.body`.
 */
import { createHmac, randomBytes } from 'node:crypto'
import path from 'node:path'
import { readSecretFile, writeSecretFile, type Clock } from '@palang/kit'
import type { AlertFailure } from '@palang/protocol'
import { failed, type Channel, type Outcome } from './channel.ts'
import { postJson } from './post-json.ts'

const prefix = 'whsec_'

/** Where the secret is kept that receivers check signatures with. */
export function webhookSecretFile(dataDir: string): string {
  return path.join(dataDir, 'secrets', 'webhook.key')
}

/** Makes the secret when there is none, so that it can be handed to the receiver before the first alarm. */
export function ensureWebhookSecret(dataDir: string): string {
  const file = webhookSecretFile(dataDir)
  const known = readSecretFile(file)
  if (known !== undefined) return known
  const made = prefix + randomBytes(32).toString('base64')
  writeSecretFile(file, made)
  return made
}

/** The value of `webhook-signature`. `timestampS` in seconds. */
function signatureOf(secret: string, { id, timestampS, body }: { id: string; timestampS: number; body: string }): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`
}

/** Posts to the address itself; the receiver tells a repeat by its `webhook-id`. */
export function webhookChannel({ clock, dataDir }: { clock: Clock; dataDir: string }): Channel {
  return {
    missing: () => undefined,
    knowsRepeats: true,
    async deliver(address, { id, json }) {
      const secret = ensureWebhookSecret(dataDir)
      const body = JSON.stringify(json)
      const timestampS = Math.floor(clock.now() / 1000)
      const answer = await postJson(clock, address, body, {
        'webhook-id': id,
        'webhook-timestamp': String(timestampS),
        'webhook-signature': signatureOf(secret, { id, timestampS, body }),
      })
      return answer.kind === 'failed' ? failed(answer.code, answer.detail) : outcomeOf(answer.status)
    },
  }
}

function outcomeOf(status: number): Outcome {
  return status >= 200 && status < 300 ? { state: 'sent' } : failed(statusFailure(status), `HTTP ${status}`)
}

/** What an HTTP status that is no success means. */
export function statusFailure(status: number): AlertFailure {
  if (status >= 500) return 'server_error'
  if (status >= 300 && status < 400) return 'redirected'
  if (status === 401 || status === 403) return 'login'
  return status === 429 ? 'busy' : 'rejected'
}
