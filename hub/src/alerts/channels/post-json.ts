/** One request of JSON that follows no redirect, and knows whether it had left when it failed. */
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Clock } from '@palang/kit'
import type { AlertFailure } from '@palang/protocol'
import { networkFailure } from './channel.ts'

/** Milliseconds, for all of it. */
export const postTimeoutMs = 10_000
/** Of an answer no more is read. */
const mostAnswerBytes = 64 * 1024

export type Answer =
  | { kind: 'answered'; status: number; body: string }
  | { kind: 'failed'; code: AlertFailure; detail: string; hadLeft: boolean }

/** Never rejects. The address is not repeated in what is told of a failure: it may be a secret. */
export function postJson(clock: Clock, url: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  return sendJson(clock, { method: 'POST', url, body, headers })
}

export interface JsonRequest {
  method: 'GET' | 'POST'
  url: string
  /** Of a POST. */
  body?: string
  headers: Record<string, string>
}

/** The same with any method. */
export function sendJson(clock: Clock, { method, url, body, headers }: JsonRequest): Promise<Answer> {
  return new Promise(resolve => {
    let hadLeft = false
    let timedOut = false
    let failure: { code: AlertFailure; detail: string } | undefined
    const send = url.startsWith('https:') ? httpsRequest : httpRequest
    const all = {
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      'user-agent': 'Palang',
      ...headers,
    }
    const request = send(url, { method, headers: all, agent: false })
    const chunks: Buffer[] = []
    let status: number | undefined
    const timer = clock.after(postTimeoutMs, () => {
      timedOut = true
      request.destroy()
    })
    request.on('finish', () => (hadLeft = true))
    request.on('error', error => {
      const code = 'code' in error ? String(error.code) : ''
      failure ??= { code: networkFailure(code) ?? 'failed', detail: code === '' ? 'the connection broke off' : code }
    })
    request.on('response', response => {
      status = response.statusCode ?? 0
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes <= mostAnswerBytes) chunks.push(chunk)
        else request.destroy()
      })
    })
    request.on('close', () => {
      timer.cancel()
      // With its status the other side has answered, also when it breaks off or is slow with the rest.
      if (status !== undefined) resolve({ kind: 'answered', status, body: Buffer.concat(chunks).toString('utf8') })
      else if (timedOut) resolve({ kind: 'failed', code: 'timeout', detail: `no answer within ${postTimeoutMs / 1000} s`, hadLeft })
      else resolve({ kind: 'failed', ...(failure ?? { code: 'failed', detail: 'the connection was closed' }), hadLeft })
    })
    request.end(body)
  })
}
