/** How a test message ended, for the person who asked for it. */
import type { AlertChannel, AlertFailure } from '@palang/protocol'
import type { Failure } from './channels/channel.ts'

const servers: Readonly<Record<AlertChannel, string>> = { email: 'mail server', webhook: 'webhook', telegram: 'Telegram server' }

const sentences: Readonly<Record<AlertFailure, (server: string, detail: string) => string>> = {
  not_set_up: (_server, detail) => `This hub was not given ${detail} yet`,
  dns: server => `The name of the ${server} leads nowhere; look at its spelling and at this computer's network`,
  unreachable: server => `Nobody answers at the address of the ${server}; look at host, port and firewall`,
  timeout: server => `The ${server} did not answer in time`,
  tls: server => `The ${server} cannot be trusted or speaks no TLS on this port`,
  login: server => `The ${server} refused the login: user, password or token is wrong`,
  rejected: server => `The ${server} does not take this message or this recipient`,
  redirected: server => `The ${server} sends elsewhere; give the address it sends to`,
  server_error: server => `The ${server} has trouble of its own; try again later`,
  busy: server => `The ${server} asks to slow down; try again later`,
  unknown_outcome: server => `The message may have arrived: the ${server} did not confirm it`,
  failed: server => `The ${server} could not be used`,
}

/** One sentence, and what the other side said. */
export function testWords(channel: AlertChannel, failure: Failure | null): string {
  if (failure === null) return 'The test message was accepted'
  return sentences[failure.code](servers[channel], failure.detail)
}
