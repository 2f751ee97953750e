import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { exitCode } from './exit-code.ts'

const program = path.join(import.meta.dirname, 'site-program.test-support.ts')
const ready = { kind: 'ready', url: 'http://localhost:1' }

/** The program as the launcher starts it; `ended` is the code it ends with. */
function launched(...args: string[]) {
  const child = fork(program, args, { execArgv: [] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const heard: unknown[] = []
  child.on('message', message => heard.push(message))
  const ended = once(child, 'exit').then(([code]: unknown[]) => code)
  return { child, heard, ended, isReady: once(child, 'message') }
}

test('tells the launcher that it is ready, and stops once when told to', async () => {
  const { child, heard, ended, isReady } = launched('well')
  await isReady
  child.send({ kind: 'other' })
  child.send({ kind: 'stop' })
  child.send({ kind: 'stop' })
  expect(await ended).toBe(exitCode.stopped)
  expect(heard).toEqual([ready, { kind: 'stopping' }])
})

test('stops when its launcher is gone', async () => {
  const { child, ended, isReady } = launched('well')
  await isReady
  child.disconnect()
  expect(await ended).toBe(exitCode.stopped)
})

// Windows has no signals: there a process is stopped by message alone.
test.skipIf(process.platform === 'win32').each(['SIGTERM', 'SIGINT'] as const)('stops at %s', async signal => {
  const { child, heard, ended, isReady } = launched('well')
  await isReady
  child.kill(signal)
  expect(await ended).toBe(exitCode.stopped)
  expect(heard).toContainEqual({ kind: 'stopping' })
})

test('what does not stop in order ends as failed', async () => {
  const { child, ended, isReady } = launched('fails')
  await isReady
  child.send({ kind: 'stop' })
  expect(await ended).toBe(exitCode.failed)
})

test.each(['well', 'fails'])('why it ends by itself stands, whatever is asked after and though it stops %s', async how => {
  expect(await launched(how, String(exitCode.portTaken)).ended).toBe(exitCode.portTaken)
})

test('what never comes to a stop ends all the same', async () => {
  const { child, ended, isReady } = launched('hangs')
  await isReady
  child.send({ kind: 'stop' })
  expect(await ended).toBe(exitCode.stopped)
})

test('at a terminal it writes a line for the person', async () => {
  const child = spawn(process.execPath, [program, 'well'], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [bytes] = (await once(child.stdout, 'data')) as [Buffer]
  expect(bytes.toString()).toBe('it is ready\n')
})
