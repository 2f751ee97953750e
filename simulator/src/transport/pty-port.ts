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

export interface PtyOptions {
  /** Folder the link is made in; created when missing. */
  folder: string
  name: string
  clock: Clock
  /** The socats now running, for whoever must end them when there is no time to stop in order. */
  running: Set<ChildProcess>
}

/** A pty reachable as `<folder>/<name>`. */
export function ptyPort({ folder, name, clock, running }: PtyOptions, listener: PortListener): PlayedPort {
  const link = path.join(folder, name)
  const pidFile = `${link}.pid`
  const retry = backoff(20, 2_000)
  let sockets: { server: Server; folder: string; path: string } | undefined
  let child: ChildProcess | undefined
  let current: Socket | undefined
  let wanted = false
  let again: Timer | undefined

  const accept = (socket: Socket) => {
    current?.destroy()
    current = socket
    socket.on('data', bytes => {
      if (current === socket) listener.data(bytes)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (current !== socket) return
      current = undefined
      listener.closed()
    })
    listener.opened()
  }

  const run = () => {
    if (!wanted || sockets === undefined) return
    // Another link of that name may be left by a process that was killed; socat would refuse to replace it.
    removeLink(link)
    // Names relative to the folder, because socat gives `,` and `:` in a path a meaning of their own.
    const pty = `pty,raw,echo=0,link=${name},wait-slave,pty-interval=0.05`
    const started = clock.monotonic()
    const made = spawn('socat', [pty, `unix-connect:${sockets.path}`], { cwd: folder, stdio: 'ignore', windowsHide: true })
    child = made
    running.add(made)
    if (made.pid !== undefined) writeFileSync(pidFile, String(made.pid))
    let ended = false
    const end = () => {
      if (ended) return
      ended = true
      running.delete(made)
      if (child === made) child = undefined
      if (!wanted) return
      if (clock.monotonic() - started > delays.healthyMs) retry.reset()
      again = clock.after(retry.next(), run)
    }
    made.once('exit', end)
    made.once('error', end)
  }

  const plug = async () => {
    if (wanted) return
    wanted = true
    mkdirSync(folder, { recursive: true })
    endLeftover(pidFile, name)
    sockets ??= await openSocket(accept)
    run()
    await appears(link, clock)
  }

  const unplug = async () => {
    wanted = false
    again?.cancel()
    const ending = child
    child = undefined
    if (ending !== undefined) await endProcess(ending, clock)
    const socket = current
    current = undefined
    socket?.destroy()
    if (socket !== undefined) listener.closed()
    removeLink(link)
    rmSync(pidFile, { force: true })
  }

  return {
    address: () => link,
    start: plug,
    async stop() {
      await unplug()
      const closing = sockets
      sockets = undefined
      if (closing === undefined) return
      await new Promise(resolve => closing.server.close(resolve))
      rmSync(closing.folder, { recursive: true, force: true })
    },
    isOpen: () => current !== undefined,
    write(bytes) {
      if (current !== undefined && current.writableLength < lineBufferBytes) current.write(bytes)
    },
    unplug,
    plug,
  }
}

/** In a short temporary folder, because socket paths end at about 100 characters. */
async function openSocket(accept: (socket: Socket) => void): Promise<{ server: Server; folder: string; path: string }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'palang-'))
  const server = createServer(accept)
  const socketPath = path.join(folder, 's')
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, resolve)
  })
  return { server, folder, path: socketPath }
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
    if (Number.isInteger(pid) && pid > 1 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`link=${name},wait-slave`)) process.kill(pid, 'SIGTERM')
  } catch {
    // It is gone, or this system does not tell.
  }
}

/** Removes only a link, never a file somebody put there. */
function removeLink(link: string): void {
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() === true) rmSync(link, { force: true })
}
