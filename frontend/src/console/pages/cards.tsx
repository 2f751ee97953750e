/** Cards people carry: found, added, blocked. */
import type { CardView } from '@palang/protocol'
import { useSearchParams } from '@solidjs/router'
import { useInfiniteQuery, useQueryClient } from '@tanstack/solid-query'
import CreditCard from 'lucide-solid/icons/credit-card'
import Plus from 'lucide-solid/icons/plus'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { api } from '../../api/endpoints.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { plateText } from '../../words/stay-words.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { useLive } from '../../live/live.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { SpokenHead } from '../../ui/spoken-head.tsx'
import { toast } from '../../ui/toast.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { useAccount } from '../../site/account.tsx'
import { AddCard } from '../add-card.tsx'
import { PrepaidDialog } from '../money/prepaid-dialog.tsx'
import { prepaidWords } from '../money/prepaid-words.ts'

function isExpired(card: CardView, nowMs: number): boolean {
  return card.valid_until !== null && Date.parse(card.valid_until) < nowMs
}

function CardRow(props: { card: CardView; mayChange: boolean; onBlock: () => void; onBalance: () => void }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(prepaidWords)
  const live = useLive()
  const c = () => props.card
  const state = () => {
    if (c().status === 'blocked') return { tone: 'stop' as const, word: i18n.t('cards.status.blocked') }
    if (isExpired(c(), live.now())) return { tone: 'attend' as const, word: i18n.t('cards.expired') }
    return { tone: 'flow' as const, word: i18n.t('cards.status.active') }
  }
  return (
    <tr>
      <td class="font-[540] [overflow-wrap:anywhere]">
        {c().id}
        <span class="block text-[13px] font-[450] text-muted empty:hidden sm:hidden">{c().holder}</span>
        <span class="block text-[13px] font-[450] text-faint empty:hidden md:hidden">
          {c().license_plate === null ? '' : plateText(c().license_plate)}
        </span>
      </td>
      <td class="max-sm:hidden">{c().holder ?? <span class="text-faint">—</span>}</td>
      <td class="whitespace-nowrap max-md:hidden">{plateText(c().license_plate)}</td>
      <td class="text-muted max-md:hidden">{i18n.t(`cards.kind.${c().kind}`)}</td>
      <td class="whitespace-nowrap text-muted max-lg:hidden">
        {c().valid_until === null ? i18n.t('cards.noEnd') : i18n.format().day(c().valid_until ?? '')}
      </td>
      <td>
        <StateWord {...state()} />
      </td>
      <td class="w-px whitespace-nowrap">
        <div class="flex items-center justify-end max-sm:flex-col max-sm:items-end">
          <button type="button" class="btn btn-sm btn-quiet" aria-label={t('open', { card: c().id })} onClick={() => props.onBalance()}>
            {t('balance')}
          </button>
          <Show when={props.mayChange}>
            <button
              type="button"
              class={`btn btn-sm btn-quiet ${c().status === 'blocked' ? '' : 'hover:text-stop!'}`}
              onClick={() => props.onBlock()}
            >
              {i18n.t(c().status === 'blocked' ? 'cards.unblock' : 'cards.block')}
            </button>
          </Show>
        </div>
      </td>
    </tr>
  )
}

function CardTable(props: {
  items: CardView[]
  mayChange: boolean
  onBlock: (card: CardView) => void
  onBalance: (card: CardView) => void
}): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(prepaidWords)
  return (
    <table class="table table-edge table-sticky">
      <thead>
        <tr>
          <th>{i18n.t('cards.number')}</th>
          <th class="max-sm:hidden">{i18n.t('cards.holder')}</th>
          <th class="max-md:hidden">{i18n.t('cards.plate')}</th>
          <th class="max-md:hidden">{i18n.t('cards.kind')}</th>
          <th class="max-lg:hidden">{i18n.t('cards.validUntil')}</th>
          <th>{i18n.t('cards.status')}</th>
          <SpokenHead text={t('balance')} />
        </tr>
      </thead>
      <tbody>
        <For each={props.items}>
          {card => (
            <CardRow card={card} mayChange={props.mayChange} onBlock={() => props.onBlock(card)} onBalance={() => props.onBalance(card)} />
          )}
        </For>
      </tbody>
    </table>
  )
}

