/** How the console looks to this person, and their account. */
import { For, type JSX, Show } from 'solid-js'
import { type Locale, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Segments } from '../../ui/segments.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import type { ThemeChoice } from '../../ui/theme.ts'
import { useAccount } from '../account.tsx'
import { initials } from '../initials.ts'
import { PasswordForm } from '../password-form.tsx'
import { useSite } from '../site.tsx'
import { useTheme } from '../theme-context.tsx'
import LogOut from 'lucide-solid/icons/log-out'

function Appearance(): JSX.Element {
  const i18n = useI18n()
  const theme = useTheme()
  return (
    <Panel title={i18n.t('settings.appearance')}>
      <div class="grid max-w-[460px] gap-5">
        <div class="field">
          <span class="field-label">{i18n.t('settings.theme')}</span>
          <Segments<ThemeChoice>
            label={i18n.t('settings.theme')}
            value={theme.choice()}
            onChange={theme.choose}
            options={[
              { value: 'dark', label: i18n.t('theme.dark') },
              { value: 'light', label: i18n.t('theme.light') },
              { value: 'system', label: i18n.t('theme.system') },
            ]}
          />
        </div>
        <div class="field">
          <span class="field-label">{i18n.t('settings.language')}</span>
          <Segments<Locale>
            label={i18n.t('settings.language')}
            value={i18n.locale()}
            onChange={locale => void i18n.setLocale(locale)}
            options={[
              { value: 'id', label: 'Bahasa Indonesia' },
              { value: 'en', label: 'English' },
            ]}
          />
        </div>
        <p class="hint">{i18n.t('settings.appearanceHint')}</p>
      </div>
    </Panel>
  )
}

function AccountPanel(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const name = () => account.info()?.user?.name ?? account.info()?.actor ?? ''
  return (
    <Panel title={i18n.t('settings.account')}>
      <div class="flex flex-wrap items-center gap-4">
        <span class="grid size-12 place-items-center rounded-full bg-panel-3 font-[620]">{initials(name())}</span>
        <div class="min-w-0">
          <div class="truncate text-[16px] font-[600]">{name()}</div>
          <div class="truncate text-muted">
            {account.info()?.user?.email} · {i18n.tMaybe(`role.${account.info()?.role ?? 'viewer'}`, '')}
          </div>
        </div>
        <button type="button" class="btn ml-auto" onClick={() => void account.signOut()}>
          <LogOut size={17} aria-hidden="true" />
          {i18n.t('auth.signOut')}
        </button>
      </div>
      <Show when={account.info()?.user}>
        <div class="mt-5 border-t border-line-soft pt-5">
          <PasswordForm />
        </div>
      </Show>
    </Panel>
  )
}

function About(): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const site = useSite()
  const rows = (): [string, string][] => [
    [i18n.t('settings.outlet'), site.outletName()],
    [i18n.t('settings.timezone'), site.timeZone()],
    [i18n.t('settings.version'), live.state.hubVersion ?? '—'],
  ]
  return (
    <Panel title={i18n.t('settings.about')}>
      <dl class="-my-1.5">
        <For each={rows()}>
          {([word, value]) => (
            <div class="flex justify-between gap-6 border-line-soft py-2 not-first:border-t">
              <dt class="text-muted">{word}</dt>
              <dd class="text-right font-[520]">{value}</dd>
            </div>
          )}
        </For>
      </dl>
      <a class="link mt-4 inline-block" href="/api/docs" target="_blank" rel="noreferrer">
        {i18n.t('settings.apiDocs')}
      </a>
    </Panel>
  )
}

export default function Settings(): JSX.Element {
  const i18n = useI18n()
  return (
    <>
      <PageHead title={i18n.t('settings.title')} />
      <div class="grid max-w-[1180px] items-start gap-[18px] lg:grid-cols-[minmax(0,1.35fr)_minmax(320px,1fr)]">
        <AccountPanel />
        <div class="grid gap-[18px]">
          <Appearance />
          <About />
        </div>
      </div>
    </>
  )
}
