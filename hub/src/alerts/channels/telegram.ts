/** Telegram: `sendMessage` of the Bot API (core.telegram.org/bots/api#sendmessage). The token stands in the path, so no path is ever told. */
import type { AlertsConfig } from '@palang/config'
import type { Clock } from '@palang/kit'
import { readJson } from '@palang/kit/json'
import { z } from 'zod'
import { failed, unclear, type Channel, type Outcome } from './channel.ts'
import { postJson } from './post-json.ts'
import { statusFailure } from './webhook.ts'

const officialServer = 'https://api.telegram.org'
/** Longest text of one message, in UTF-16 units. */
const longestText = 4096

const apiAnswer = z.looseObject({ ok: z.boolean(), description: z.string().optional() })

/** Sends text to a chat the bot was let into. */
export function telegramChannel({ clock, telegram }: { clock: Clock; telegram: AlertsConfig['telegram'] }): Channel {
  const { token, base_url: server = officialServer } = telegram ?? {}
  return {
    missing: () => (token === undefined ? 'TELEGRAM_BOT_TOKEN' : undefined),
    knowsRepeats: false,
    async deliver(address, { subject, text }) {
      if (token === undefined) return failed('not_set_up', 'TELEGRAM_BOT_TOKEN')
      const body = JSON.stringify({ chat_id: address, text: `${subject}\n\n${text}`.slice(0, longestText) })
      const answer = await postJson(clock, `${server.replace(/\/$/, '')}/bot${encodeURIComponent(token)}/sendMessage`, body)
      if (answer.kind === 'failed') return answer.hadLeft ? unclear(answer.detail) : failed(answer.code, answer.detail)
      return outcomeOf(answer.status, answer.body)
    },
  }
}

function outcomeOf(status: number, body: string): Outcome {
  const said = apiAnswer.safeParse(readJson(body)).data
  if (status === 200 && said?.ok === true) return { state: 'sent' }
  const detail = said?.description ?? `HTTP ${status}`
  // A token nobody has is no method of the API: 404.
  if (status === 401 || status === 404) return failed('login', detail)
  return status === 200 ? failed('failed', detail) : failed(status === 403 ? 'rejected' : statusFailure(status), detail)
}
