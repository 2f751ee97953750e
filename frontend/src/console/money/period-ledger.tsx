import { useInfiniteQuery } from '@tanstack/solid-query'
import Banknote from 'lucide-solid/icons/banknote'
import { createMemo, type JSX, Show } from 'solid-js'
import { moneyApi, type Period } from '../../api/money-endpoints.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Panel } from '../../ui/panel.tsx'
import { dayEdge } from '../session-query.ts'
import { LedgerList } from './ledger-list.tsx'

const pageSize = 20

/** The ledger of some days, newest first. */
export function PeriodLedger(props: { period: Period }): JSX.Element {
  const i18n = useI18n()
  const query = useInfiniteQuery(() => {
    const { from, to } = props.period
    const filter = { from: dayEdge(from, i18n.format()), to: dayEdge(to, i18n.format(), 1) }
    return {
      queryKey: ['payments', 'list', filter],
      queryFn: ({ pageParam }: { pageParam: string | undefined }) => moneyApi.payments(filter, pageParam, pageSize),
      ...byCursor,
    }
  })
  const items = createMemo(() => itemsOf(query))
  return (
    <Panel title={i18n.t('money.ledger')} class="no-print">
      <Loaded query={query} skeleton={<SkeletonRows rows={5} />} compact>
        {() => (
          <Show when={items().length > 0} fallback={<Empty icon={Banknote} title={i18n.t('money.noEntries')} compact />}>
            <LedgerList entries={items()} linked />
            <div class="mt-3">
              <LoadMore query={query} />
            </div>
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}
