import { A } from '@solidjs/router'
import Bell from 'lucide-solid/icons/bell'
import Building from 'lucide-solid/icons/building'
import Languages from 'lucide-solid/icons/languages'
import Search from 'lucide-solid/icons/search'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useSite } from '../../site/site.tsx'
import { PersonButton } from './person-button.tsx'

/** How fresh everything on the screen is. */
function LinkDot(): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const tone = () => (live.state.link === 'live' ? 'flow' : live.state.link === 'lost' ? 'attend' : 'stale')
  const word = () => i18n.t(live.state.link === 'live' ? 'link.live' : live.state.link === 'lost' ? 'link.lost' : 'link.connecting')
  const age = () => {
    const at = live.state.lastFrameAtMs
    return at === undefined ? '' : i18n.format().age(live.now() - at)
  }
  return (
    <div class={`flex items-center gap-2.5 px-1 text-muted ${tone()}`} title={i18n.t('link.title')}>
      <span class="live-dot" aria-hidden="true" />
      <span class="whitespace-nowrap">
        <span class="max-md:sr-only">{word()}</span>
        <Show when={age() !== ''}>
          <span class="max-md:hidden"> · </span>
          <span class="tabular inline-block min-w-[3.6em] max-md:text-[13px]">{age()}</span>
        </Show>
      </span>
    </div>
  )
}

function AlarmsBell(): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const count = () => site.alarms().length
  const label = () => (count() === 0 ? i18n.t('top.noAlarms') : `${i18n.t('top.alarms')}: ${count()}`)
  return (
    <A href="/alarms" class="btn btn-quiet btn-icon relative" aria-label={label()} title={label()}>
      <Bell size={18} aria-hidden="true" />
      <Show when={count() > 0}>
        <span class="stop absolute top-[7px] right-[7px] size-2.5 rounded-full border-2 border-bg bg-(--c)" aria-hidden="true" />
      </Show>
    </A>
  )
}

function LanguageSwitch(): JSX.Element {
  const i18n = useI18n()
  const other = () => (i18n.locale() === 'id' ? 'en' : 'id')
  return (
    <button
      type="button"
      class="btn btn-quiet gap-1.5 px-2.5 max-md:hidden"
      aria-label={`${i18n.locale().toUpperCase()} · ${i18n.t('top.language')}: ${other() === 'en' ? 'English' : 'Bahasa Indonesia'}`}
      title={other() === 'en' ? 'English' : 'Bahasa Indonesia'}
      onClick={() => void i18n.setLocale(other())}
    >
      <Languages size={17} aria-hidden="true" />
      <span aria-hidden="true">{i18n.locale().toUpperCase()}</span>
    </button>
  )
}

/** Where this person is: the site, or the outlets they are limited to. */
function Place(): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const own = () => site.ownOutlets()?.join(', ')
  return (
    <div class="flex min-w-0 items-center gap-2.5 font-[580]">
      <Building size={18} class="shrink-0 text-muted max-md:hidden" aria-hidden="true" />
      <Show
        when={own() ?? (site.outletName() || undefined)}
        fallback={site.problem() === undefined ? <span class="skeleton h-4 w-28" /> : <span class="text-faint">—</span>}
      >
        {name => (
          <span class="max-w-[32ch] truncate" title={own() === undefined ? undefined : i18n.t('top.onlyOutlets', { outlets: name() })}>
            {name()}
          </span>
        )}
      </Show>
    </div>
  )
}

/** Outlet, search, freshness, alarms, language, person. */
export function TopBar(props: { onSearch: () => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <header class="topbar">
      <Place />
      <button type="button" class="input ml-2 w-[320px] cursor-text text-faint max-md:hidden" onClick={() => props.onSearch()}>
        <Search size={17} class="shrink-0" aria-hidden="true" />
        <span class="truncate">{i18n.t('search.placeholder')}</span>
        <kbd class="kbd">/</kbd>
      </button>
      <div class="ml-auto flex items-center gap-1.5 max-md:gap-0">
        <LinkDot />
        <button type="button" class="btn btn-quiet btn-icon md:hidden" aria-label={i18n.t('search.label')} onClick={() => props.onSearch()}>
          <Search size={19} aria-hidden="true" />
        </button>
        <AlarmsBell />
        <LanguageSwitch />
        <PersonButton />
      </div>
    </header>
  )
}
