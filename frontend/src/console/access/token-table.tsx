/** Tokens of programs and of devices. */
import type { TokenView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { SpokenHead } from '../../ui/spoken-head.tsx'
import { Expires, LastUsed, Made } from './token-cells.tsx'
import { useOutlets } from './use-outlets.ts'

function Scopes(props: { scopes: readonly string[] }): JSX.Element {
  const i18n = useI18n()
  return (
    <span class="flex flex-wrap gap-1.5">
      <For each={props.scopes}>
        {scope => (
          <span class="badge info" title={i18n.tMaybe(`scope.${scope}.hint`, '')}>
            {i18n.tMaybe(`scope.${scope}`, scope)}
          </span>
        )}
      </For>
    </span>
  )
}

function TokenRow(props: { token: TokenView; kind: 'api' | 'device'; onRevoke: () => void }): JSX.Element {
  const i18n = useI18n()
  const outlets = useOutlets()
  const t = () => props.token
  return (
    <tr>
      <td>
        <div class="flex flex-wrap items-center gap-x-2 gap-y-1 font-[560] [overflow-wrap:anywhere]">
          {t().name}
          <Show when={props.kind === 'device' && t().machine_id === null}>
            <span class="badge info">{i18n.t('tokens.fleet')}</span>
          </Show>
        </div>
        <Made token={t()} />
      </td>
      <Show when={props.kind === 'api'}>
        <td class="max-md:hidden">
          <Scopes scopes={t().scopes} />
        </td>
        <td class="max-w-[24ch] text-muted max-lg:hidden">
          <span class="line-clamp-2" title={outlets.words(t().outlets)}>
            {outlets.words(t().outlets)}
          </span>
        </td>
      </Show>
      <td class="whitespace-nowrap text-muted max-sm:hidden">
        <LastUsed token={t()} />
      </td>
      <td class="whitespace-nowrap">
        <Expires token={t()} />
      </td>
      <td class="w-px text-right">
        <button
          type="button"
          class="btn btn-sm btn-quiet hover:text-stop!"
          aria-label={`${i18n.t('tokens.revoke')}: ${t().name}`}
          onClick={() => props.onRevoke()}
        >
          {i18n.t('tokens.revoke')}
        </button>
      </td>
    </tr>
  )
}

export function TokenTable(props: {
  items: readonly TokenView[]
  kind: 'api' | 'device'
  onRevoke: (token: TokenView) => void
}): JSX.Element {
  const i18n = useI18n()
  return (
    <table class="table table-edge table-sticky">
      <thead>
        <tr>
          <th>{i18n.t(props.kind === 'api' ? 'tokens.name' : 'tokens.deviceId')}</th>
          <Show when={props.kind === 'api'}>
            <th class="max-md:hidden">{i18n.t('tokens.scopes')}</th>
            <th class="max-lg:hidden">{i18n.t('outlets.label')}</th>
          </Show>
          <th class="max-sm:hidden">{i18n.t('tokens.lastUsed')}</th>
          <th>{i18n.t('tokens.expires')}</th>
          <SpokenHead text={i18n.t('access.acts')} />
        </tr>
      </thead>
      <tbody>
        <Key each={props.items} by="id">
          {token => <TokenRow token={token()} kind={props.kind} onRevoke={() => props.onRevoke(token())} />}
        </Key>
      </tbody>
    </table>
  )
}
