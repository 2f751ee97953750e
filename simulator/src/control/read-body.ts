/** The body of a request as JSON. */
import type { IncomingMessage } from 'node:http'
import { streamBytes } from '@palang/kit/stream-bytes'

const maxBodyBytes = 128 * 1024

/** An empty body is an empty object. Throws `SyntaxError` for what is too large or no JSON. */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of streamBytes(request)) {
    size += chunk.length
    if (size > maxBodyBytes) throw new SyntaxError('the body is too large')
    chunks.push(chunk)
  }
  const text = Buffer.concat(chunks).toString('utf8')
  const body: unknown = text.trim() === '' ? {} : JSON.parse(text)
  return body
}
