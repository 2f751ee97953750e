/** A mosquitto as the broker elsewhere, that lets everybody in and keeps what it could not hand over. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '@palang/kit/testing/free-ports'
import { findProgram } from '../tools/test/programs.ts'
import { cpuSecondsOf } from './programs.ts'

/** Starts it; nothing where it is not installed. */
export async function startMosquitto() {
  const program = findProgram(['mosquitto'])
  if (program === undefined) return undefined
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-bench-mosquitto-'))
  const port = await freePort()
  const file = path.join(folder, 'mosquitto.conf')
  const settings = ['allow_anonymous true', 'max_queued_messages 0', 'set_tcp_nodelay true']
  writeFileSync(file, [`listener ${port} 127.0.0.1`, ...settings, ''].join('\n'))
  const child = spawn(program, ['-c', file], { stdio: 'ignore' })
  while (!(await accepts(port))) await pause(20)
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    cpuSeconds: () => cpuSecondsOf(child.pid),
    async stop() {
      const gone = once(child, 'exit')
      child.kill()
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
