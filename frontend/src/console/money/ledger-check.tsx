import type { LedgerCheck } from '@palang/protocol'
import { A } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import BadgeCheck from 'lucide-solid/icons/badge-check'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { For, type JSX, Show } from 'solid-js'
import { moneyApi } from '../../api/money-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ToneIcon } from '../../ui/tone.tsx'
import { balanceWords } from './balance-words.ts'

/** Where it is looked into. */
const paths: Readonly<Record<LedgerCheck['mismatches'][number]['kind'], (id: string) => string>> = {
  session: id => `/sessions/${id}`,
  shift: id => `/till/${id}`,
  card: () => '/cards',
  machine: () => '/sessions',
}

/** Where all money of the ledger stands. */
function Balance(props: { balance: LedgerCheck['balance'] }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(balanceWords)
  const site = useSite()
  const parts = ['takings', 'sessions', 'owed', 'credit', 'prepaid', 'other'] as const
  const rows = () =>
    parts
      .filter(part => part === 'takings' || part === 'sessions' || props.balance[part] !== 0)
      .map(part => [t(part), i18n.format().money(props.balance[part], site.currency())] as const)
  return (
    <div class="border-t border-line-soft px-[18px] py-4">
      <Pairs rows={rows()} />
    </div>
  )
}

function Mismatches(props: { items: LedgerCheck['mismatches'] }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const account = useAccount()
  const money = (amount: number) => i18n.format().money(amount, site.currency())
  const word = (item: LedgerCheck['mismatches'][number]) => `${i18n.t(`reports.mismatch.${item.kind}`)} ${nameOf(item)}`
  const nameOf = ({ kind, id }: LedgerCheck['mismatches'][number]) =>
    kind === 'machine' ? site.nameOf(id) : kind === 'card' ? id : id.slice(-8)
  const path = (item: LedgerCheck['mismatches'][number]) => paths[item.kind](item.id)
  return (
    <table class="table table-edge">
      <thead>
        <tr>
          <th>{i18n.t('reports.what')}</th>
          <th class="num max-sm:hidden">{i18n.t('reports.ledgerSays')}</th>
          <th class="num max-sm:hidden">{i18n.t('reports.says')}</th>
          <th class="num">{i18n.t('reports.off')}</th>
        </tr>
      </thead>
      <tbody>
        <For each={props.items}>
          {item => (
            <tr>
              <td>
                <Show when={item.kind === 'session' || account.mayOperate()} fallback={word(item)}>
                  <A href={path(item)} class="link">
                    {word(item)}
                  </A>
                </Show>
              </td>
              <td class="num max-sm:hidden">{money(item.expected)}</td>
              <td class="num max-sm:hidden">{money(item.found)}</td>
              <td class="num font-[600] text-stop">{money(item.found - item.expected)}</td>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  )
}

/** Where all money stands, and whether everything else says what the ledger says, over all there ever was. */
export function LedgerCheckPanel(): JSX.Element {
  const i18n = useI18n()
  const check = useQuery(() => ({ queryKey: ['report', 'ledger-check'], queryFn: moneyApi.checkLedger }))
  const again = () => (
    <button type="button" class="btn btn-sm btn-quiet no-print" disabled={check.isFetching} onClick={() => void check.refetch()}>
      <RefreshCw size={15} aria-hidden="true" />
      {i18n.t('reports.checkAgain')}
    </button>
  )
  return (
    <Panel title={i18n.t('reports.check')} actions={again()} flush>
      <Loaded query={check} skeleton={<SkeletonRows rows={2} />} compact>
        {data => (
          <>
            <div class={`flex items-start gap-3 px-[18px] pt-1 pb-4 ${data().balanced ? 'flow' : 'stop'}`} aria-live="polite">
              <span class="grid size-9 shrink-0 place-items-center rounded-[10px] bg-(--s) text-(--c)">
                <ToneIcon tone={data().balanced ? 'flow' : 'stop'} icon={data().balanced ? BadgeCheck : undefined} size={20} />
              </span>
              <div>
                <p class="text-[16px] leading-6 font-[620] text-(--c)">
                  {data().balanced
                    ? i18n.t('reports.balanced')
                    : i18n.t('reports.unbalanced', { count: Math.max(1, data().mismatches.length) })}
                </p>
                <p class="text-[13px] text-muted">{i18n.t(data().balanced ? 'reports.balancedHint' : 'reports.unbalancedHint')}</p>
              </div>
            </div>
            <Balance balance={data().balance} />
            <Show when={data().mismatches.length > 0}>
              <Mismatches items={data().mismatches} />
            </Show>
          </>
        )}
      </Loaded>
    </Panel>
  )
}
