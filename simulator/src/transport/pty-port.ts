/**
 * A serial port as a real pty, made by socat. socat waits until a controller opens the pty, then connects to a socket of
 * ours; that is how an opening is noticed. When the controller closes the pty socat ends, and the next one takes its place.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { Clock, Timer } from '@palang/kit/clock'
import { backoff } from '@palang/kit/retry'
import { lineBufferBytes, type PlayedPort, type PortListener } from './played-port.ts'

const delays = {
  /** Between looks whether socat has made its link. */
  lookMs: 5,
  appearWithinMs: 5_000,
  /** A socat that lived longer than this ended because its controller left, not because it cannot run. */
  healthyMs: 1_000,
  /** From asking socat to end to ending it. */
  endMs: 1_000,
} as const

/** Socket paths end at 104 bytes on some systems. */
const longestSocketPath = 100

interface OwnSocket {
  server: Server
  /** What socat connects to, seen from the folder of the link. */
  address: string
  temporary: string | undefined
}

export interface PtyOptions {
  /** Folder the link is made in; created when missing. */
  folder: string
  name: string
  clock: Clock
  /** The socats now running, for whoever must end them when there is no time to stop in order. */
  running: Set<ChildProcess>
}

/** A pty reachable as `<folder>/<name>`. */
export class PtyPort implements PlayedPort {
  readonly #options: PtyOptions
  readonly #listener: PortListener
  readonly #link: string
  readonly #pidFile: string
  readonly #retry = backoff(20, 2_000)
  #own: OwnSocket | undefined
  #child: ChildProcess | undefined
  #current: Socket | undefined
  #wanted = false
  #again: Timer | undefined

  constructor(options: PtyOptions, listener: PortListener) {
    this.#options = options
    this.#listener = listener
    this.#link = path.join(options.folder, options.name)
    this.#pidFile = `${this.#link}.pid`
  }

  address(): string {
    return this.#link
  }

  isOpen(): boolean {
    return this.#current !== undefined
  }

  write(bytes: Uint8Array): void {
    if (this.#current !== undefined && this.#current.writableLength < lineBufferBytes) this.#current.write(bytes)
  }

  start(): Promise<void> {
    return this.plug()
  }

  async stop(): Promise<void> {
    await this.unplug()
    const closing = this.#own
    this.#own = undefined
    if (closing === undefined) return
    await new Promise(resolve => closing.server.close(resolve))
    if (closing.temporary !== undefined) rmSync(closing.temporary, { recursive: true, force: true })
  }

  async plug(): Promise<void> {
    if (this.#wanted) return
    this.#wanted = true
    mkdirSync(this.#options.folder, { recursive: true })
    endLeftover(this.#pidFile, this.#options.name)
    this.#own ??= await openSocket(this.#link, socket => this.#accept(socket))
    this.#run()
    await appears(this.#link, this.#options.clock)
  }

  async unplug(): Promise<void> {
    this.#wanted = false
    this.#again?.cancel()
    const ending = this.#child
    this.#child = undefined
    if (ending !== undefined) await endProcess(ending, this.#options.clock)
    const socket = this.#current
    this.#current = undefined
    socket?.destroy()
    if (socket !== undefined) this.#listener.closed()
    removeLink(this.#link)
    rmSync(this.#pidFile, { force: true })
  }

  #accept(socket: Socket): void {
    this.#current?.destroy()
    this.#current = socket
    socket.on('data', bytes => {
      if (this.#current === socket) this.#listener.data(bytes)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (this.#current !== socket) return
      this.#current = undefined
      // This pty is spent: whoever opens the link from now on must get the next one.
      removeLink(this.#link)
      this.#listener.closed()
    })
    this.#listener.opened()
  }

  #run(): void {
    const { folder, name, clock, running } = this.#options
    if (!this.#wanted || this.#own === undefined) return
    // Another link of that name may be left by a process that was killed; socat would refuse to replace it.
    removeLink(this.#link)
    const started = clock.monotonic()
    const socat = spawnSocat(folder, name, this.#own.address)
    this.#child = socat
    running.add(socat)
    if (socat.pid !== undefined) writeFileSync(this.#pidFile, String(socat.pid))
    const end = () => {
      if (!running.delete(socat)) return
      if (this.#child === socat) this.#child = undefined
      if (!this.#wanted) return
      if (clock.monotonic() - started > delays.healthyMs) this.#retry.reset()
      this.#again = clock.after(this.#retry.next(), () => this.#run())
    }
    socat.once('exit', end)
    socat.once('error', end)
  }
}

/** Names relative to the folder, because socat gives `,` and `:` in a path a meaning of their own. */
function spawnSocat(folder: string, name: string, socketPath: string): ChildProcess {
  const pty = `pty,raw,echo=0,link=${name},wait-slave,pty-interval=0.05`
  return spawn('socat', [pty, `unix-connect:${socketPath}`], { cwd: folder, stdio: 'ignore', windowsHide: true })
}

/** Beside the link; in a temporary folder where that path would be longer than a socket's may be. */
async function openSocket(link: string, accept: (socket: Socket) => void): Promise<OwnSocket> {
  const beside = `${link}.sock`
  const short = Buffer.byteLength(beside) <= longestSocketPath
  const temporary = short ? undefined : mkdtempSync(path.join(os.tmpdir(), 'palang-'))
  const socketPath = temporary === undefined ? beside : path.join(temporary, 's')
  // A simulator that was killed leaves its socket behind.
  if (lstatSync(socketPath, { throwIfNoEntry: false })?.isSocket() === true) rmSync(socketPath, { force: true })
  const server = createServer(accept)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
  return { server, temporary, address: temporary === undefined ? path.basename(socketPath) : socketPath }
}

async function appears(link: string, clock: Clock): Promise<void> {
  const giveUpMs = clock.monotonic() + delays.appearWithinMs
  while (!existsSync(link)) {
    if (clock.monotonic() > giveUpMs) throw new Error(`socat did not make ${link}`)
    await new Promise<void>(resolve => clock.after(delays.lookMs, resolve))
  }
}

async function endProcess(ending: ChildProcess, clock: Clock): Promise<void> {
  if (ending.pid === undefined || ending.exitCode !== null || ending.signalCode !== null) return
  const gone = new Promise(resolve => ending.once('exit', resolve))
  ending.kill('SIGTERM')
  const force = clock.after(delays.endMs, () => ending.kill('SIGKILL'))
  await gone
  force.cancel()
}

/** Ends the socat of a simulator that was killed, if that process still is one. */
function endLeftover(pidFile: string, name: string): void {
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8'))
  rmSync(pidFile, { force: true })
  try {
    if (Number.isInteger(pid) && pid > 1 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`link=${name},wait-slave`))
      process.kill(pid, 'SIGTERM')
  } catch {
    // It is gone, or this system does not tell.
  }
}

/** Removes only a link, never a file somebody put there. */
function removeLink(link: string): void {
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true) rmSync(link, { force: true })
}
