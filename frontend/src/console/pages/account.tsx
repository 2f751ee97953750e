/** The person's own account: who they are here, password, second factor, where they are signed in. */
import LogOut from 'lucide-solid/icons/log-out'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { SecondFactorPanel } from '../access/second-factor.tsx'
import { SignInsPanel } from '../access/sign-ins.tsx'
import { useOutlets } from '../access/use-outlets.ts'
import { useAccount } from '../../site/account.tsx'
import { initials } from '../initials.ts'
import { PasswordForm } from '../password-form.tsx'

function PersonPanel(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const outlets = useOutlets()
  const name = () => account.info()?.user?.name ?? account.info()?.actor ?? ''
  const role = () => account.info()?.role ?? 'viewer'
  const rows = (): [string, string, string][] => [
    [i18n.t('account.role'), i18n.t(`role.${role()}`), i18n.tMaybe(`role.${role()}.hint`, '')],
    [i18n.t('account.outlets'), outlets.words(account.info()?.outlets ?? null), ''],
  ]
  return (
    <Panel>
      <div class="flex flex-wrap items-center gap-4">
        <span class="grid size-12 shrink-0 place-items-center rounded-full bg-panel-3 font-[620]" aria-hidden="true">
          {initials(name())}
        </span>
        <div class="min-w-0 flex-1 basis-[180px]">
          <h2 class="text-[16px] font-[600] [overflow-wrap:anywhere]">{name()}</h2>
          <div class="text-muted [overflow-wrap:anywhere]">{account.info()?.user?.email}</div>
        </div>
        <button type="button" class="btn" onClick={() => void account.signOut()}>
          <LogOut size={17} aria-hidden="true" />
          {i18n.t('auth.signOut')}
        </button>
      </div>
      <dl class="mt-4 grid gap-3 border-t border-line-soft pt-4 sm:grid-cols-2">
        <For each={rows()}>
          {([word, value, hint]) => (
            <div>
              <dt class="text-[13px] text-muted">{word}</dt>
              <dd class="font-[540] [overflow-wrap:anywhere]">{value}</dd>
              <Show when={hint !== ''}>
                <dd class="hint">{hint}</dd>
              </Show>
            </div>
          )}
        </For>
      </dl>
    </Panel>
  )
}

export default function AccountPage(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  return (
    <>
      <PageHead title={i18n.t('account.title')} />
      <div class="grid max-w-[1180px] grid-cols-[minmax(0,1fr)] items-start gap-[18px] lg:grid-cols-[minmax(0,1.2fr)_minmax(320px,1fr)]">
        <div class="grid grid-cols-[minmax(0,1fr)] gap-[18px]">
          <PersonPanel />
          <Show when={account.info()?.user}>
            <SignInsPanel />
          </Show>
        </div>
        <Show when={account.info()?.user}>
          <div class="grid grid-cols-[minmax(0,1fr)] gap-[18px]">
            <SecondFactorPanel />
            <Panel title={i18n.t('account.password')}>
              <PasswordForm />
            </Panel>
          </div>
        </Show>
      </div>
    </>
  )
}
