/** One try to prove who one is: what went wrong, and how long to wait after too many. */
import { type Accessor, createSignal, type JSX, Show } from 'solid-js'
import { ApiProblem, problemText } from '../../api/problem.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { createCountdown, leftText } from '../../ui/countdown.ts'

export interface Tries {
  busy: Accessor<boolean>
  /** Nothing may be sent yet: one is under way, or the hub asked to wait. */
  held: Accessor<boolean>
  problem: Accessor<string | undefined>
  waitMs: Accessor<number>
  /** Runs `work` unless held. `words` may tell a problem better than the dictionary does. */
  run(work: () => Promise<unknown>, words?: (error: ApiProblem) => string | undefined): Promise<void>
  complain(text: string | undefined): void
}

/** Keeps the state of a form that proves who somebody is. */
export function createTries(): Tries {
  const i18n = useI18n()
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string>()
  const [lockedUntil, setLockedUntil] = createSignal<number>()
  const waitMs = createCountdown(lockedUntil)
  const held = () => busy() || waitMs() > 0
  return {
    busy,
    held,
    problem,
    waitMs,
    complain: setProblem,
    async run(work, words) {
      if (held()) return
      setBusy(true)
      setProblem(undefined)
      try {
        await work()
      } catch (error) {
        if (error instanceof ApiProblem && error.retryAfterMs !== undefined) setLockedUntil(Date.now() + error.retryAfterMs)
        else setProblem((error instanceof ApiProblem ? words?.(error) : undefined) ?? problemText(i18n, error))
      } finally {
        setBusy(false)
      }
    },
  }
}

/** What went wrong, or how long to wait. */
export function TriesNote(props: { tries: Tries }): JSX.Element {
  const i18n = useI18n()
  return (
    <>
      <div aria-live="polite" class="empty:-mt-4">
        <Show when={props.tries.problem()}>{text => <p class="note stop">{text()}</p>}</Show>
      </div>
      <Show when={props.tries.waitMs() > 0}>
        <p class="note attend" role="alert">
          {i18n.t('auth.locked')}{' '}
          <strong role="timer" aria-live="off">
            {leftText(props.tries.waitMs())}
          </strong>
        </p>
      </Show>
    </>
  )
}
