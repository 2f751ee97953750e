/** How the console looks to this person, and what they are connected to. */
import type { JSX } from 'solid-js'
import { type Locale, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import type { ThemeChoice } from '../../ui/theme.ts'
import { useSite } from '../../site/site.tsx'
import { useTheme } from '../theme-context.tsx'

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
      <Pairs rows={rows()} />
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
      <div class="grid max-w-[1180px] items-start gap-[18px] lg:grid-cols-2">
        <Appearance />
        <About />
      </div>
    </>
  )
}
