/** The till: the person's own shift, and all shifts there were. */
import type { ShiftView } from '@palang/protocol'
import { useInfiniteQuery } from '@tanstack/solid-query'
import Wallet from 'lucide-solid/icons/wallet'
import { createSignal, type JSX, Show } from 'solid-js'
import { moneyApi } from '../../api/money-endpoints.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { Reserved } from '../access/reserved.tsx'
import { MyShift } from '../money/my-shift.tsx'
import { CloseShift } from '../money/shift-dialogs.tsx'
import { ShiftTable } from '../money/shift-table.tsx'

function AllShifts(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [closing, setClosing] = createSignal<ShiftView>()
  const query = useInfiniteQuery(() => ({
    queryKey: ['shifts', 'list'],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => moneyApi.shifts(pageParam),
    ...byCursor,
  }))
  const items = () => itemsOf(query)
  // The own one has its large button above.
  const isOwn = (shift: ShiftView) => shift.opened_by === account.info()?.actor
  const mayClose = (shift: ShiftView) => shift.closed_at === null && !isOwn(shift) && account.info()?.role === 'admin'
  return (
    <Panel title={i18n.t('till.shifts')} flush>
      <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
        {() => (
          <Show
            when={items().length > 0}
            fallback={<Empty icon={Wallet} title={i18n.t('till.noShifts')} hint={i18n.t('till.noShiftsHint')} compact />}
          >
            <ShiftTable items={items()} mayClose={mayClose} onClose={setClosing} />
            <LoadMore query={query} />
          </Show>
        )}
      </Loaded>
      <CloseShift shift={closing()} onClose={() => setClosing(undefined)} />
    </Panel>
  )
}

export default function Till(): JSX.Element {
  const i18n = useI18n()
  return (
    <Reserved for="operator" title={i18n.t('till.title')}>
      <PageHead title={i18n.t('till.title')} />
      <MyShift />
      <AllShifts />
    </Reserved>
  )
}
