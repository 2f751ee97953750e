import Eye from 'lucide-solid/icons/eye'
import EyeOff from 'lucide-solid/icons/eye-off'
import LoaderCircle from 'lucide-solid/icons/loader-circle'
import { createSignal, type JSX, Show } from 'solid-js'
import { ApiProblem, problemText } from '../../api/problem.ts'
import { GateScene } from '../../families/gate/gate-scene.tsx'
import { GateIcon } from '../../families/gate/gate-icon.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { useTitle } from '../../ui/panel.tsx'
import { useAccount } from '../account.tsx'

function PasswordInput(props: { value: string; onInput: (value: string) => void }): JSX.Element {
  const i18n = useI18n()
  const [visible, setVisible] = createSignal(false)
  return (
    <div class="input min-h-[46px] pr-1.5">
      <input
        id="password"
        type={visible() ? 'text' : 'password'}
        autocomplete="current-password"
        required
        value={props.value}
        onInput={event => props.onInput(event.currentTarget.value)}
      />
      <button
        type="button"
        class="btn btn-quiet btn-icon btn-sm"
        aria-pressed={visible()}
        aria-label={i18n.t(visible() ? 'auth.hide' : 'auth.show')}
        onClick={() => setVisible(value => !value)}
      >
        <Show when={visible()} fallback={<Eye size={17} aria-hidden="true" />}>
          <EyeOff size={17} aria-hidden="true" />
        </Show>
      </button>
    </div>
  )
}

function SignInForm(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [email, setEmail] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string>()
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setBusy(true)
    setProblem(undefined)
    try {
      await account.signIn(email().trim(), password())
    } catch (error) {
      setProblem(error instanceof ApiProblem && error.status === 401 ? i18n.t('auth.wrong') : problemText(i18n, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form class="grid gap-4" onSubmit={event => void submit(event)}>
      <div class="field">
        <label for="email">{i18n.t('auth.email')}</label>
        <div class="input min-h-[46px]">
          <input
            id="email"
            type="email"
            autocomplete="username"
            required
            value={email()}
            onInput={event => setEmail(event.currentTarget.value)}
          />
        </div>
      </div>
      <div class="field">
        <label for="password">{i18n.t('auth.password')}</label>
        <PasswordInput value={password()} onInput={setPassword} />
      </div>
      <div aria-live="polite">
        <Show when={problem()}>{text => <p class="note stop">{text()}</p>}</Show>
      </div>
      <button type="submit" class="btn btn-primary btn-lg" disabled={busy()}>
        <Show when={busy()}>
          <LoaderCircle size={17} class="animate-spin" aria-hidden="true" />
        </Show>
        {i18n.t('auth.submit')}
      </button>
      <p class="hint text-center">{i18n.t('auth.forgot')}</p>
    </form>
  )
}

/** The first page of everybody. The address stays, so that signing in leads where the person wanted to go. */
export default function SignIn(): JSX.Element {
  const i18n = useI18n()
  useTitle(() => i18n.t('auth.title'))
  const account = useAccount()
  const other = () => (i18n.locale() === 'id' ? 'en' : 'id')
  return (
    <main class="grid min-h-dvh lg:grid-cols-[minmax(0,1.1fr)_minmax(440px,1fr)]">
      <GateScene status="open" loop1={false} loop2 beam={false} class="border-r border-line-soft pt-[30vh] max-lg:hidden" />
      <div class="grid grid-rows-[auto_1fr_auto] px-6 py-6">
        <div class="flex justify-end">
          <button type="button" class="btn btn-quiet" onClick={() => void i18n.setLocale(other())} lang={other()}>
            {other() === 'en' ? 'English' : 'Bahasa Indonesia'}
          </button>
        </div>
        <div class="m-auto grid w-full max-w-[360px] gap-7">
          <div class="grid gap-2">
            <span class="brand-mark mb-2 size-11 rounded-xl">
              <GateIcon size={26} aria-hidden="true" />
            </span>
            <h1 class="text-[24px] font-[650] tracking-[-0.02em]">{i18n.t('auth.title')}</h1>
            <p class="text-muted">{i18n.t('auth.lead')}</p>
          </div>
          <Show when={account.ended()}>
            <p class="note attend" role="status">
              {i18n.t('auth.expired')}
            </p>
          </Show>
          <SignInForm />
        </div>
      </div>
    </main>
  )
}
