/** Checking, before anything starts, that every port the site wants is free. */
import { createServer } from 'node:net'
import { portOwner, type PortOwner } from './port-owner.ts'

export interface WantedPort {
  /** Who wants it, in words for the person: `hub`, `panel of gate_in`. */
  for: string
  host: string
  port: number
}

export type PortState = { state: 'free' } | { state: 'taken'; owner: PortOwner | undefined } | { state: 'refused'; reason: string }

/** Whether `port` can be listened on now. On all addresses means also on loopback, where another program may sit alone. */
export async function portState({ host, port }: { host: string; port: number }): Promise<PortState> {
  const hosts = host === '0.0.0.0' || host === '::' ? [host, '127.0.0.1'] : [host]
  for (const address of hosts) {
    const failure = await tryListening(address, port)
    if (failure === undefined) continue
    if (failure === 'EADDRINUSE') return { state: 'taken', owner: await portOwner(port) }
    return {
      state: 'refused',
      reason: failure === 'EACCES' ? 'this user may not open it' : `${address} cannot be listened on (${failure})`,
    }
  }
  return { state: 'free' }
}

function tryListening(host: string, port: number): Promise<string | undefined> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

/** One line for each port that cannot be had, naming the port, who wants it and who has it. */
export async function portMistakes(wanted: readonly WantedPort[]): Promise<string[]> {
  const found = await Promise.all(wanted.map(async want => ({ want, state: await portState(want) })))
  return found.flatMap(({ want, state }) => describePort(want, state))
}

/** The line of {@link portMistakes} for one port; none when it is free. */
export function describePort(want: WantedPort, state: PortState): string[] {
  if (state.state === 'free') return []
  const port = `port ${want.port} (${want.for})`
  if (state.state === 'refused') return [`${port}: ${state.reason}`]
  const { owner } = state
  const who = owner === undefined ? 'another program' : `process ${owner.pid}${owner.program === undefined ? '' : `: ${owner.program}`}`
  return [`${port} is taken by ${who}`]
}
