/** `npm run simulator -- --device <bring-up file>`: plays that device alone until its input ends. */
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { loadBringup } from '@palang/config'
import { describeTyped, runTyped, systemClock, type TypedWords } from '@palang/kit'
import type { TransportKind } from '../transport/choose.ts'
import { defaultTransport } from '../transport/choose.ts'
import { PtyPort } from '../transport/pty-port.ts'
import { tcpPort } from '../transport/tcp-port.ts'
import { benchParts } from './parts.ts'

export interface BenchRequest {
  file: string
  transport: TransportKind | undefined
}

/** Throws `ConfigError` for a wrong file, `Error` for a device nobody plays. */
export async function runBench({ file, transport }: BenchRequest): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-bench-'))
  const running = new Set<ChildProcess>()
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const kind = transport ?? defaultTransport({ platform: process.platform, searchPath: process.env['PATH'] ?? '', folder })
  const parts = benchParts(loadBringup({ file: path.resolve(file) }), {
    clock: systemClock,
    changed: () => undefined,
    makePort: (name, listener) =>
      kind === 'tcp' ? tcpPort(0, listener) : new PtyPort({ folder, name, clock: systemClock, running }, listener),
  })
  const always: TypedWords = { help: { usage: '', run: () => `\n${describeTyped(parts, always)}` }, quit: { usage: '', run: () => '' } }
  for (const part of parts) await part.start()
  for (const part of parts) say(`${part.name}: npm run bringup -- ${file}${portWords(part.address())}`)
  say(describeTyped(parts, always))
  const lines = createInterface({ input: process.stdin })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => lines.close())
  for await (const line of lines) {
    const words = line.trim().split(/\s+/).filter(Boolean)
    if (words[0] === 'quit') break
    if (words.length > 0) say(`> ${words.join(' ')}: ${await runTyped(parts, always, words)}`)
  }
  await Promise.all(parts.map(part => part.stop()))
  // An input that is still open would keep the program alive.
  process.stdin.destroy()
}

function portWords(address: string | undefined): string {
  return address === undefined ? '' : ` --port ${address}`
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
