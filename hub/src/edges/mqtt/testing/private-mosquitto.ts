/** A mosquitto of one's own as the broker elsewhere, a network to it that can be cut, and mosquitto's programs as foreign clients. For tests. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { freePort } from '@palang/kit/testing/free-ports'
import { onTestFinished, vi } from 'vitest'
import { findProgram } from '../../../../../tools/test/programs.ts'

const server = findProgram(['mosquitto'])
const [publisher, subscriber] = [findProgram(['mosquitto_pub']), findProgram(['mosquitto_sub'])]

/** Why there is none here; `undefined` when there is. */
export const mosquittoMissing =
  server === undefined || publisher === undefined || subscriber === undefined
    ? 'mosquitto is not installed (Debian: apt-get install mosquitto mosquitto-clients)'
    : undefined

/** Starts it; it keeps sessions on disk. With `user` and `password` nobody else gets in. `settings` are lines of mosquitto.conf. */
export async function privateMosquitto({ login, settings = [] }: { login?: [string, string]; settings?: readonly string[] } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-mosquitto-'))
  chmodSync(folder, 0o777)
  const port = await freePort()
  const passwords = path.join(folder, 'passwords')
  if (login !== undefined) await promisify(execFile)('mosquitto_passwd', ['-b', '-c', passwords, ...login])
  const file = path.join(folder, 'mosquitto.conf')
  const lines = [
    ...(process.getuid?.() === 0 ? ['user root'] : []),
    `listener ${port} 127.0.0.1`,
    ...(login === undefined ? ['allow_anonymous true'] : ['allow_anonymous false', `password_file ${passwords}`]),
    ...['persistence true', `persistence_location ${folder}/`, 'autosave_on_changes true', 'autosave_interval 1', ...settings],
  ]
  writeFileSync(file, `${lines.join('\n')}\n`)
  const run = async () => {
    const child = spawn(server ?? '', ['-c', file], { stdio: 'ignore' })
    await vi.waitFor(() => accepts(port), { timeout: 10_000 })
    return child
  }
  let child = await run()
  onTestFinished(async () => {
    await end(child)
    rmSync(folder, { recursive: true, force: true })
  })
  const parameters = ['-h', '127.0.0.1', '-p', String(port), ...(login === undefined ? [] : ['-u', login[0], '-P', login[1]])]

  const say = async (topic: string, text: string, more: readonly string[] = []) =>
    void (await promisify(execFile)(publisher ?? '', [...parameters, '-q', '1', '-t', topic, '-m', text, ...more]))

  return {
    port,
    stop: () => end(child),
    async restart(): Promise<void> {
      await end(child)
      child = await run()
    },
    /** As a device; resolves once the broker has it. */
    say,
    /** `topic text` of what comes to a foreign client from now on; it ends with the test. */
    async hear(filter: string, more: readonly string[] = []): Promise<{ all: string[]; end: () => Promise<void> }> {
      // What was kept comes with the answer to the subscription: then it stands.
      await say('subscribed', 'yes', ['-r'])
      const topics = ['-t', filter, '-t', 'subscribed']
      const foreign = spawn(subscriber ?? '', [...parameters, '-q', '1', ...topics, '-F', '%t %p', ...more], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      onTestFinished(() => end(foreign))
      const all: string[] = []
      const subscribed = Promise.withResolvers<void>()
      createInterface(foreign.stdout).on('line', line => {
        if (line === 'subscribed yes') subscribed.resolve()
        else all.push(line)
      })
      await subscribed.promise
      return { all, end: () => end(foreign) }
    },
  }
}

/** A network between a client and `port`. */
export async function cuttable(port: number): Promise<{ port: number; cut: () => void }> {
  const open = new Set<Socket>()
  const between = createServer(socket => {
    const on = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [socket, on],
      [on, socket],
    ] as const) {
      open.add(one)
      one.on('error', () => undefined).on('close', () => other.destroy())
      one.pipe(other)
    }
  }).listen(0, '127.0.0.1')
  await once(between, 'listening')
  const cut = () => {
    for (const socket of open) socket.destroy()
    open.clear()
  }
  onTestFinished(() => {
    between.close()
    cut()
  })
  const address = between.address()
  return { port: typeof address === 'object' ? (address?.port ?? 0) : 0, cut }
}

function accepts(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve()
    })
    socket.on('error', reject)
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
