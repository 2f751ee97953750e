import { useQuery } from '@tanstack/solid-query'
import { createMemo, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { moneyApi } from '../../api/money-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Failed } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LedgerList } from './ledger-list.tsx'

/** So many entries one session has at most in practice; the hub gives no more at once. */
const most = 200

/** What the ledger has of one session, oldest first. Nothing while there is nothing; read anew whenever `seen` changes. */
export function SessionPayments(props: { sessionId: string; seen: number }): JSX.Element {
  const i18n = useI18n()
  const query = useQuery(() => ({
    queryKey: ['payments', 'session', props.sessionId, props.seen],
    queryFn: () => moneyApi.payments({ session_id: props.sessionId }, undefined, most),
    placeholderData: previous => previous,
  }))
  const entries = createMemo(() => dataOf(query)?.items.toReversed() ?? [])
  return (
    <Show when={entries().length > 0 || query.isError}>
      <Panel title={i18n.t('money.entries')}>
        <Show when={entries().length > 0} fallback={<Failed error={query.error} retry={() => void query.refetch()} compact />}>
          <LedgerList entries={entries()} />
        </Show>
      </Panel>
    </Show>
  )
}
