/** Machines and the tokens they come in with. */
import * as Menu from '@kobalte/core/dropdown-menu'
import type { TokenView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import Ban from 'lucide-solid/icons/ban'
import KeyRound from 'lucide-solid/icons/key-round'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { SpokenHead } from '../../ui/spoken-head.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { useSite } from '../../site/site.tsx'
import { RowMenu } from './row-menu.tsx'
import { Expires, LastUsed } from './token-cells.tsx'
import { type MachineToken, machineTokens } from './token-list.ts'

export interface MachineActs {
  activate: (machineId: string) => void
  renew: (machineId: string) => void
  revoke: (token: TokenView) => void
}

function MachineMenu(props: { row: MachineToken; known: boolean; acts: MachineActs }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  return (
    <RowMenu label={i18n.t('tokens.machineActs', { name: site.nameOf(props.row.machineId) })}>
      <Show when={props.known}>
        <Menu.Item class="pop-item" onSelect={() => props.acts.activate(props.row.machineId)}>
          <KeyRound size={17} class="text-muted" aria-hidden="true" />
          {i18n.t('activate.act')}
        </Menu.Item>
      </Show>
      <Show when={props.row.token}>
        {token => (
          <>
            <Show when={props.known}>
              <Menu.Item class="pop-item" onSelect={() => props.acts.renew(props.row.machineId)}>
                <RefreshCw size={17} class="text-muted" aria-hidden="true" />
                {i18n.t('tokens.renew')}
              </Menu.Item>
            </Show>
            <Menu.Item class="pop-item text-stop" onSelect={() => props.acts.revoke(token())}>
              <Ban size={17} aria-hidden="true" />
              {i18n.t('tokens.revoke')}
            </Menu.Item>
          </>
        )}
      </Show>
    </RowMenu>
  )
}

function MachineRow(props: { row: MachineToken; acts: MachineActs }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const found = () => site.machine(props.row.machineId)
  return (
    <tr>
      <td>
        <div class="font-[560] [overflow-wrap:anywhere]">{site.nameOf(props.row.machineId)}</div>
        <div class="text-[13px] text-faint [overflow-wrap:anywhere]">{props.row.machineId}</div>
      </td>
      <td class="max-md:hidden">
        <Show when={found()} fallback={<StateWord tone="stale" word={i18n.t('tokens.machineGone')} />}>
          {machine => (
            <StateWord
              tone={machine().live?.online === true ? 'flow' : 'stale'}
              word={i18n.t(machine().live?.online === true ? 'tokens.connected' : 'machine.notHeard')}
            />
          )}
        </Show>
      </td>
      <td class="whitespace-nowrap text-muted max-sm:hidden">
        <Show when={props.row.token} fallback={<span class="text-faint">—</span>}>
          {token => <LastUsed token={token()} />}
        </Show>
      </td>
      <td class="whitespace-nowrap">
        <Show when={props.row.token} fallback={<StateWord tone="attend" word={i18n.t('tokens.none')} />}>
          {token => <Expires token={token()} />}
        </Show>
      </td>
      <td class="w-px text-right">
        <MachineMenu row={props.row} known={found() !== undefined} acts={props.acts} />
      </td>
    </tr>
  )
}

export function MachineAccess(props: { tokens: readonly TokenView[]; acts: MachineActs }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const rows = () =>
    machineTokens(
      (site.machines() ?? []).map(machine => machine.id),
      props.tokens,
    )
  return (
    <table class="table table-edge table-sticky">
      <thead>
        <tr>
          <th>{i18n.t('tokens.machine')}</th>
          <th class="max-md:hidden">{i18n.t('tokens.link')}</th>
          <th class="max-sm:hidden">{i18n.t('tokens.lastUsed')}</th>
          <th>{i18n.t('tokens.expires')}</th>
          <SpokenHead text={i18n.t('access.acts')} />
        </tr>
      </thead>
      <tbody>
        {/* The rows are made anew every second; an open menu must outlive that. */}
        <Key each={rows()} by="machineId">
          {row => <MachineRow row={row()} acts={props.acts} />}
        </Key>
      </tbody>
    </table>
  )
}
