/** An HTTP server that keeps what is posted to it and answers as a test says: a webhook's receiver, or Telegram's Bot API. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'

export interface Posted {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface FakeReceiver {
  url: string
  posts: Posted[]
  /** The next answers; the last one stays. `hang` never answers. */
  answers: ({ status: number; body?: unknown; location?: string } | 'hang' | 'break off')[]
  /** Resolves when this many posts have come. */
  got(count: number): Promise<void>
  close(): Promise<void>
}

/** Listens on a free port of this computer, and answers 200. */
export async function fakeReceiver(): Promise<FakeReceiver> {
  const waiting: { count: number; resolve: () => void }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      fake.posts.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') })
      const answer = fake.answers.length > 1 ? fake.answers.shift() : fake.answers[0]
      if (answer === 'break off') request.socket.destroy()
      else if (answer !== undefined && answer !== 'hang') {
        response.writeHead(answer.status, answer.location === undefined ? {} : { location: answer.location })
        response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
      }
      for (const one of waiting) if (fake.posts.length >= one.count) one.resolve()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const fake: FakeReceiver = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    posts: [],
    answers: [{ status: 200 }],
    got: count => new Promise(resolve => (fake.posts.length >= count ? resolve() : void waiting.push({ count, resolve }))),
    async close() {
      server.closeAllConnections()
      server.close()
      if (server.listening) await once(server, 'close')
    },
  }
  return fake
}
