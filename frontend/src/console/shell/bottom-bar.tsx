import { A, useLocation } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import { createSignal, For, type JSX, lazy, Show, Suspense } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { destinationsFor, isFar, isHere } from './destinations.ts'
import { useWaiting } from './rail.tsx'

const MoreMenu = lazy(() => import('./more-menu.tsx').then(found => ({ default: found.MoreMenu })))

/** The rail of a phone: four pages and the rest behind “more”. */
export function BottomBar(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const location = useLocation()
  const [wanted, setWanted] = createSignal(false)
  const waiting = useWaiting()
  const near = () => destinationsFor(account).filter(to => to.near)
  const button = () => (
    <button
      type="button"
      class="tab"
      aria-haspopup="menu"
      aria-current={isFar(location.pathname) ? 'page' : undefined}
      onClick={() => setWanted(true)}
    >
      <Ellipsis size={21} aria-hidden="true" />
      {i18n.t('nav.more')}
    </button>
  )
  return (
    <nav class="bottombar" aria-label={i18n.t('nav.main')}>
      <For each={near()}>
        {to => (
          <A href={to.path} class="tab" aria-current={isHere(to.path, location.pathname) ? 'page' : undefined}>
            <Dynamic component={to.icon} size={21} aria-hidden="true" />
            {i18n.t(to.word)}
            <Show when={waiting(to.path) > 0}>
              <span class="count stop">{waiting(to.path)}</span>
            </Show>
          </A>
        )}
      </For>
      <Show when={wanted()} fallback={button()}>
        <Suspense fallback={button()}>
          <MoreMenu />
        </Suspense>
      </Show>
    </nav>
  )
}
