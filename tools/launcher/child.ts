/** A real process behind the supervisor's {@link Child}. */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Child, Exit } from './supervisor.ts'

export interface ChildOptions {
  /** TypeScript or JavaScript file. */
  file: string
  parameters: readonly string[]
  /** For Node itself. */
  nodeFlags?: readonly string[]
  environment: NodeJS.ProcessEnv
  /** Each line the program prints on stdout or stderr. */
  onLine: (line: string) => void
}

const windows = process.platform === 'win32'

/**
 * Starts `file` on the Node that runs this process, with a message channel; when this process dies, the channel closes
 * and the program stops by itself. Outside Windows it gets its own process group: the terminal's Ctrl-C reaches only the
 * launcher, which then stops everything in order, and what the program has started can be ended with it.
 */
export function spawnChild({ file, parameters, nodeFlags = [], environment, onLine }: ChildOptions): Child {
  const spawned = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...nodeFlags, file, ...parameters], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: !windows,
    windowsHide: true,
  })
  for (const stream of [spawned.stdout, spawned.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', onLine)
  }
  return {
    pid: spawned.pid,
    send(message) {
      if (spawned.connected) spawned.send(message as object, () => undefined)
    },
    kill(signal) {
      if (spawned.exitCode !== null || spawned.signalCode !== null) return
      if (signal === 'SIGKILL') killGroup(spawned.pid)
      else spawned.kill(signal)
    },
    onMessage: listener => spawned.on('message', listener),
    onExit: listener => whenGone(spawned, listener),
  }
}

function whenGone(spawned: ChildProcess, listener: (exit: Exit) => void): void {
  spawned.once('exit', (code, signal) => {
    if (!windows) killGroup(spawned.pid)
    listener({ code, signal })
  })
  spawned.once('error', () => {
    if (spawned.pid === undefined) listener({ code: null, signal: null })
  })
}

/** Ends a program and everything it started; what is gone already is no mistake. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  if (windows) {
    execFile('taskkill', ['/pid', String(pid), '/t', '/f'], () => undefined)
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group is empty.
  }
}
