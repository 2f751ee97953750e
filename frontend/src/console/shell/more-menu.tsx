import * as Menu from '@kobalte/core/dropdown-menu'
import { useLocation, useNavigate } from '@solidjs/router'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import { For, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { destinationsFor, isFar } from './destinations.ts'

/** The pages of a phone that have no place in its bottom bar. Open from the start: it is loaded by asking for it. */
export function MoreMenu(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const location = useLocation()
  const navigate = useNavigate()
  return (
    <Menu.Root placement="top-end" gutter={10} modal={false} defaultOpen>
      <Menu.Trigger class="tab" aria-current={isFar(location.pathname) ? 'page' : undefined}>
        <Ellipsis size={21} aria-hidden="true" />
        {i18n.t('nav.more')}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content class="pop">
          <For each={destinationsFor(account).filter(to => !to.near)}>
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
  )
}
