/** Time that runs out, as a person watches it. */
import { type Accessor, createMemo, createSignal, onCleanup } from 'solid-js'

const tickMs = 500

/** What is left until `endMs`, milliseconds, never below zero; zero while there is no end. Ticks twice a second. */
export function createCountdown(endMs: Accessor<number | undefined>): Accessor<number> {
  const [now, setNow] = createSignal(Date.now())
  const timer = setInterval(() => setNow(Date.now()), tickMs)
  onCleanup(() => clearInterval(timer))
  return createMemo(() => {
    const end = endMs()
    return end === undefined ? 0 : Math.max(0, end - Math.max(now(), Date.now()))
  })
}

/** `9:05`: minutes and seconds that are left, the started second counted whole. */
export function leftText(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
