import { createSignal, type JSX, Show } from 'solid-js'
import { problemText } from '../api/problem.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { toast } from '../ui/toast.tsx'
import { useAccount } from './account.tsx'

/** The hub takes no shorter one. */
const shortest = 10

function Field(props: { id: string; label: string; autocomplete: string; value: string; onInput: (text: string) => void }): JSX.Element {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <div class="input">
        <input
          id={props.id}
          type="password"
          autocomplete={props.autocomplete}
          maxlength={128}
          required
          value={props.value}
          onInput={event => props.onInput(event.currentTarget.value)}
        />
      </div>
    </div>
  )
}

/** Changes the own password; every other place this person is signed in at is signed out by it. */
export function PasswordForm(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [current, setCurrent] = createSignal('')
  const [next, setNext] = createSignal('')
  const [again, setAgain] = createSignal('')
  const [problem, setProblem] = createSignal<string>()
  const [busy, setBusy] = createSignal(false)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const wrong = next().length < shortest ? 'auth.tooShort' : next() !== again() ? 'auth.notSame' : undefined
    setProblem(wrong === undefined ? undefined : i18n.t(wrong))
    if (wrong !== undefined) return
    setBusy(true)
    try {
      await account.changePassword(current(), next())
      for (const clear of [setCurrent, setNext, setAgain]) clear('')
      toast({ tone: 'flow', title: i18n.t('auth.changed'), closeLabel: i18n.t('toast.close') })
    } catch (error) {
      setProblem(problemText(i18n, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form class="grid max-w-[460px] gap-4" onSubmit={event => void submit(event)}>
      <h3 class="font-[600]">{i18n.t('auth.change')}</h3>
      <Show when={account.info()?.user?.must_change_password}>
        <p class="note attend">{i18n.t('auth.mustChange')}</p>
      </Show>
      <Field id="pw-current" label={i18n.t('auth.current')} autocomplete="current-password" value={current()} onInput={setCurrent} />
      <Field id="pw-new" label={i18n.t('auth.new')} autocomplete="new-password" value={next()} onInput={setNext} />
      <Field id="pw-again" label={i18n.t('auth.repeat')} autocomplete="new-password" value={again()} onInput={setAgain} />
      <p class="hint">{i18n.t('auth.rule')}</p>
      <div aria-live="polite">
        <Show when={problem()}>{text => <p class="note stop">{text()}</p>}</Show>
      </div>
      <button type="submit" class="btn justify-self-start" disabled={busy()}>
        {i18n.t('auth.change')}
      </button>
    </form>
  )
}