/** Blocks at once after a confirmation; unblocking hurts nobody and needs none. */
function useBlocking() {
  const i18n = useI18n()
  const client = useQueryClient()
  const [asked, setAsked] = createSignal<CardView>()
  const change = async (card: CardView, status: 'active' | 'blocked') => {
    await api.changeCard(card.id, { status })
    toast({
      tone: 'flow',
      title: i18n.t(status === 'blocked' ? 'cards.blocked' : 'cards.unblocked'),
      detail: card.id,
      closeLabel: i18n.t('toast.close'),
    })
    await client.invalidateQueries({ queryKey: ['cards'] })
  }
  const toggle = (card: CardView) => {
    if (card.status === 'active') setAsked(card)
    else
      void change(card, 'active').catch(() => toast({ tone: 'stop', title: i18n.t('problem.internal'), closeLabel: i18n.t('toast.close') }))
  }
  return { asked, setAsked, change, toggle }
}

function ConfirmBlock(props: { blocking: ReturnType<typeof useBlocking> }): JSX.Element {
  const i18n = useI18n()
  return (
    <Confirm
      open={props.blocking.asked() !== undefined}
      onClose={() => props.blocking.setAsked(undefined)}
      title={i18n.t('cards.blockTitle', { card: props.blocking.asked()?.id ?? '' })}
      text={i18n.t('cards.blockText')}
      confirm={i18n.t('cards.block')}
      danger
      run={async () => {
        const card = props.blocking.asked()
        if (card !== undefined) await props.blocking.change(card, 'blocked')
      }}
    />
  )
}

export default function Cards(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [params, setParams] = useSearchParams<{ q?: string }>()
  const [adding, setAdding] = createSignal(false)
  const [looked, setLooked] = createSignal<string>()
  const blocking = useBlocking()
  const mayChange = () => account.mayConfigure()
  const text = () => params.q ?? ''
  const query = useInfiniteQuery(() => ({
    queryKey: ['cards', text().trim()],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => api.cards(text().trim(), pageParam),
    ...byCursor,
    placeholderData: previous => previous,
  }))
  const items = () => itemsOf(query)
  return (
    <>
      <PageHead title={i18n.t('cards.title')}>
        <SearchField
          class="w-[300px] max-md:order-last max-md:w-full md:ml-3"
          label={i18n.t('cards.search')}
          maxLength={64}
          text={text()}
          onText={q => setParams({ q: q || undefined }, { replace: true })}
        />
        <Show when={mayChange()}>
          <button type="button" class="btn btn-primary ml-auto" onClick={() => setAdding(true)}>
            <Plus size={17} aria-hidden="true" />
            {i18n.t('cards.add')}
          </button>
        </Show>
      </PageHead>
      <section class="panel" aria-label={i18n.t('cards.title')}>
        <Loaded query={query} skeleton={<SkeletonRows rows={10} />}>
          {() => (
            <Show
              when={items().length > 0}
              fallback={
                <Empty
                  icon={CreditCard}
                  title={i18n.t(text() === '' ? 'cards.none' : 'cards.noMatch')}
                  hint={text() === '' ? i18n.t('cards.noneHint') : undefined}
                />
              }
            >
              <CardTable items={items()} mayChange={mayChange()} onBlock={blocking.toggle} onBalance={card => setLooked(card.id)} />
              <LoadMore query={query} />
            </Show>
          )}
        </Loaded>
      </section>
      <AddCard open={adding()} onClose={() => setAdding(false)} />
      <ConfirmBlock blocking={blocking} />
      <PrepaidDialog card={looked()} onClose={() => setLooked(undefined)} />
    </>
  )
}
