/** What programs, devices and machines come in with. */
import type { TokenView } from '@palang/protocol'
import { useSearchParams } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import KeyRound from 'lucide-solid/icons/key-round'
import Plus from 'lucide-solid/icons/plus'
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { accessApi } from '../../api/access-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Activation } from '../access/activation.tsx'
import { MachineAccess } from '../access/machine-access.tsx'
import { type MadeToken, NewTokenDialog, type TokenKind } from '../access/new-token.tsx'
import { OnceDialog } from '../../ui/once.tsx'
import { Reserved } from '../access/reserved.tsx'
import { RenewToken, RevokeToken } from '../access/token-confirms.tsx'
import { TokenTable } from '../access/token-table.tsx'

type Kind = TokenView['kind']

function OfKind(props: { kind: TokenKind; items: readonly TokenView[]; onRevoke: (token: TokenView) => void }): JSX.Element {
  const i18n = useI18n()
  const items = () => props.items.filter(token => token.kind === props.kind)
  return (
    <Show
      when={items().length > 0}
      fallback={<Empty icon={KeyRound} title={i18n.t(`tokens.empty.${props.kind}`)} hint={i18n.t(`tokens.newText.${props.kind}`)} />}
    >
      <TokenTable items={items()} kind={props.kind} onRevoke={props.onRevoke} />
    </Show>
  )
}

function NewSecret(props: { made: MadeToken | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const kind = () => props.made?.kind ?? 'api'
  return (
    <OnceDialog
      secret={props.made?.secret}
      onClose={() => props.onClose()}
      title={i18n.t('tokens.secretTitle')}
      text={i18n.t('tokens.secretText', { name: props.made?.name ?? '' })}
      where={i18n.t(`tokens.where.${kind()}`)}
    />
  )
}

function TokenLists(): JSX.Element {
  const i18n = useI18n()
  const [params, setParams] = useSearchParams<{ kind?: string }>()
  const kind = (): Kind => (params.kind === 'machine' || params.kind === 'device' ? params.kind : 'api')
  const newKind = (): TokenKind | undefined => (kind() === 'machine' ? undefined : (kind() as TokenKind))
  const [adding, setAdding] = createSignal<TokenKind>()
  const [made, setMade] = createSignal<MadeToken>()
  const [revoked, setRevoked] = createSignal<TokenView>()
  const [activated, setActivated] = createSignal<string>()
  const [renewed, setRenewed] = createSignal<string>()
  const tokens = useQuery(() => ({ queryKey: ['tokens'], queryFn: accessApi.tokens, refetchInterval: 60_000 }))
  return (
    <>
      <PageHead title={i18n.t('tokens.title')}>
        <Segments<Kind>
          chips
          label={i18n.t('tokens.kind')}
          value={kind()}
          onChange={value => setParams({ kind: value === 'api' ? undefined : value }, { replace: true })}
          options={(['api', 'machine', 'device'] as const).map(value => ({ value, label: i18n.t(`tokens.kind.${value}`) }))}
        />
        <Show when={newKind()}>
          {wanted => (
            <button type="button" class="btn btn-primary ml-auto max-sm:w-full" onClick={() => setAdding(wanted())}>
              <Plus size={17} aria-hidden="true" />
              {i18n.t(`tokens.new.${wanted()}`)}
            </button>
          )}
        </Show>
      </PageHead>
      <section class="panel" aria-label={i18n.t(`tokens.kind.${kind()}`)}>
        <Loaded query={tokens} skeleton={<SkeletonRows rows={6} height={36} />}>
          {data => (
            <Switch>
              <Match when={newKind()}>{wanted => <OfKind kind={wanted()} items={data().items} onRevoke={setRevoked} />}</Match>
              <Match when={kind() === 'machine'}>
                <MachineAccess tokens={data().items} acts={{ activate: setActivated, renew: setRenewed, revoke: setRevoked }} />
              </Match>
            </Switch>
          )}
        </Loaded>
      </section>
      <NewTokenDialog kind={adding()} onClose={() => setAdding(undefined)} onMade={setMade} />
      <NewSecret made={made()} onClose={() => setMade(undefined)} />
      <RevokeToken token={revoked()} onClose={() => setRevoked(undefined)} />
      <RenewToken machineId={renewed()} onClose={() => setRenewed(undefined)} />
      <Activation machineId={activated()} onClose={() => setActivated(undefined)} />
    </>
  )
}

export default function Tokens(): JSX.Element {
  const i18n = useI18n()
  return (
    <Reserved for="admin" title={i18n.t('tokens.title')}>
      <TokenLists />
    </Reserved>
  )
}
