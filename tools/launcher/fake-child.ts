/** A process for supervisor tests that does what the test says. */
import type { Child, Exit } from './supervisor.ts'

export interface FakeChild extends Child {
  /** What it was ordered and what was done to it, one after the other. */
  readonly received: string[]
  say(message: unknown): void
  becomeReady(fields?: Record<string, unknown>): void
  exit(exit: Partial<Exit>): void
}

let lastPid = 1000

/** A child that runs until told to exit; with `obedient`, it exits by itself on the stop message. It answers nothing. */
export function fakeChild({ obedient = true } = {}): FakeChild {
  const messages: ((message: unknown) => void)[] = []
  const exits: ((exit: Exit) => void)[] = []
  const received: string[] = []
  let gone = false
  const child: FakeChild = {
    pid: ++lastPid,
    received,
    send(message) {
      const text = JSON.stringify(message)
      // Asked whether it is there, again and again; that is no order.
      if (text.includes('are_you_there')) return
      received.push(text)
      if (obedient) child.exit({ code: 0 })
    },
    kill(signal) {
      received.push(signal)
      if (signal === 'SIGKILL' || obedient) child.exit({ signal })
    },
    onMessage: listener => void messages.push(listener),
    onExit: listener => void exits.push(listener),
    say(message) {
      for (const tell of messages) tell(message)
    },
    becomeReady: (fields = {}) => child.say({ kind: 'ready', ...fields }),
    exit({ code = null, signal = null }) {
      if (gone) return
      gone = true
      for (const tell of exits) tell({ code, signal })
    },
  }
  return child
}
