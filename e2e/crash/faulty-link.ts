/**
 * A TCP proxy between one controller and the hub that fails as networks do: it cuts, delays, goes silent with both sides
 * still believing in the connection, spoils bytes, and tells the controller's WebSocket messages twice.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { frameSplitter } from './client-frames.ts'

export interface FaultyLink {
  readonly port: number
  /** Ends every connection at once, as a pulled cable that the operating system notices. */
  cut(): void
  /** Half-opens what is connected now: nothing is forwarded any more and nobody is told. New connections work. */
  fallSilent(): void
  /** Holds everything back for `delayMs` from now on; order is kept. */
  delay(delayMs: number): void
  /** Whether each message of the controller reaches the hub twice. */
  duplicate(on: boolean): void
  /** Puts bytes into the stream to the hub that are no WebSocket frame. */
  spoil(): void
  /** Ends all faults. Connections that fell silent are cut, as keep-alive would. */
  heal(): void
  stop(): Promise<void>
}

interface Pair {
  machine: Socket
  hub: Socket
  silent: boolean
}

/** Listens on a free port of the loopback and forwards to `hubPort`. */
export async function openFaultyLink(hubPort: number): Promise<FaultyLink> {
  const pairs = new Set<Pair>()
  const faults = { delayMs: 0, duplicate: false }
  const server: Server = createServer(machine => {
    const pair: Pair = { machine, hub: connect(hubPort, '127.0.0.1'), silent: false }
    pairs.add(pair)
    join(pair, faults, () => pairs.delete(pair))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const end = (pair: Pair) => {
    pair.machine.destroy()
    pair.hub.destroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => pairs.forEach(end),
    fallSilent: () => pairs.forEach(pair => (pair.silent = true)),
    delay: delayMs => void (faults.delayMs = delayMs),
    duplicate: on => void (faults.duplicate = on),
    spoil: () => pairs.forEach(pair => pair.hub.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x00]))),
    heal() {
      faults.delayMs = 0
      faults.duplicate = false
      for (const pair of pairs) if (pair.silent) end(pair)
    },
    async stop() {
      pairs.forEach(end)
      server.close()
      await once(server, 'close')
    },
  }
}

function join(pair: Pair, faults: { delayMs: number; duplicate: boolean }, gone: () => void): void {
  const split = frameSplitter()
  const toHub = laterInOrder(pair, pair.hub, faults)
  const toMachine = laterInOrder(pair, pair.machine, faults)
  pair.machine.on('data', bytes => {
    for (const piece of split(bytes)) {
      toHub(piece.bytes)
      if (piece.isMessage && faults.duplicate) toHub(piece.bytes)
    }
  })
  pair.hub.on('data', toMachine)
  for (const [one, other] of [
    [pair.machine, pair.hub],
    [pair.hub, pair.machine],
  ] as const) {
    one.on('error', () => undefined)
    one.once('close', () => {
      gone()
      // A side that vanished behind a silent link is not told of.
      if (!pair.silent) other.destroy()
    })
  }
}

/** Writes to `target` after the delay of the moment, never before what was given earlier. */
function laterInOrder(pair: Pair, target: Socket, faults: { delayMs: number }): (bytes: Buffer) => void {
  let lastAtMs = 0
  const write = (bytes: Buffer) => {
    if (!pair.silent && !target.destroyed) target.write(bytes)
  }
  return bytes => {
    const nowMs = performance.now()
    const atMs = Math.max(lastAtMs, nowMs + faults.delayMs)
    lastAtMs = atMs
    if (atMs <= nowMs) write(bytes)
    else setTimeout(write, atMs - nowMs, bytes)
  }
}
