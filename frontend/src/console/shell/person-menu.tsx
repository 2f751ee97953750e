import * as Menu from '@kobalte/core/dropdown-menu'
import { useNavigate } from '@solidjs/router'
import Check from 'lucide-solid/icons/check'
import CircleUserRound from 'lucide-solid/icons/circle-user-round'
import LogOut from 'lucide-solid/icons/log-out'
import Monitor from 'lucide-solid/icons/monitor'
import Moon from 'lucide-solid/icons/moon'
import Settings from 'lucide-solid/icons/settings'
import Sun from 'lucide-solid/icons/sun'
import { For, type JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { initials } from '../initials.ts'
import { useTheme } from '../theme-context.tsx'

const themes = [
  { value: 'dark', word: 'theme.dark', icon: Moon },
  { value: 'light', word: 'theme.light', icon: Sun },
  { value: 'system', word: 'theme.system', icon: Monitor },
] as const

function ThemeChoices(): JSX.Element {
  const i18n = useI18n()
  const theme = useTheme()
  return (
    <Menu.RadioGroup value={theme.choice()} onChange={value => theme.choose(value)}>
      <For each={themes}>
        {item => (
          <Menu.RadioItem class="pop-item" value={item.value} closeOnSelect={false}>
            <Dynamic component={item.icon} size={17} class="text-muted" aria-hidden="true" />
            {i18n.t(item.word)}
            <Menu.ItemIndicator class="ml-auto text-accent">
              <Check size={16} aria-hidden="true" />
            </Menu.ItemIndicator>
          </Menu.RadioItem>
        )}
      </For>
    </Menu.RadioGroup>
  )
}

/** Who is signed in, the theme, account, settings and the way out. */
export function PersonMenu(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const navigate = useNavigate()
  const name = () => account.info()?.user?.name ?? account.info()?.actor ?? ''
  const role = () => i18n.tMaybe(`role.${account.info()?.role ?? 'viewer'}`, '')
  return (
    <Menu.Root placement="bottom-end" gutter={8} modal={false} defaultOpen>
      <Menu.Trigger class="person" aria-label={`${initials(name())} · ${i18n.t('top.person')}: ${name()}`}>
        {initials(name())}
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content class="pop w-[248px]">
          <div class="px-2.5 pt-2 pb-2.5">
            <div class="truncate font-[600]">{name()}</div>
            <div class="truncate text-[13px] text-muted">{account.info()?.user?.email}</div>
            <div class="mt-0.5 text-[13px] text-faint">{role()}</div>
          </div>
          <Menu.Separator class="mx-1 my-1 border-line" />
          <ThemeChoices />
          <Menu.Separator class="mx-1 my-1 border-line" />
          <Menu.Item class="pop-item" onSelect={() => navigate('/account')}>
            <CircleUserRound size={17} class="text-muted" aria-hidden="true" />
            {i18n.t('account.title')}
          </Menu.Item>
          <Menu.Item class="pop-item" onSelect={() => navigate('/settings')}>
            <Settings size={17} class="text-muted" aria-hidden="true" />
            {i18n.t('nav.settings')}
          </Menu.Item>
          <Menu.Item class="pop-item" onSelect={() => void account.signOut()}>
            <LogOut size={17} class="text-muted" aria-hidden="true" />
            {i18n.t('auth.signOut')}
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  )
}
