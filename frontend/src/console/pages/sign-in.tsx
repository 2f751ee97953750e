/** The first page of everybody. The address stays, so that signing in leads where the person wanted to go. */
import LoaderCircle from 'lucide-solid/icons/loader-circle'
import { createSignal, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Doorway, focusFirst } from '../access/doorway.tsx'
import { createTries, TriesNote } from '../access/try-again.tsx'
import { useAccount } from '../../site/account.tsx'
import { ShowPassword } from '../../ui/show-password.tsx'

function PasswordInput(props: { value: string; onInput: (value: string) => void }): JSX.Element {
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
      <ShowPassword visible={visible()} onChange={setVisible} />
    </div>
  )
}

function SubmitButton(props: { busy: boolean; held: boolean; word: string }): JSX.Element {
  return (
    <button type="submit" class="btn btn-primary btn-lg" disabled={props.held}>
      <Show when={props.busy}>
        <LoaderCircle size={17} class="animate-spin" aria-hidden="true" />
      </Show>
      {props.word}
    </button>
  )
}

function PasswordStep(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [email, setEmail] = createSignal('')
  const [password, setPassword] = createSignal('')
  const tries = createTries()
  let first: HTMLInputElement | undefined
  focusFirst(() => first)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void tries.run(
      () => account.signIn(email().trim(), password()),
      error => (error.status === 401 ? i18n.t('auth.wrong') : undefined),
    )
  }
  return (
    <form class="grid gap-4" onSubmit={submit}>
      <div class="field">
        <label for="email">{i18n.t('auth.email')}</label>
        <div class="input min-h-[46px]">
          <input
            ref={field => (first = field)}
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
      <TriesNote tries={tries} />
      <SubmitButton busy={tries.busy()} held={tries.held()} word={i18n.t('auth.submit')} />
      <p class="hint text-center">{i18n.t('auth.forgot')}</p>
    </form>
  )
}

/** How long after the password the hub takes a code. */
const codeWithinMs = 5 * 60_000

/** Six digits of the app, or a backup code. `onBack` hears why when the password has to be given anew. */
function CodeStep(props: { onBack: (late: boolean) => void }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [code, setCode] = createSignal('')
  const [backup, setBackup] = createSignal(false)
  const tries = createTries()
  const begunMs = Date.now()
  let field: HTMLInputElement | undefined
  focusFirst(() => field)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void tries.run(
      () => account.secondFactor(code().trim()),
      error => {
        setCode('')
        field?.focus()
        if (error.code === 'unauthenticated' || Date.now() - begunMs > codeWithinMs) props.onBack(true)
        return undefined
      },
    )
  }
  const turn = () => {
    setBackup(value => !value)
    setCode('')
    field?.focus()
  }
  return (
    <form class="grid gap-4" onSubmit={submit}>
      <div class="field">
        <label for="code">{i18n.t(backup() ? 'auth.backupCode' : 'auth.code')}</label>
        <div class="input min-h-[46px]">
          <input
            ref={element => (field = element)}
            id="code"
            class={backup() ? 'font-mono' : 'tabular text-[20px] tracking-[0.3em]'}
            autocomplete="one-time-code"
            inputmode={backup() ? 'text' : 'numeric'}
            autocapitalize="off"
            spellcheck={false}
            minlength={6}
            maxlength={32}
            required
            value={code()}
            onInput={event => setCode(event.currentTarget.value)}
          />
        </div>
      </div>
      <TriesNote tries={tries} />
      <SubmitButton busy={tries.busy()} held={tries.held()} word={i18n.t('auth.continue')} />
      <div class="flex flex-wrap justify-between gap-2">
        <button type="button" class="link border-0 bg-transparent p-0" onClick={() => props.onBack(false)}>
          {i18n.t('auth.otherAccount')}
        </button>
        <button type="button" class="link border-0 bg-transparent p-0" onClick={turn}>
          {i18n.t(backup() ? 'auth.useCode' : 'auth.useBackup')}
        </button>
      </div>
    </form>
  )
}

export default function SignIn(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [late, setLate] = createSignal(false)
  const back = (tooLate: boolean) => {
    setLate(tooLate)
    account.withoutCode()
  }
  const inCode = () => account.codeNeeded()
  return (
    <Doorway title={i18n.t(inCode() ? 'auth.codeTitle' : 'auth.title')} lead={i18n.t(inCode() ? 'auth.codeLead' : 'auth.lead')}>
      <Show when={!inCode() && (account.ended() || late())}>
        <p class="note attend" role="status">
          {i18n.t(late() ? 'auth.tooLate' : 'auth.expired')}
        </p>
      </Show>
      <Show when={inCode()} fallback={<PasswordStep />}>
        <CodeStep onBack={back} />
      </Show>
    </Doorway>
  )
}
