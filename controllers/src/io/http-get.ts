/** One GET of a device's web server on the local network: no redirects are followed, no connection is kept. */
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import https from 'node:https'
import { CodedError, streamBytes } from '@palang/kit'

/** The address in `url`. Throws `port_malformed` when it is no http or https address. */
export function httpAddress(url: string): URL {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new CodedError('port_malformed', 'expected an http or https address')
  return new URL(url)
}

/**
 * What is at `path` of `address`, once its head has come; the user and password in the address are not said. Rejects when there is no
 * answer and when `signal` fires; after that, whoever reads the answer is told there.
 */
export function httpGet(
  address: URL,
  options: { path: string; signal: AbortSignal; headers: OutgoingHttpHeaders },
): Promise<IncomingMessage> {
  const { protocol, hostname, port } = address
  const request = (protocol === 'https:' ? https : http).get({
    ...options,
    hostname: hostname.replace(/^\[(.*)\]$/, '$1'),
    port,
    agent: false,
    // The web servers of such devices are home-made; one that ends its header lines with LF alone still has an answer.
    insecureHTTPParser: true,
  })
  return new Promise((resolve, reject) => {
    request.once('response', resolve)
    request.on('error', reject)
  })
}

/** The whole body. Rejects with `tooLarge` as soon as it is longer than `maxBytes`, and lets go of the rest. */
export async function bodyOf(response: AsyncIterable<unknown>, maxBytes: number, tooLarge: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let room = maxBytes
  for await (const chunk of streamBytes(response)) {
    room -= chunk.length
    if (room < 0) throw new Error(tooLarge)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
