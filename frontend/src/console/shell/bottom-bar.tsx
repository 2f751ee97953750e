import * as Menu from '@kobalte/core/dropdown-menu'
import { A, useLocation, useNavigate } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import { For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useI18n } from '../../i18n/i18n.tsx'
import { destinations, isHere } from './destinations.ts'
import { useWaiting } from './rail.tsx'

/** The rail of a phone: four pages and the rest behind “more”. */
export function BottomBar(): JSX.Element {
  const i18n = useI18n()
  const location = useLocation()
  const navigate = useNavigate()
  const waiting = useWaiting()
  const near = destinations.filter(to => to.near)
  const far = destinations.filter(to => !to.near)
  return (
    <nav class="bottombar" aria-label={i18n.t('nav.main')}>
      <For each={near}>
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
      <Menu.Root placement="top-end" gutter={10}>
        <Menu.Trigger class="tab" aria-current={far.some(to => isHere(to.path, location.pathname)) ? 'page' : undefined}>
          <Ellipsis size={21} aria-hidden="true" />
          {i18n.t('nav.more')}
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content class="pop">
            <For each={far}>
              {to => (
                <Menu.Item class="pop-item min-h-11" onSelect={() => navigate(to.path)}>
                  <Dynamic component={to.icon} size={18} class="text-muted" aria-hidden="true" />
                  {i18n.t(to.word)}
                </Menu.Item>
              )}
            </For>
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
    </nav>
  )
}
