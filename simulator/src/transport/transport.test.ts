import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { systemClock } from '@palang/kit/clock'
import { afterEach, expect, test } from 'vitest'
import { defaultTransport } from './choose.ts'
import type { PlayedPort, PortListener } from './played-port.ts'
import { PtyPort } from './pty-port.ts'
import { tcpPort } from './tcp-port.ts'

const hasSocat = spawnSync('socat', ['-V']).status === 0
if (!hasSocat) process.stdout.write('pty ports: skipped, socat is not installed\n')

let port: PlayedPort | undefined

afterEach(async () => {
  await port?.stop()
  port = undefined
})

/** Notes what a port tells, and waits for it. */
function recorder() {
  const seen: string[] = []
  const waiting: { text: string; resolve: () => void }[] = []
  const note = (text: string) => {
    seen.push(text)
    for (const one of waiting.filter(waiter => waiter.text === text)) one.resolve()
  }
  const listener: PortListener = {
    opened: () => note('opened'),
    data: bytes => note(Buffer.from(bytes).toString()),
    closed: () => note('closed'),
  }
  /** Resolves at the next `text` from now on. */
  const next = (text: string) => new Promise<void>(resolve => waiting.push({ text, resolve }))
  return { listener, seen, next }
}

function dial(address: string): Socket {
  const url = new URL(address)
  return connect(Number(url.port), url.hostname)
}

const heard = (socket: Socket) => new Promise<string>(resolve => socket.once('data', bytes => resolve(String(bytes))))
const gone = (socket: Socket) => new Promise<void>(resolve => socket.once('close', () => resolve()))

test('a TCP port carries bytes both ways and tells who comes and goes', async () => {
  const { listener, next } = recorder()
  port = tcpPort(0, listener)
  await port.start()
  const opened = next('opened')
  const socket = dial(port.address())
  await opened
  const arrived = next('$1,PING*0D\n')
  socket.write('$1,PING*0D\n')
  await arrived
  const answer = heard(socket)
  port.write(Buffer.from('$1,OK*1A\n'))
  expect(await answer).toBe('$1,OK*1A\n')
  const closed = next('closed')
  socket.destroy()
  await closed
  expect(port.isOpen()).toBe(false)
})

test('a second controller takes a TCP port over', async () => {
  const { listener, next } = recorder()
  port = tcpPort(0, listener)
  await port.start()
  const first = dial(port.address())
  await next('opened')
  const lost = gone(first)
  const again = next('opened')
  const second = dial(port.address())
  await Promise.all([lost, again])
  expect(port.isOpen()).toBe(true)
  second.destroy()
})

test('an unplugged TCP port refuses connections and comes back under its address', async () => {
  const { listener, next } = recorder()
  port = tcpPort(0, listener)
  await port.start()
  const address = port.address()
  const socket = dial(address)
  await next('opened')
  const lost = gone(socket)
  await port.unplug()
  await lost
  const refused = await new Promise<NodeJS.ErrnoException>(resolve => dial(address).once('error', resolve))
  expect(refused.code).toBe('ECONNREFUSED')
  await port.plug()
  expect(port.address()).toBe(address)
  const back = next('opened')
  const again = dial(address)
  await back
  again.destroy()
})

test.runIf(hasSocat).each([
  ['short path', 'palang ,pty-'],
  ['path too long for a socket', `palang-${'x'.repeat(90)}-`],
])(
  'on a %s a pty notices being opened and closed, comes back, and leaves nothing behind',
  async (_name, prefix) => {
    const folder = mkdtempSync(path.join(os.tmpdir(), prefix))
    const { listener, next, seen } = recorder()
    const running = new Set<never>()
    const pty = new PtyPort({ folder, name: 'gate_in-board', clock: systemClock, running }, listener)
    port = pty
    await pty.start()
    expect(seen).toEqual([])
    for (const line of ['first\n', 'second\n']) {
      await linkOf(pty)
      const opened = next('opened')
      const arrived = next(line)
      const handle = openSync(pty.address(), 'r+')
      await opened
      writeSync(handle, line)
      await arrived
      const closed = next('closed')
      closeSync(handle)
      await closed
    }
    await pty.unplug()
    expect(existsSync(pty.address())).toBe(false)
    await pty.plug()
    expect(existsSync(pty.address())).toBe(true)
    await pty.stop()
    expect(readdirSync(folder)).toEqual([])
    expect(running.size).toBe(0)
    rmSync(folder, { recursive: true })
  },
  30_000,
)

/** The next socat needs a moment to make its link. */
async function linkOf(pty: PlayedPort): Promise<void> {
  while (!existsSync(pty.address())) await new Promise(resolve => setImmediate(resolve))
}

test.each([
  ['win32', '/usr/bin', '/srv/palang', 'tcp'],
  ['linux', '/nowhere', '/srv/palang', 'tcp'],
  ['linux', '/usr/bin', '/home/josé/palang', 'tcp'],
] as const)('on %s with path %s and folder %s the transport is %s', (platform, searchPath, folder, expected) => {
  expect(defaultTransport({ platform, searchPath, folder })).toBe(expected)
})

test.runIf(hasSocat)('where socat is installed the transport is pty', () => {
  expect(defaultTransport({ platform: 'linux', searchPath: process.env['PATH'] ?? '', folder: '/srv/palang' })).toBe('pty')
})
