import { A, useLocation } from '@solidjs/router'
import PanelLeftClose from 'lucide-solid/icons/panel-left-close'
import PanelLeftOpen from 'lucide-solid/icons/panel-left-open'
import { For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { GateIcon } from '../../ui/gate-icon.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { type Destination, destinationsFor, isHere } from './destinations.ts'

/** How many things wait for somebody behind a destination. */
export function useWaiting(): (path: string) => number {
  const site = useSite()
  return path => {
    if (path === '/alarms') return site.alarms().length
    if (path === '/gates') return site.machines()?.filter(row => row.view.family === 'gate' && row.tone === 'stop').length ?? 0
    return 0
  }
}

function RailItem(props: { to: Destination }): JSX.Element {
  const i18n = useI18n()
  const location = useLocation()
  const waiting = useWaiting()
  return (
    <A
      href={props.to.path}
      class="rail-item"
      title={i18n.t(props.to.word)}
      aria-current={isHere(props.to.path, location.pathname) ? 'page' : undefined}
    >
      <Dynamic component={props.to.icon} size={18} class="shrink-0" aria-hidden="true" />
      <span class="rail-word">{i18n.t(props.to.word)}</span>
      <Show when={waiting(props.to.path) > 0}>
        <span class="count stop">{waiting(props.to.path)}</span>
      </Show>
    </A>
  )
}

/** The left rail: what exists, in groups. */
export function Rail(props: { collapsed: boolean; onFold: () => void }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const of = (group: Destination['group']) => destinationsFor(account).filter(to => to.group === group)
  return (
    <nav class="rail" aria-label={i18n.t('nav.main')}>
      <div class="brand">
        <span class="brand-mark">
          <GateIcon size={18} aria-hidden="true" />
        </span>
        <span class="brand-word">Palang</span>
      </div>
      <For each={of('machines')}>{to => <RailItem to={to} />}</For>
      <hr />
      <For each={of('records')}>{to => <RailItem to={to} />}</For>
      <hr />
      <For each={of('access')}>{to => <RailItem to={to} />}</For>
      <button type="button" class="rail-item rail-fold mt-auto border-0 bg-transparent" onClick={() => props.onFold()}>
        <Dynamic component={props.collapsed ? PanelLeftOpen : PanelLeftClose} size={18} class="shrink-0" aria-hidden="true" />
        <span class="rail-word">{i18n.t(props.collapsed ? 'nav.expand' : 'nav.collapse')}</span>
      </button>
    </nav>
  )
}
