/** E-mail over SMTP; the library is loaded with the first message. */
import { PassThrough } from 'node:stream'
import type { AlertsConfig } from '@palang/config'
import { messageOf, withoutSecrets } from '@palang/kit'
import type { AlertFailure } from '@palang/protocol'
import { z } from 'zod'
import { failed, networkFailure, unclear, type Channel, type Outcome } from './channel.ts'

/** Milliseconds: to connect, until the server greets, and between two of its answers. */
const patience = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 15_000, dnsTimeout: 10_000 }

export interface EmailOptions extends Pick<AlertsConfig, 'smtp_url' | 'from'> {
  /** Shorter ones, for tests. Milliseconds. */
  timeouts?: Partial<typeof patience>
}

/** Sends by the server of `smtp_url`. */
export function emailChannel({ smtp_url: url, from, timeouts }: EmailOptions): Channel {
  return {
    missing: () => (url === undefined ? 'SMTP_URL' : undefined),
    knowsRepeats: false,
    async deliver(to, { id, subject, text, html }) {
      if (url === undefined) return failed('not_set_up', 'SMTP_URL')
      const body = { hasLeft: false }
      try {
        const { createTransport } = await import('nodemailer')
        const transport = createTransport({ url, ...patience, ...timeouts, disableFileAccess: true, disableUrlAccess: true })
        transport.use('stream', (mail, done) => {
          mail.message.transform(() => new PassThrough().on('end', () => (body.hasLeft = true)))
          done()
        })
        try {
          const sender = from ?? senderOf(url)
          await transport.sendMail({ from: sender, to, subject, text, html, messageId: `<${id}@${sender.split('@').at(-1)}>` })
        } finally {
          transport.close()
        }
        return { state: 'sent' }
      } catch (error) {
        return outcomeOf(error, body.hasLeft)
      }
    },
  }
}

/** The login when it is an address, else a name at the server's host. */
function senderOf(smtpUrl: string): string {
  const { username, hostname } = new URL(smtpUrl)
  const user = decodeURIComponent(username)
  return user.includes('@') ? user : `palang@${hostname}`
}

function outcomeOf(error: unknown, bodyHasLeft: boolean): Outcome {
  const { code = '', responseCode } = smtpError.safeParse(error).data ?? {}
  const detail = withoutSecrets(messageOf(error))
  if (responseCode === undefined && bodyHasLeft) return unclear(detail)
  return failed(failureOf(code, responseCode, detail), detail)
}

/** What nodemailer's errors carry: its own code, and the answer of the server when there was one. */
const smtpError = z.object({ code: z.string().optional(), responseCode: z.number().optional() })

function failureOf(code: string, responseCode: number | undefined, detail: string): AlertFailure {
  if (code === 'EAUTH') return 'login'
  if (responseCode !== undefined) return responseCode >= 500 ? 'rejected' : 'server_error'
  if (code === 'ETLS' || /certificate|wrong version number|ssl|tls/i.test(detail)) return 'tls'
  const inText = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ECONNRESET|ETIMEDOUT)\b/.exec(detail)?.[1]
  return networkFailure(inText ?? code) ?? (code === 'ESOCKET' || code === 'ECONNECTION' ? 'unreachable' : 'failed')
}
