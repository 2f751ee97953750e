/** Setting up, and removing, the code of an authenticator app. */
import type { SecondFactorSetup } from '@palang/protocol'
import Download from 'lucide-solid/icons/download'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { accessApi } from '../../api/access-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Code } from '../../ui/code.tsx'
import { CopyButton, Exactly } from '../../ui/copy.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { useAccount } from '../../site/account.tsx'
import { download } from '../csv.ts'
import { OnceNote } from '../../ui/once.tsx'
import { secretText } from './totp-secret.ts'
import { createTries, type Tries, TriesNote } from './try-again.tsx'
import './access.css'

function Actions(props: { tries: Tries; word: string; danger?: boolean; onCancel: () => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <>
      <TriesNote tries={props.tries} />
      <div class="flex flex-wrap justify-end gap-2.5">
        <button type="button" class="btn" onClick={() => props.onCancel()}>
          {i18n.t('action.cancel')}
        </button>
        <button type="submit" class={`btn ${props.danger === true ? 'btn-danger' : 'btn-primary'}`} disabled={props.tries.held()}>
          {props.word}
        </button>
      </div>
    </>
  )
}

/** Proves once more who is at the keyboard; `run` gets the password. */
function PasswordStep(props: {
  word: string
  danger?: boolean
  onCancel: () => void
  run: (password: string) => Promise<unknown>
}): JSX.Element {
  const i18n = useI18n()
  const [password, setPassword] = createSignal('')
  const tries = createTries()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void tries.run(
      () => props.run(password()),
      error => (error.code === 'unauthenticated' ? i18n.t('auth.wrongPassword') : undefined),
    )
  }
  return (
    <form class="grid gap-4" onSubmit={submit}>
      <TextField
        id="factor-password"
        type="password"
        label={i18n.t('factor.password')}
        autocomplete="current-password"
        maxlength={128}
        required
        value={password()}
        onInput={setPassword}
      />
      <Actions tries={tries} word={props.word} danger={props.danger === true} onCancel={props.onCancel} />
    </form>
  )
}

function ScanStep(props: { setup: SecondFactorSetup; onCancel: () => void; onDone: () => void }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [code, setCode] = createSignal('')
  const tries = createTries()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void tries.run(async () => {
      const session = await accessApi.confirmSecondFactor(code().trim())
      props.onDone()
      account.renew(session)
    })
  }
  return (
    <form class="grid gap-4" onSubmit={submit}>
      <Code class="qr" text={props.setup.uri} label={i18n.t('factor.qr')} />
      <div class="field">
        <span class="field-label">{i18n.t('factor.secret')}</span>
        <Exactly text={secretText(props.setup.uri)} />
      </div>
      <TextField
        id="factor-code"
        label={i18n.t('factor.code')}
        autocomplete="one-time-code"
        inputmode="numeric"
        maxlength={8}
        required
        mono
        value={code()}
        onInput={setCode}
      />
      <Actions tries={tries} word={i18n.t('factor.confirm')} onCancel={props.onCancel} />
    </form>
  )
}

function BackupCodes(props: { codes: readonly string[]; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  let shown: HTMLElement | undefined
  const text = () => props.codes.join('\n')
  return (
    <div class="grid gap-4">
      <pre ref={element => (shown = element)} class="backup-codes">
        {text()}
      </pre>
      <div class="flex flex-wrap gap-2.5">
        <CopyButton text={text()} shown={() => shown} />
        <button type="button" class="btn btn-sm" onClick={() => download(i18n.t('factor.file'), `${text()}\n`, 'text/plain')}>
          <Download size={15} aria-hidden="true" />
          {i18n.t('action.download')}
        </button>
      </div>
      <OnceNote />
      <button type="button" class="btn btn-primary justify-self-end" onClick={() => props.onClose()}>
        {i18n.t('once.kept')}
      </button>
    </div>
  )
}

type Step = 'password' | 'scan' | 'codes'

function SetUp(props: { open: boolean; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const [setup, setSetup] = createSignal<SecondFactorSetup>()
  const [confirmed, setConfirmed] = createSignal(false)
  const step = (): Step => (setup() === undefined ? 'password' : confirmed() ? 'codes' : 'scan')
  const close = () => {
    props.onClose()
    if (confirmed()) toast({ tone: 'flow', title: i18n.t('factor.done'), closeLabel: i18n.t('toast.close') })
    setSetup(undefined)
    setConfirmed(false)
  }
  return (
    <Modal
      firm={setup() !== undefined}
      open={props.open}
      onClose={close}
      title={i18n.t(`factor.${step()}Title`)}
      text={i18n.t(`factor.${step()}Text`)}
    >
      <Switch>
        <Match when={step() === 'password'}>
          <PasswordStep
            word={i18n.t('auth.continue')}
            onCancel={close}
            run={async password => setSetup(await accessApi.beginSecondFactor(password))}
          />
        </Match>
        <Match when={step() === 'scan' && setup()}>
          {found => <ScanStep setup={found()} onCancel={close} onDone={() => setConfirmed(true)} />}
        </Match>
        <Match when={step() === 'codes' && setup()}>{found => <BackupCodes codes={found().backup_codes} onClose={close} />}</Match>
      </Switch>
    </Modal>
  )
}

/** Whether the person has a second factor, and how to get or lose it. */
export function SecondFactorPanel(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [open, setOpen] = createSignal<'set-up' | 'remove'>()
  const close = () => setOpen(undefined)
  const has = () => account.info()?.user?.second_factor === true
  const remove = async (password: string) => {
    account.renew(await accessApi.removeSecondFactor(password))
    close()
    toast({ tone: 'flow', title: i18n.t('factor.removed'), closeLabel: i18n.t('toast.close') })
  }
  return (
    <Panel title={i18n.t('factor.title')}>
      <div class="grid gap-3.5">
        <Show when={has()} fallback={<StateWord tone="attend" word={i18n.t('factor.off')} />}>
          <StateWord tone="flow" icon={ShieldCheck} word={i18n.t('factor.on')} />
        </Show>
        <p class="max-w-[60ch] text-muted">{i18n.t(has() ? 'factor.onHint' : 'factor.offHint')}</p>
        <button
          type="button"
          class={`btn justify-self-start ${has() ? '' : 'btn-primary'}`}
          onClick={() => setOpen(has() ? 'remove' : 'set-up')}
        >
          {i18n.t(has() ? 'factor.remove' : 'factor.setUp')}
        </button>
      </div>
      <SetUp open={open() === 'set-up'} onClose={close} />
      <Modal open={open() === 'remove'} onClose={close} title={i18n.t('factor.removeTitle')} text={i18n.t('factor.removeText')}>
        <PasswordStep danger word={i18n.t('factor.remove')} onCancel={close} run={remove} />
      </Modal>
    </Panel>
  )
}
