/** A mail server that keeps what it is given, or refuses, or is silent, as a test says. */
import { once } from 'node:events'
import { SMTPServer } from 'smtp-server'

export interface FakeSmtp {
  url: string
  /** Whole messages, as they came over the wire. */
  mails: string[]
  /** What happens to the next messages. */
  behaviour: 'take' | 'refuse' | 'busy' | 'hang'
  /** Resolves when a message has come whole. */
  taken(): Promise<void>
  close(): Promise<void>
}

/** Listens on a free port of this computer; only `palang` with the password `secret` may come in. */
export async function fakeSmtp(): Promise<FakeSmtp> {
  const arrivals: (() => void)[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    closeTimeout: 50,
    onAuth: ({ username, password }, _session, done) =>
      username === 'palang' && password === 'secret' ? done(null, { user: username }) : done(new Error('Authentication failed')),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith('nobody@') ? done(Object.assign(new Error('No such mailbox'), { responseCode: 550 })) : done(),
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { behaviour } = fake
        if (behaviour === 'refuse') done(Object.assign(new Error('Message is spam'), { responseCode: 554 }))
        else if (behaviour === 'busy') done(Object.assign(new Error('Try later'), { responseCode: 451 }))
        else {
          fake.mails.push(Buffer.concat(chunks).toString('utf8'))
          if (behaviour === 'take') done()
        }
        arrivals.splice(0).forEach(arrived => arrived())
      })
    },
  })
  // A client that gives up is what some tests are about.
  server.on('error', () => undefined)
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const address = listening.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const fake: FakeSmtp = {
    url: `smtp://palang:secret@127.0.0.1:${port}`,
    mails: [],
    behaviour: 'take',
    taken: () => new Promise(resolve => arrivals.push(resolve)),
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
  return fake
}
