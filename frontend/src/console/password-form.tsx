import { type ComponentProps, createSignal, type JSX, onMount } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'
import { createTries, TriesNote } from './access/try-again.tsx'
import { useAccount } from '../site/account.tsx'
import { ShowPassword } from '../ui/show-password.tsx'

/** The hub takes no shorter one. */
const shortest = 10
const longest = 128

function PasswordField(props: Omit<ComponentProps<typeof TextField>, 'type' | 'maxlength' | 'required' | 'end'>): JSX.Element {
  const [visible, setVisible] = createSignal(false)
  return (
    <TextField
      {...props}
      type={visible() ? 'text' : 'password'}
      maxlength={longest}
      required
      end={<ShowPassword visible={visible()} onChange={setVisible} />}
    />
  )
}

/** Changes the own password; every other place this person is signed in at is signed out by it. `first`: it was given to them. */
export function PasswordForm(props: { first?: boolean }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [current, setCurrent] = createSignal('')
  const [next, setNext] = createSignal('')
  const [again, setAgain] = createSignal('')
  const tries = createTries()
  let field: HTMLInputElement | undefined
  onMount(() => {
    if (props.first === true) field?.focus()
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const wrong = next().length < shortest ? 'auth.tooShort' : next() !== again() ? 'auth.notSame' : undefined
    if (wrong !== undefined) return tries.complain(i18n.t(wrong))
    void tries.run(
      async () => {
        await account.changePassword(current(), next())
        for (const clear of [setCurrent, setNext, setAgain]) clear('')
        toast({ tone: 'flow', title: i18n.t('auth.changed'), closeLabel: i18n.t('toast.close') })
      },
      error => (error.code === 'unauthenticated' ? i18n.t('auth.wrongPassword') : undefined),
    )
  }
  return (
    <form class="grid max-w-[460px] gap-4" onSubmit={submit}>
      <PasswordField
        ref={element => (field = element)}
        id="pw-current"
        label={i18n.t(props.first === true ? 'first.current' : 'auth.current')}
        autocomplete="current-password"
        value={current()}
        onInput={setCurrent}
      />
      <PasswordField
        id="pw-new"
        label={i18n.t('auth.new')}
        autocomplete="new-password"
        hint={i18n.t('auth.rule')}
        value={next()}
        onInput={setNext}
      />
      <PasswordField id="pw-again" label={i18n.t('auth.repeat')} autocomplete="new-password" value={again()} onInput={setAgain} />
      <TriesNote tries={tries} />
      <button type="submit" class={`btn ${props.first === true ? 'btn-primary btn-lg' : 'justify-self-start'}`} disabled={tries.held()}>
        {i18n.t('auth.change')}
      </button>
    </form>
  )
}
