/** TCP ports for tests and benches that start programs of their own. */
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'

/** Below what operating systems lend to outgoing connections, so that nobody is lent a port between finding and using it. */
const lowest = 22_000
const highest = 32_000

/** Ports nobody listens on now, all different; runs beside each other choose at random, so that they hardly ever meet. */
export async function freePorts(count: number): Promise<number[]> {
  const held: Server[] = []
  try {
    const ports: number[] = []
    while (ports.length < count) {
      const port = randomInt(lowest, highest)
      const server = await hold(port)
      if (server === undefined) continue
      held.push(server)
      ports.push(port)
    }
    return ports
  } finally {
    await Promise.all(held.map(server => new Promise(resolve => server.close(resolve))))
  }
}

/** One of `freePorts`. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1)
  return port
}

/** Listens on `port` of the loopback; `undefined` when it is taken. */
async function hold(port: number): Promise<Server | undefined> {
  const server = createServer()
  const taken = once(server, 'error').then(() => undefined)
  server.listen(port, '127.0.0.1')
  const listening = once(server, 'listening').then(() => server)
  return Promise.race([taken, listening])
}
