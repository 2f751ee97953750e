import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '@palang/kit'
import { onTestFinished } from 'vitest'
import type { PlayedPort, PortListener, PortMaker } from '../../../simulator/src/transport/played-port.ts'
import { PtyPort } from '../../../simulator/src/transport/pty-port.ts'
import type { FakePort } from './fake-stream.ts'

/** A real pseudo terminal for a device the simulator plays, until the test ends; needs socat. */
export function pseudoTerminal(name: string, listener: PortListener): PlayedPort {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-pty-'))
  const running = new Set<ChildProcess>()
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return new PtyPort({ folder, name, clock: systemClock, running }, listener)
}

/** Ports for a device the simulator plays, at the other end of `port`. */
export function portsOn(port: FakePort): PortMaker {
  return (name, listener): PlayedPort => {
    port.onTurned(turn => listener[turn]())
    port.onWritten(bytes => listener.data(bytes))
    return {
      address: () => `fake:${name}`,
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      isOpen: () => port.isTaken,
      write: bytes => port.send(bytes),
      unplug: () => Promise.resolve(port.unplug()),
      plug: () => Promise.resolve(port.plug()),
    }
  }
}
