/** The frame around every page, and everything that lives as long as somebody is signed in. */
import { useLocation } from '@solidjs/router'
import { createEffect, createSignal, For, type JSX, lazy, on, Show, Suspense } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { families } from '../../families/registry.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { createLive, LiveProvider, useLive } from '../../live/live.tsx'
import { SkeletonRows } from '../../ui/condition.tsx'
import { useAccount } from '../../site/account.tsx'
import { createSite, SiteProvider } from '../../site/site.tsx'
import { BottomBar } from './bottom-bar.tsx'
import { LinkBanner } from './link-banner.tsx'
import { useSlash } from './slash.ts'
import { Rail } from './rail.tsx'
import { TopBar } from './top-bar.tsx'

const Palette = lazy(() => import('./palette.tsx').then(found => ({ default: found.Palette })))

export function Shell(props: { children?: JSX.Element }): JSX.Element {
  const account = useAccount()
  // Viewers have no right to the operators' channel; they see all machines on the other one.
  const live = createLive(account.mayOperate() ? 'admin' : 'all', () => void account.load())
  return (
    <LiveProvider value={live}>
      <Inside>{props.children}</Inside>
    </LiveProvider>
  )
}

/** What a family must show on every page, loaded when one of its machines first needs it. */
function Attention(): JSX.Element {
  const live = useLive()
  const wanted = () =>
    Object.values(families).filter(({ attention }) => attention !== undefined && Object.values(live.state.machines).some(attention.of))
  return (
    <Suspense>
      <For each={wanted()}>{family => <Dynamic component={family.attention?.Strip} />}</For>
    </Suspense>
  )
}

function Inside(props: { children: JSX.Element }): JSX.Element {
  const i18n = useI18n()
  const site = createSite()
  const location = useLocation()
  const [collapsed, setCollapsed] = createSignal(localStorage.getItem('palang.rail') === 'collapsed')
  const [searching, setSearching] = createSignal(false)
  let main: HTMLElement | undefined
  useSlash(() => setSearching(true))
  const fold = () => {
    const next = setCollapsed(value => !value)
    localStorage.setItem('palang.rail', next ? 'collapsed' : 'open')
  }
  // A new page starts at its top, and a screen reader starts there too.
  createEffect(
    on(
      () => location.pathname,
      () => {
        window.scrollTo(0, 0)
        main?.focus({ preventScroll: true })
      },
      { defer: true },
    ),
  )
  return (
    <SiteProvider value={site}>
      <a class="skip" href="#main">
        {i18n.t('app.skip')}
      </a>
      <div class="frame" data-collapsed={collapsed() ? '' : undefined}>
        <Rail collapsed={collapsed()} onFold={fold} />
        <div class="min-w-0">
          <TopBar onSearch={() => setSearching(true)} />
          <LinkBanner />
          <Attention />
          <main id="main" class="page" tabindex="-1" ref={el => (main = el)}>
            <Suspense fallback={<SkeletonRows rows={8} />}>{props.children}</Suspense>
          </main>
        </div>
        <BottomBar />
      </div>
      <Show when={searching()}>
        <Suspense>
          <Palette onClose={() => setSearching(false)} />
        </Suspense>
      </Show>
    </SiteProvider>
  )
}
