/** A way out of the house for messages. */
import type { AlertFailure } from '@palang/protocol'
import type { Message } from '../message.ts'

export interface Failure {
  code: AlertFailure
  /** Without any secret. */
  detail: string
}

/** `unknown`: the other side may have taken it. */
export type Outcome = { state: 'sent' } | { state: 'failed' | 'unknown'; failure: Failure }

export interface Channel {
  /** What is missing before it can carry anything, or nothing. */
  missing(): string | undefined
  /** The other side knows a message that comes twice, so that one with an unknown outcome may be sent again. */
  readonly knowsRepeats: boolean
  /** Never rejects; ends within half a minute. */
  deliver(address: string, message: Message): Promise<Outcome>
}

/** A message that did not get out, or was refused. */
export function failed(code: AlertFailure, detail: string): Outcome {
  return { state: 'failed', failure: { code, detail: detail.slice(0, 300) } }
}

/** A message of which nobody can tell whether it was taken. */
export function unclear(detail: string): Outcome {
  return { state: 'unknown', failure: { code: 'unknown_outcome', detail: detail.slice(0, 300) } }
}

/** What an error of a socket means, by its code; nothing for codes that say nothing about the way there. */
export function networkFailure(errorCode: string): AlertFailure | undefined {
  if (['ENOTFOUND', 'EAI_AGAIN', 'EDNS'].includes(errorCode)) return 'dns'
  if (['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ECONNRESET', 'EPIPE'].includes(errorCode)) return 'unreachable'
  if (errorCode === 'ETIMEDOUT') return 'timeout'
  if (/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY|EPROTO/.test(errorCode)) return 'tls'
  return undefined
}
