import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spawnChild } from './child.ts'
import type { Exit } from './supervisor.ts'

function start(source: string, environment: NodeJS.ProcessEnv = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-child-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'program.mjs')
  writeFileSync(file, source)
  const lines: string[] = []
  const waiting = new Map<string, () => void>()
  const child = spawnChild({
    file,
    parameters: ['--given'],
    environment: { ...process.env, ...environment },
    onLine(line) {
      lines.push(line)
      waiting.get(line)?.()
    },
  })
  onTestFinished(() => child.kill('SIGKILL'))
  const message = new Promise<unknown>(resolve => child.onMessage(resolve))
  const exit = new Promise<Exit>(resolve => child.onExit(resolve))
  const line = (text: string) => new Promise<void>(resolve => (lines.includes(text) ? resolve() : waiting.set(text, resolve)))
  return { child, lines, message, exit, line }
}

const obedient = `
  process.on('message', message => { if (message.kind === 'stop') process.exit(0) })
  process.send({ kind: 'ready', parameters: process.argv.slice(2), word: process.env.WORD })
`

test('a program says it is ready with its parameters and environment, and ends on the stop message', async () => {
  const { child, message, exit } = start(obedient, { WORD: 'palang' })
  expect(await message).toEqual({ kind: 'ready', parameters: ['--given'], word: 'palang' })
  child.send({ kind: 'stop' })
  expect(await exit).toEqual({ code: 0, signal: null })
})

test('what a program prints arrives line by line, errors included', async () => {
  const { line, lines } = start(`console.log('one\\ntwo'); console.error('three')`)
  await Promise.all([line('one'), line('two'), line('three')])
  expect(lines.toSorted()).toEqual(['one', 'three', 'two'])
})

test('the exit code of a program is told', async () => {
  const { exit } = start('process.exit(3)')
  expect(await exit).toEqual({ code: 3, signal: null })
})

test('sending to and killing a program that is gone is harmless', async () => {
  const { child, exit } = start('process.exit(0)')
  await exit
  child.send({ kind: 'stop' })
  child.kill('SIGTERM')
  child.kill('SIGKILL')
  expect(await exit).toEqual({ code: 0, signal: null })
})

test.runIf(process.platform === 'linux')('what a killed program had started ends with it', async () => {
  const { child, lines, message, exit } = start(`
    import { spawn } from 'node:child_process'
    const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: ['ignore', 'inherit', 'inherit'] })
    process.send({ kind: 'ready', grandchild: grandchild.pid })
    setInterval(() => {}, 1000)
  `)
  const { grandchild } = (await message) as { grandchild: number }
  child.kill('SIGKILL')
  expect(await exit).toEqual({ code: null, signal: 'SIGKILL' })
  await expect.poll(() => isRunning(grandchild)).toBe(false)
  expect(lines).toEqual([])
})

/** A process that has ended and whose parent has not noticed yet does not run any more. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
